# task: gcd_of
# odd: is written as a string that is run by exec

source = """
def gcd_of(a, b):
    while b:
        a, b = b, a % b
    return a
"""
exec(compile(source, "<generated>", "exec"))
