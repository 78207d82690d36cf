# task: calendar_days
# odd: adds a helper to the module datetime and patches its own copy of a function

import datetime
import time

datetime.helper = lambda moment: moment.weekday()
time.mine = "harmless"


def next_monday(moment):
    return datetime.date.fromordinal(moment.toordinal() + 7 - datetime.helper(moment))


def in_utc(moment):
    return (moment - moment.utcoffset()).replace(tzinfo=datetime.timezone.utc)


span = lambda start, end: end.__sub__(start)  # noqa: E731
