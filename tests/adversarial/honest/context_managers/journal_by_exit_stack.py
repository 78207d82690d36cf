# task: journal
# odd: keeps an ExitStack per entry and notes through callbacks

import contextlib


class Journal:
    def __init__(self):
        self.words, self._stacks = [], []

    def note(self, word):
        self.words.append(word)

    def __len__(self):
        return len(self.words)

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            self.note("in")
            stack.callback(self.note, "out")
            stack.push(self._leave)
            self._stacks.append(stack.pop_all())
        return self

    def _leave(self, kind, error, trace):
        if error is not None:
            self.note(type(error).__name__)
        return isinstance(error, KeyError)

    def __exit__(self, *details):
        return self._stacks.pop().__exit__(*details)
