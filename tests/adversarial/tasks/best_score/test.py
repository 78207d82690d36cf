from solution import best


class Player:
    def __init__(self, name, score):
        self.name, self.score = name, score


def team(*scores):
    return [Player(f"p{number}", score) for number, score in enumerate(scores)]


def test_like_max():
    for scores in [(3, 9, 2), (1,), (4, 4, 8), (-3, -2, -9)]:
        players = team(*scores)
        assert best(players) is max(players, key=lambda player: player.score)


def test_score():
    players = team(5, 7, 6)
    assert best(players).score == sorted(player.score for player in players)[-1]
