from solution import each_pair


def test_neighbours():
    def check(left, right):
        assert right == left + 1

    assert each_pair([1, 2, 3, 4], check) == 3


def test_order():
    waiting = [("a", "b"), ("b", "c")]

    def check(left, right):
        assert (left, right) == waiting.pop(0)

    assert each_pair(["a", "b", "c"], check) == 2


def test_few():
    assert each_pair([], print) == 0
    assert each_pair([1], print) == 0
