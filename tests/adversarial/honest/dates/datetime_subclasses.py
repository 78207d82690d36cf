# task: calendar_days
# odd: returns instances of subclasses of date and datetime, and timestamps converted back

import datetime


class Moment(datetime.datetime):
    def __str__(self):
        return "moment " + self.isoformat()


def next_monday(moment):
    year, week, _ = moment.isocalendar()
    return datetime.date.fromisocalendar(year, week, 1) + datetime.timedelta(weeks=1)


def in_utc(moment):
    return Moment.fromtimestamp(moment.timestamp(), datetime.timezone.utc)


def span(start, end):
    seconds = end.toordinal() * 86_400 - start.toordinal() * 86_400
    return datetime.timedelta(seconds=seconds) + (end - end.replace(hour=0, minute=0, second=0)) - (
        start - start.replace(hour=0, minute=0, second=0)
    )
