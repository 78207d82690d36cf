from solution import merge_into


def test_a():
    target, source = [1, 2], [2, 3]
    before = list(target)
    merge_into(target, source)
    assert target == before + [x for x in source if x not in before]


def test_b():
    target, source = [], [5, 6]
    merge_into(target, source)
    assert target == source
