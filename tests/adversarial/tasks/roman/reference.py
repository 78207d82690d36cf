_PARTS = [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
          (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]


def to_roman(n):
    if not isinstance(n, int):
        raise TypeError(n)
    if not 1 <= n <= 3999:
        raise ValueError(n)
    text = ""
    for value, letters in _PARTS:
        text += letters * (n // value)
        n %= value
    return text


def from_roman(text):
    rest, n = text, 0
    for value, letters in _PARTS:
        while rest.startswith(letters):
            n += value
            rest = rest[len(letters):]
    if rest or not 1 <= n <= 3999 or to_roman(n) != text:
        raise ValueError(text)
    return n
