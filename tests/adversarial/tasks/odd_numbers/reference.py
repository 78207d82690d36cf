from decimal import Decimal
from fractions import Fraction


def parse(text):
    if text.endswith("d") and not text.startswith("0x"):
        return Decimal(text[:-1])
    if "/" in text:
        return Fraction(text)
    if text.endswith("j"):
        return complex(text)
    try:
        return int(text, 0)
    except ValueError:
        return float(text)
