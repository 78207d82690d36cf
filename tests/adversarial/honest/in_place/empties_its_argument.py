# task: running_maximum
# odd: empties its argument, and is right about what it held

def running_maximum(numbers):
    found, top = [], None
    while numbers:
        number = numbers.pop(0)
        top = number if top is None else max(top, number)
        found.append(top)
    return found
