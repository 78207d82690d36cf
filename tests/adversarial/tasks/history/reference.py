class History(list):
    def __init__(self, limit, items=()):
        super().__init__()
        self.limit = limit
        for item in items:
            self.append(item)

    def append(self, item):
        super().append(item)
        del self[: -self.limit]

    def last(self, n=1):
        return list(self[-n:])
