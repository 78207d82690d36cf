# task: journal
# odd: inherits from ContextDecorator and AbstractContextManager and drives a generator

import contextlib


class Journal(contextlib.AbstractContextManager, contextlib.ContextDecorator):
    def __init__(self):
        self._texts = ()

    words = property(lambda self: list(self._texts))

    def note(self, word):
        self._texts += (word,)

    def __len__(self):
        return len(self._texts)

    def _visit(self):
        self.note("in")
        try:
            yield
        except BaseException as error:
            self.note(error.__class__.__name__)
            if not isinstance(error, KeyError):
                raise
        finally:
            self.note("out")

    def __enter__(self):
        self._visits = [*getattr(self, "_visits", []), self._visit()]
        next(self._visits[-1])
        return self

    def __exit__(self, kind, error, trace):
        visit = self._visits.pop()
        try:
            if error is None:
                next(visit)
            else:
                visit.throw(error)
        except StopIteration:
            return True
        except BaseException as same:
            if same is not error:
                raise
        return False
