import itertools

import pytest

from solution import alternate


def test_lists():
    assert list(alternate([1, 2, 3], "ab")) == [1, "a", 2, "b", 3]
    assert list(alternate()) == []
    assert list(alternate([], [1])) == [1]


def test_endless():
    mixed = alternate(itertools.count(), itertools.repeat("x"))
    assert list(itertools.islice(mixed, 5)) == [0, "x", 1, "x", 2]


def test_it_reads_no_more_than_needed():
    read = []

    def source():
        for n in range(10):
            read.append(n)
            yield n

    mixed = alternate(source(), [7, 8])
    assert read == []
    assert next(mixed) == 0
    assert next(mixed) == 7
    assert read == [0]
    assert next(mixed) == 1
    assert read == [0, 1]


def test_an_error_of_a_source():
    def source():
        yield 1
        raise LookupError("broken")

    mixed = alternate(source())
    assert next(mixed) == 1
    with pytest.raises(LookupError, match="broken"):
        next(mixed)


def test_objects_stay_the_same():
    things = [object(), object()]
    assert [a is b for a, b in zip(alternate(things), things)] == [True, True]
