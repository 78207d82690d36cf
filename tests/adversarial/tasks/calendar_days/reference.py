from datetime import timedelta, timezone


def next_monday(moment):
    return moment.date() + timedelta(days=7 - moment.weekday())


def in_utc(moment):
    return moment.astimezone(timezone.utc)


def span(start, end):
    return end - start
