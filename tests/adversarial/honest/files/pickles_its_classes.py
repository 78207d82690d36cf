# task: best_item
# odd: pickles, copies and deep-copies objects of its own class between its steps

import copy
import pickle


class Entry:
    def __init__(self, item, place):
        self.stars, self.price, self.place = item.stars, item.price, place

    def __getstate__(self):
        return [self.stars, self.price, self.place]

    def __setstate__(self, state):
        self.stars, self.price, self.place = state

    def __lt__(self, other):
        return (-self.stars, self.price, self.place) < (-other.stars, other.price, other.place)


def best_item(items):
    entries = [pickle.loads(pickle.dumps(copy.deepcopy(Entry(item, n)))) for n, item in enumerate(items)]
    return items[min(entries).place] if entries else None
