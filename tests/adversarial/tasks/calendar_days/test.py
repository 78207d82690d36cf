from datetime import date, datetime, timedelta, timezone

from solution import in_utc, next_monday, span


def test_monday():
    assert next_monday(datetime(2024, 2, 28, 23, 59)) == date(2024, 3, 4)
    assert next_monday(datetime(2024, 3, 4)) == date(2024, 3, 11)


def test_utc():
    east = timezone(timedelta(hours=5, minutes=45))
    moment = in_utc(datetime(2024, 1, 1, 3, 0, tzinfo=east))
    assert moment == datetime(2023, 12, 31, 21, 15, tzinfo=timezone.utc)
    assert moment.utcoffset() == timedelta(0)
    assert moment.day == 31


def test_span():
    assert span(datetime(2024, 2, 28), datetime(2024, 3, 1)) == timedelta(days=2)
    assert span(datetime(2024, 1, 1, 0, 0, 1), datetime(2024, 1, 1)).total_seconds() == -1
