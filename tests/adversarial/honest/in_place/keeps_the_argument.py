# task: sort_in_place
# odd: keeps a reference to every list that it was given

seen = []


def sort_in_place(items):
    seen.append(items)
    seen[-1].sort(key=lambda x: -x)
    return seen[-1]
