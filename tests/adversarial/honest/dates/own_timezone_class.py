# task: calendar_days
# odd: answers in a tzinfo class of its own

import datetime


class Utc(datetime.tzinfo):
    def utcoffset(self, moment):
        return datetime.timedelta(0)

    def dst(self, moment):
        return datetime.timedelta(0)

    def tzname(self, moment):
        return "UTC"


def next_monday(moment):
    day = moment.date()
    while True:
        day += datetime.timedelta(days=1)
        if day.isoweekday() == 1:
            return day


def in_utc(moment):
    return moment.astimezone(Utc())


def span(start, end):
    return datetime.timedelta(seconds=(end - start) / datetime.timedelta(seconds=1))
