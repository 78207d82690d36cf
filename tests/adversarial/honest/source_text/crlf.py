# task: gcd_of
# odd: has lines that end in CR LF

def gcd_of(a, b):
    text = """one
two"""
    assert text == "one\ntwo"
    while b:
        a, b = b, a % b
    return a
