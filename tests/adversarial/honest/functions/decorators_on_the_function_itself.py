# task: decorators
# odd: returns the very function where it can and lru_cache where it must
# needs: shared: sets attributes on a function of the tests, which do not travel back

import functools


def counted(function):
    def wrapper(*args, **kwargs):
        vars(wrapper)["calls"] = wrapper.calls + 1
        return function(*args, **kwargs)

    wrapper.__dict__.update(calls=0)
    for name in functools.WRAPPER_ASSIGNMENTS:
        if hasattr(function, name):
            setattr(wrapper, name, getattr(function, name))
    return wrapper


cached = functools.lru_cache(maxsize=None)


def tagged(tag):
    def decorate(function):
        function.tag = tag
        return function

    return decorate
