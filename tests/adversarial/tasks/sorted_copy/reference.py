def sorted_copy(items):
    result = []
    for item in items:
        place = len(result)
        while place and result[place - 1] > item:
            place -= 1
        result.insert(place, item)
    return result
