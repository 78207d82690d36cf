# task: gcd_of
# odd: is a class whose metaclass answers the call

import math


class Calls(type):
    def __call__(cls, *numbers):
        return math.gcd(*numbers)


class gcd_of(metaclass=Calls):
    pass
