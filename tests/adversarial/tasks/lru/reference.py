from collections import OrderedDict


class LRU:
    def __init__(self, size):
        self.size = size
        self.items = OrderedDict()

    def __getitem__(self, key):
        self.items.move_to_end(key)
        return self.items[key]

    def __setitem__(self, key, value):
        self.items[key] = value
        self.items.move_to_end(key)
        if len(self.items) > self.size:
            self.items.popitem(last=False)

    def __contains__(self, key):
        return key in self.items

    def __len__(self):
        return len(self.items)

    def get(self, key, default=None):
        return self[key] if key in self else default

    def keys(self):
        return list(self.items)
