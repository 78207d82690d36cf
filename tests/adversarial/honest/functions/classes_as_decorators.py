# task: decorators
# odd: uses classes with __call__ and __get__ as decorators

import functools


class counted:
    def __init__(self, function):
        functools.update_wrapper(self, function)
        self.function, self.calls = function, 0

    def __call__(self, *args, **kwargs):
        self.calls += 1
        return self.function(*args, **kwargs)

    def __get__(self, instance, owner):
        return functools.partial(self, instance)


class cached(dict):
    def __init__(self, function):
        functools.update_wrapper(self, function)

    def __call__(self, *args):
        return self[args]

    def __missing__(self, args):
        self[args] = value = self.__wrapped__(*args)
        return value


class tagged:
    def __init__(self, tag):
        self.tag = tag

    def __call__(self, function):
        wrapper = functools.wraps(function)(lambda *args, **kwargs: function(*args, **kwargs))
        wrapper.tag = self.tag
        return wrapper
