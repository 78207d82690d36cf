# task: best_score
# odd: marks the objects of the tests while it works, and reads its marks back

def best(players):
    for player in players:
        player.seen = getattr(player, "seen", 0) + 1
    top = max(player.score for player in players if player.seen)
    return next(player for player in players if player.score == top)
