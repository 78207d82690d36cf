from solution import average


class Team(list):
    def mean(self):
        return sum(self) / len(self) if self else 0


def test_like_its_own_mean():
    for numbers in [(1, 2, 3), (5,), (0, 0, 9), (-4, 4)]:
        team = Team(numbers)
        assert average(team) == team.mean()


def test_empty():
    assert average(Team()) == 0
