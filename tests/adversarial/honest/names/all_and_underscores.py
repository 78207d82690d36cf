# task: gcd_of
# odd: hides all but one name by __all__ and helpers with underscores

__all__ = ["gcd_of"]
__version__ = "1.0"
__author__ = "nobody"


def __step(a, b):
    return b, a % b


_ = __step


def gcd_of(a, b):
    while b:
        a, b = _(a, b)
    return a


def __getattr__(name):
    raise AttributeError(f"no {name} here")


def __dir__():
    return __all__
