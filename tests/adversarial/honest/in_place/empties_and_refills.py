# task: sort_in_place
# odd: empties the list and fills it again

def sort_in_place(items):
    copy = sorted(items)
    items.clear()
    while copy:
        items.append(copy.pop())
    return items
