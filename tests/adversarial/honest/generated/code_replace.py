# task: gcd_of
# odd: replaces constants of a code object

import types


def template(a, b):
    while b:
        a, b = b, a % b
    return (a, "unused")[1]


code = template.__code__
constants = tuple(0 if c == 1 else c for c in code.co_consts)
gcd_of = types.FunctionType(code.replace(co_consts=constants, co_name="gcd_of"), globals(), "gcd_of")
