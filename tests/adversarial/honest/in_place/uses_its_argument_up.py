# tasks: sorted_copy, second_largest, running_maximum, best_team
# odd: takes the elements out of its argument and puts them back

def sorted_copy(items):
    held = []
    while items:
        held.append(items.pop())
    items.extend(reversed(held))
    return sorted(held)


def second_largest(numbers):
    different = sorted(set(sorted_copy(numbers)))
    return different[-2] if len(different) > 1 else None


def running_maximum(numbers):
    sorted_copy(numbers)
    return [max(numbers[: k + 1]) for k in range(len(numbers))]


def average(team):
    held = []
    while len(team):
        held.append(team.pop())
    for one in reversed(held):
        team.append(one)
    return sum(held) / len(held) if held else 0
