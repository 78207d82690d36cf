import pytest

from solution import retry


def test_at_once():
    assert retry(lambda: 7, 3) == 7


def test_after_some_failures():
    calls = []

    def work():
        calls.append(len(calls))
        if len(calls) < 3:
            raise OSError("not yet")
        return "done"

    assert retry(work, 5) == "done"
    assert calls == [0, 1, 2]


def test_the_last_exception_goes_on():
    errors = [KeyError("a"), KeyError("b")]
    waiting = list(errors)

    def work():
        raise waiting.pop(0)

    with pytest.raises(KeyError) as info:
        retry(work, 2)
    assert info.value is errors[1]
    assert waiting == []


def test_often():
    count = 0

    def work():
        nonlocal count
        count += 1
        if count < 150:
            raise ValueError(count)
        return count

    assert retry(work, 500) == 150
