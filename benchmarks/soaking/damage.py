"""Broken texts: programs with characters and lines lost, doubled or swapped, and texts that never were programs."""

import keyword
import string
from collections.abc import Callable
from random import Random


def damage(program: str, rng: Random) -> tuple[str, str]:
    """Return a program damaged in one to four places, and how."""
    names = []
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        name, change = rng.choice(_CHANGES)
        program = change(program, rng)
        names.append(name)
    return program, ", ".join(names)


def rubbish(rng: Random) -> tuple[str, str]:
    """Return a text that no model would call a program, and what it is."""
    name, make = rng.choice(_RUBBISH)
    return make(rng), name


def _cut(program: str, rng: Random) -> str:
    return program[: rng.randrange(len(program) + 1)]


def _cut_start(program: str, rng: Random) -> str:
    return program[rng.randrange(len(program) + 1) :]


def _lose_character(program: str, rng: Random) -> str:
    place = rng.randrange(len(program) + 1)
    return program[:place] + program[place + 1 :]


def _other_character(program: str, rng: Random) -> str:
    place = rng.randrange(len(program) + 1)
    return program[:place] + rng.choice(string.printable + "\0\x1aé💥") + program[place + 1 :]


def _lines(change: Callable[[list[str], Random], list[str]]) -> Callable[[str, Random], str]:
    return lambda program, rng: "\n".join(change(program.split("\n"), rng))


def _lose_line(lines: list[str], rng: Random) -> list[str]:
    place = rng.randrange(len(lines))
    return lines[:place] + lines[place + 1 :]


def _double_line(lines: list[str], rng: Random) -> list[str]:
    place = rng.randrange(len(lines))
    return lines[: place + 1] + lines[place:]


def _swap_lines(lines: list[str], rng: Random) -> list[str]:
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return lines


def _indent_line(lines: list[str], rng: Random) -> list[str]:
    place = rng.randrange(len(lines))
    lines[place] = rng.choice((" ", "    ", "\t")) + lines[place]
    return lines


def _swap_words(program: str, rng: Random) -> str:
    words = program.split(" ")
    one, other = rng.randrange(len(words)), rng.randrange(len(words))
    words[one], words[other] = words[other], words[one]
    return " ".join(words)


def _binary(rng: Random) -> str:
    return rng.randbytes(rng.randrange(1, 3000)).decode("latin-1")


def _lone_surrogates(rng: Random) -> str:
    return "".join(chr(rng.randrange(0xD800, 0xE000)) for _ in range(20))


def _words(rng: Random) -> str:
    words = [*keyword.kwlist, "x", "1", "(", ")", ":", "\n", "    ", "=", "[", "]", '"', "lambda", "f"]
    return " ".join(rng.choice(words) for _ in range(rng.randrange(1, 400)))


def _prose(rng: Random) -> str:
    return f"Sure! Here is the solution:\n\n```python\ndef f(x):\n    return {rng.randrange(9)}\n```\nHope this helps."


_CHANGES: tuple[tuple[str, Callable[[str, Random], str]], ...] = (
    ("cut off", _cut),
    ("start lost", _cut_start),
    ("character lost", _lose_character),
    ("other character", _other_character),
    ("line lost", _lines(_lose_line)),
    ("line doubled", _lines(_double_line)),
    ("lines swapped", _lines(_swap_lines)),
    ("line indented", _lines(_indent_line)),
    ("words swapped", _swap_words),
)
_RUBBISH: tuple[tuple[str, Callable[[Random], str]], ...] = (
    ("empty", lambda _rng: ""),
    ("blank", lambda rng: rng.choice(" \t\n\f") * rng.randrange(1, 50)),
    ("comment only", lambda rng: f"# {rng.random()}"),
    ("binary", _binary),
    ("lone surrogates", _lone_surrogates),
    ("nulls", lambda rng: "\0" * rng.randrange(1, 5000)),
    ("words of Python", _words),
    ("prose", _prose),
    ("deep brackets", lambda rng: rng.choice("([{") * rng.randrange(10, 5000)),
    ("deep minus", lambda rng: "x = " + "-" * rng.randrange(10, 5000) + "1"),
    ("long line", lambda rng: "x = " + " + ".join(["1"] * rng.randrange(10, 5000))),
    ("huge integer", lambda rng: "x = " + "9" * rng.randrange(4000, 9000)),
    ("bad indentation", lambda _rng: "if 1:\n        a = 1\n    b = 2\n"),
    ("bad coding line", lambda _rng: "# -*- coding: no-such-codec -*-\nx = 1\n"),
    ("coding line that lies", lambda _rng: "# -*- coding: ascii -*-\nx = 'é'\n"),
)
