# task: shout
# odd: asks for far too much memory and goes on when it is refused

try:
    hoard = bytearray(1 << 45)
except MemoryError:
    hoard = None


def shout(text):
    assert hoard is None
    return text.upper() + "!"
