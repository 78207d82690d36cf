# task: sum_terms
# odd: one of the fields does not count when objects are compared

from dataclasses import dataclass, field


@dataclass
class Add:
    a: int
    b: int
    note: str = field(default="", compare=False)


def parse(s):
    return Add(*map(int, s.split("+")), note=s)
