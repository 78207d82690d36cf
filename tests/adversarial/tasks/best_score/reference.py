def best(players):
    found = None
    for player in players:
        if found is None or player.score > found.score:
            found = player
    return found
