def sort_in_place(items):
    items.sort(reverse=True)
    return items
