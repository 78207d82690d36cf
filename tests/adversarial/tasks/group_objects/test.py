import functools

from solution import build, group, lookup, ordered


@functools.total_ordering
class Card:
    def __init__(self, suit, rank):
        self.suit, self.rank = suit, rank

    def __eq__(self, other):
        return isinstance(other, Card) and (self.suit, self.rank) == (other.suit, other.rank)

    def __lt__(self, other):
        return (self.suit, self.rank) < (other.suit, other.rank)

    def __hash__(self):
        return hash((self.suit, self.rank))


def test_group():
    a, b, c = Card("x", 1), Card("y", 1), Card("x", 2)
    groups = group([a, b, c], lambda card: card.suit)
    assert list(groups) == ["x", "y"]
    assert groups["x"][0] is a
    assert groups["x"][1] is c
    assert groups == {"x": [a, c], "y": [b]}


def test_objects_as_keys():
    a = Card("x", 1)
    groups = group([1, 2, 3], lambda n: Card("x", n % 2))
    assert groups[a] == [1, 3]
    assert len(groups) == 2


def test_lookup():
    missing = object()
    assert lookup({"a": 1}, "a", missing) == 1
    assert lookup({}, "a", missing) is missing
    assert lookup({}, "a") is None
    assert lookup({Card("x", 1): "found"}, Card("x", 1)) == "found"


def test_ordered():
    a, b, c = Card("b", 1), Card("a", 2), Card("a", 1)
    assert ordered([a, b, c]) == [c, b, a]
    assert ordered([a, b])[0] is b


def test_build():
    card = build(Card, "x", rank=5)
    assert type(card) is Card
    assert card.rank == 5
    assert build(dict, a=[1]) == {"a": [1]}

    class Wrong(Exception):
        pass

    def fail():
        raise Wrong("no")

    error = build(fail)
    assert isinstance(error, Wrong)
    assert str(error) == "no"
    assert isinstance(build(int, "x"), ValueError)
