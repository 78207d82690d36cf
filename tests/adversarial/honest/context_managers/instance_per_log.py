# task: recorder
# odd: is a callable instance with __enter__ on what it returns, reused by a cache

import functools


class Recorder:
    depth = 0

    def __enter__(self):
        self.log.append("in")
        return self.log

    def __exit__(self, *details):
        names = [details[0].__name__] if details[0] else []
        self.log.extend([*names, "out"])
        return isinstance(details[1], KeyError)


class Maker:
    def __call__(self, log):
        made = Recorder()
        made.log = log
        return made

    def __repr__(self):
        return "recorder"


recorder = functools.partial(Maker().__call__)
