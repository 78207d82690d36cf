def average(team):
    count = total = 0
    for one in team:
        count += 1
        total += one
    return total / count if count else 0
