from solution import sort_in_place


def test_it_is_the_same_list():
    items = [3, 1, 2]
    result = sort_in_place(items)
    assert result is items
    assert items == [3, 2, 1]


def test_other_names_of_the_list_see_it():
    items = [1, 2]
    holder = {"items": items}
    sort_in_place(items)
    assert holder["items"] == [2, 1]


def test_empty():
    items = []
    assert sort_in_place(items) is items
    assert items == []


def test_duplicates():
    assert sort_in_place([5, 5, -1, 7]) == [7, 5, 5, -1]
