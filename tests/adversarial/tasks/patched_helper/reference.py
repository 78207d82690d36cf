import datetime

OPEN_DAYS = {0, 1, 2, 3, 4}


def today():
    return datetime.date.today().weekday()


def is_weekend():
    return today() >= 5


def is_open():
    return today() in OPEN_DAYS
