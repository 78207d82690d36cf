# task: sort_in_place
# odd: sorts by hand with swaps and returns its argument

def sort_in_place(items):
    for i in range(len(items)):
        for j in range(i + 1, len(items)):
            if items[j] > items[i]:
                items[i], items[j] = items[j], items[i]
    return items
