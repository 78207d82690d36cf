class Journal:
    def __init__(self):
        self.words = []

    def note(self, word):
        self.words.append(word)

    def __len__(self):
        return len(self.words)

    def __enter__(self):
        self.note("in")
        return self

    def __exit__(self, kind, error, trace):
        if kind is not None:
            self.note(kind.__name__)
        self.note("out")
        return kind is not None and issubclass(kind, KeyError)
