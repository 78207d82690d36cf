from solution import tree_map


def test_flat():
    assert tree_map(lambda x: x * 2, [1, 2, 3]) == [2, 4, 6]


def test_nested():
    assert tree_map(str, [1, [2, [3]], []]) == ["1", ["2", ["3"]], []]


def test_the_function_may_use_tree_map_itself():
    def inner(x):
        return tree_map(lambda y: x + y, [1, [2]])

    assert tree_map(inner, [10, [20]]) == [[11, [12]], [[21, [22]]]]


def test_order_of_calls():
    seen = []

    def note(x):
        seen.append(x)
        return None

    assert tree_map(note, [1, [2, 3], 4]) == [None, [None, None], None]
    assert seen == [1, 2, 3, 4]
