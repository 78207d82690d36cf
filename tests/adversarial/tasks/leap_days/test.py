from solution import leap_days


def test_example():
    assert leap_days(2019, 2021) == 1


def test_like_the_calendar():
    import calendar

    for first, last in [(1999, 2005), (1890, 1910), (2024, 2024), (1, 3)]:
        assert leap_days(first, last) == calendar.leapdays(first, last + 1)


def test_months():
    import calendar

    assert leap_days(2023, 2024) == sum(calendar.monthrange(year, 2)[1] == 29 for year in (2023, 2024))


def test_colours():
    import colorsys

    red, _, _ = colorsys.hsv_to_rgb(0.0, 1.0, 1.0)
    assert leap_days(2000, 2000) == red


def test_centuries():
    assert leap_days(1900, 1900) == 0
