"""Families over strings, dictionaries and lists of words, and small parsers."""

import re
from collections import Counter
from functools import lru_cache
from itertools import groupby
from random import Random

from synth.families.shape import Head, HeadMaker, Param

TEXT = (Param(name="text", kind="str"),)
WORDS = (Param(name="words", kind="strs"),)
_WORDS = [
    "amber",
    "anchor",
    "apple",
    "arrow",
    "banana",
    "barrel",
    "basket",
    "beacon",
    "bell",
    "bottle",
    "bridge",
    "bubble",
    "butter",
    "candle",
    "canoe",
    "carrot",
    "castle",
    "cellar",
    "cherry",
    "circle",
    "coffee",
    "comet",
    "copper",
    "cotton",
    "dragon",
    "eagle",
    "ember",
    "engine",
    "falcon",
    "fennel",
    "ferry",
    "fiddle",
    "forest",
    "galaxy",
    "garden",
    "ginger",
    "goose",
    "hammer",
    "harbor",
    "hazel",
    "hill",
    "island",
    "ivory",
    "jacket",
    "jelly",
    "kettle",
    "kitten",
    "ladder",
    "lagoon",
    "lemon",
    "letter",
    "lily",
    "magnet",
    "maple",
    "meadow",
    "mirror",
    "moss",
    "needle",
    "noon",
    "oasis",
    "olive",
    "onion",
    "orbit",
    "otter",
    "paddle",
    "pepper",
    "pigeon",
    "pillow",
    "planet",
    "pocket",
    "pollen",
    "puddle",
    "rabbit",
    "radar",
    "raven",
    "ribbon",
    "river",
    "rocket",
    "saddle",
    "sail",
    "salmon",
    "shell",
    "silver",
    "spoon",
    "summer",
    "tea",
    "teapot",
    "tiger",
    "tunnel",
    "turtle",
    "valley",
    "velvet",
    "violet",
    "wagon",
    "willow",
    "window",
    "winter",
    "yellow",
    "zebra",
]


def word(rng: Random) -> str:
    """Draw a word or a made-up one with few letters."""
    return rng.choice(_WORDS) if rng.random() < 0.7 else "".join(rng.choice("abcz") for _ in range(rng.randint(1, 6)))


def draw_text(rng: Random) -> tuple[str]:
    """Draw one text: words, or a short string over few letters."""
    if rng.random() < 0.4:
        return ("".join(rng.choice("aabbcde") for _ in range(rng.randint(2, 14))),)
    return (" ".join(word(rng) for _ in range(rng.randint(1, 4))),)


def draw_words(rng: Random) -> tuple[list[str]]:
    """Draw one list of words with repeats."""
    stock = [word(rng) for _ in range(rng.randint(2, 5))]
    return ([rng.choice(stock) for _ in range(rng.randint(1, 8))],)


TEXTS: tuple[tuple[str], ...] = (("",), ("a",), ("aa",), ("aaabbbc",), ("abcabc",), ("zebra",), ("noon tea",))
LISTS: tuple[tuple[list[str]], ...] = (([],), (["a"],), (["b", "a", "b"],), (["kettle", "moss", "kettle", "tea"],))


def run_lengths(rng: Random) -> Head:
    """Run-length encoding with a minimum."""
    k, mark = rng.randint(2, 3), rng.choice("#*@%&~^")
    after = rng.random() < 0.5
    shown = f"c{mark}n" if after else f"{mark}nc"

    def code(char: str, n: int) -> str:
        return f"{char}{mark}{n}" if after else f"{mark}{n}{char}"

    written = f'f"{{char}}{mark}{{run}}"' if after else f'f"{mark}{{run}}{{char}}"'
    return Head(
        key=f"run_lengths {k} {shown}",
        name=rng.choice(("encode_runs", "run_lengths", "shorten_runs")),
        params=TEXT,
        gives="str",
        var="encoded",
        say=f"replace every run of n equal characters c, when n is at least {k}, by {shown} (for instance, "
        f"'aaaa' becomes '{code('a', 4)}'); shorter runs stay as they are",
        code=f'$y = ""\nindex = 0\nwhile index < len($a):\n    char = $a[index]\n    run = 1\n'
        "    while index + run < len($a) and $a[index + run] == char:\n        run += 1\n"
        f"    if run >= {k}:\n        $y += {written}\n    else:\n        $y += char * run\n    index += run",
        oracle=lambda t: re.sub(rf"(.)\1{{{k - 1},}}", lambda m: code(m[1], len(m[0])), t),
        draw=draw_text,
        probes=TEXTS,
    )


def distinct_span(rng: Random) -> Head:
    """Longest part with few distinct characters."""
    k, skip = rng.randint(1, 4), rng.choice("abce")

    def oracle(t: str) -> int:
        parts = [t[i:j] for i in range(len(t)) for j in range(i + 1, len(t) + 1)]
        return max((len(p) for p in parts if len(set(p) - {skip}) <= k), default=0)

    return Head(
        key=f"distinct_span {k} {skip}",
        name=rng.choice(("longest_span", "few_letters_span", "widest_part")),
        params=TEXT,
        gives="int",
        var="best",
        say=f"find the length of the longest contiguous part of the text that has at most {k} different characters, "
        "not "
        f"counting '{skip}', which may occur anywhere",
        code=f"$y = 0\nfor start in range(len($a)):\n    seen = set()\n    for end in range(start, len($a)):\n"
        f'        if $a[end] != "{skip}":\n            seen.add($a[end])\n        if len(seen) > {k}:\n            '
        "break\n"
        "        $y = max($y, end - start + 1)",
        oracle=oracle,
        draw=draw_text,
        probes=TEXTS,
    )


def word_scores(rng: Random) -> Head:
    """A score for each word of a sentence."""
    a, b, k = rng.randint(2, 12), rng.randint(1, 40), rng.randint(3, 6)

    def oracle(t: str) -> dict[str, int]:
        return {w: sum(ord(c) - 96 for c in w) * (a if len(w) > k else 1) + b for w in t.split()}

    return Head(
        key=f"word_scores {a} {b} {k}",
        name=rng.choice(("score_words", "word_values", "rate_words")),
        params=TEXT,
        gives="counts",
        var="scores",
        say="build a dictionary from each word of the text to its score: the sum of its letters' places in the "
        "alphabet "
        f"(a = 1, ..., z = 26), multiplied by {a} if the word has more than {k} letters, plus {b}",
        given="The text consists of lower-case words separated by single spaces, or is empty.",
        code="$y = {}\nfor word in $a.split():\n    value = 0\n    for char in word:\n        value += ord(char) - "
        'ord("a") + 1\n'
        f"    if len(word) > {k}:\n        value *= {a}\n    $y[word] = value + {b}",
        oracle=oracle,
        draw=lambda g: (" ".join(word(g) for _ in range(g.randint(1, 4))),),
        probes=(("",), ("a",), ("z az",), ("a" * k + " " + "a" * (k + 1),)),
        before=False,
    )


def mirror_parts(rng: Random) -> Head:
    """Count palindromic parts."""
    k, cap = rng.randint(2, 3), rng.randint(4, 9)

    def oracle(t: str) -> int:
        return sum(
            all(t[i + s] == t[i + n - 1 - s] for s in range(n))
            for n in range(k, cap + 1)
            for i in range(len(t) - n + 1)
        )

    return Head(
        key=f"mirror_parts {k} {cap}",
        name=rng.choice(("count_mirrors", "palindrome_parts", "mirror_count")),
        params=TEXT,
        gives="int",
        var="mirrors",
        say=f"count the contiguous parts of the text with {k} to {cap} characters that read the same backwards (equal "
        "parts at different places count separately)",
        code=f"$y = 0\nfor start in range(len($a)):\n    for end in range(start + {k}, min(start + {cap}, len($a)) "
        "+ 1):\n"
        "        part = $a[start:end]\n        if part == part[::-1]:\n            $y += 1",
        oracle=oracle,
        draw=lambda g: (
            ("".join(g.choice("aab") for _ in range(g.randint(2, 14))),) if g.random() < 0.7 else draw_text(g)
        ),
        probes=TEXTS,
    )


def hide_words(rng: Random) -> Head:
    """Hide long words."""
    k, keep, mark = rng.randint(3, 6), rng.randint(1, 2), rng.choice("*#-x_")

    def oracle(t: str) -> str:
        return re.sub(rf"[a-z]{{{k},}}", lambda m: m[0][:keep] + mark * (len(m[0]) - keep), t)

    return Head(
        key=f"hide_words {k} {keep} {mark}",
        name=rng.choice(("hide_words", "censor", "mask_words")),
        params=TEXT,
        gives="str",
        var="masked",
        say=f"in every word with at least {k} letters replace all letters but the "
        f"first{' ' + str(keep) if keep > 1 else ''} "
        f"by '{mark}'; shorter words stay",
        given="The text consists of lower-case words separated by single spaces, or is empty.",
        code=f'parts = []\nfor word in $a.split(" "):\n    if len(word) >= {k}:\n'
        f'        word = word[:{keep}] + "{mark}" * (len(word) - {keep})\n    parts.append(word)\n$y = " ".join(parts)',
        oracle=oracle,
        draw=lambda g: (" ".join(word(g) for _ in range(g.randint(1, 5))),),
        probes=(("",), ("a" * k,), ("a" * (k - 1),), ("tea " + "b" * (k + 1),)),
        before=False,
    )


def edit_cost(rng: Random) -> Head:
    """Edit distance with prices."""
    i, d, s = rng.randint(1, 9), rng.randint(1, 9), rng.randint(1, 12)

    @lru_cache(maxsize=100_000)
    def cost(a: str, b: str) -> int:
        if not a or not b:
            return len(b) * i + len(a) * d
        return min(cost(a[:-1], b) + d, cost(a, b[:-1]) + i, cost(a[:-1], b[:-1]) + (0 if a[-1] == b[-1] else s))

    def draw(rng: Random) -> tuple[str, str]:
        a = "".join(rng.choice("abcd") for _ in range(rng.randint(0, 7)))
        b = "".join(c for c in a if rng.random() < 0.7) + rng.choice(("", "a", "dc"))
        return (a, b) if rng.random() < 0.5 else (b, a)

    return Head(
        key=f"edit_cost {i} {d} {s}",
        name=rng.choice(("edit_cost", "change_price", "rewrite_cost")),
        params=(Param(name="source", kind="str"), Param(name="target", kind="str")),
        gives="int",
        var="price",
        say=f"find the lowest total price for turning `source` into `target` when inserting a character costs {i}, "
        f"deleting one costs {d} and replacing one by another costs {s}",
        code=f"row = [column * {i} for column in range(len(target) + 1)]\nfor number, char in enumerate($a, 1):\n"
        f"    fresh = [number * {d}]\n    for column, other in enumerate(target, 1):\n"
        f"        swap = row[column - 1] + (0 if char == other else {s})\n"
        f"        fresh.append(min(swap, row[column] + {d}, fresh[column - 1] + {i}))\n    row = fresh\n$y = row[-1]",
        oracle=cost,
        draw=draw,
        probes=(("", ""), ("a", ""), ("", "ab"), ("abc", "abc"), ("kitten", "sitting"), ("ab", "ba")),
        before=False,
    )


def bracket_score(rng: Random) -> Head:
    """Depth and score of brackets."""
    bad, a, cap = rng.randint(1, 9), rng.randint(2, 9), rng.randint(2, 3)

    def oracle(t: str) -> int:
        flat = re.sub(r"[^()]", "", t)
        depths = [flat[: i + 1].count("(") - flat[: i + 1].count(")") for i in range(len(flat))]
        if any(x < 0 for x in depths) or (depths and depths[-1]):
            return -bad
        return sum(min(x, cap) * a for x, c in zip(depths, flat, strict=True) if c == "(")

    return Head(
        key=f"bracket_score {bad} {a} {cap}",
        name=rng.choice(("bracket_score", "nesting_score", "rate_brackets")),
        params=TEXT,
        gives="int",
        var="score",
        say=f"each '(' scores {a} times its depth (an outermost bracket has depth 1), but depths above {cap} count as "
        f"{cap}; the score of the text is the sum, or -{bad} if the brackets do not match; other characters are "
        "ignored",
        code=f'$y = 0\ndepth = 0\nfor char in $a:\n    if char == "(":\n        depth += 1\n'
        f'        $y += min(depth, {cap}) * {a}\n    elif char == ")":\n        depth -= 1\n        if depth < 0:\n'
        f"            break\nif depth != 0:\n    $y = -{bad}",
        oracle=oracle,
        draw=_brackets,
        probes=(("",), ("()",), (")(",), ("(",), ("((()))",), ("(a)(b)",), ("())(",), ("((((()))))",)),
        before=False,
    )


def _brackets(rng: Random) -> tuple[str]:
    text, depth = "", 0
    for _ in range(rng.randint(2, 12)):
        if depth and rng.random() < 0.45:
            text, depth = text + ")", depth - 1
        else:
            text, depth = text + "(" + rng.choice(("", "", "x")), depth + 1
    return (text + ")" * (depth if rng.random() < 0.85 else depth - 1),)


def odd_calculator(rng: Random) -> Head:
    """Evaluate sums with an unusual order."""
    first, second = rng.choice((("+", "*"), ("-", "*"), ("+", "-"), ("-", "+")))
    m = rng.choice((None, 97, 101, 1000))
    names = {"+": "additions", "-": "subtractions", "*": "multiplications"}

    def oracle(t: str) -> int:
        groups = [re.split(re.escape(first), part) for part in t.split(second)]
        values = [_fold(first, [int(x) for x in group]) for group in groups]
        total = _fold(second, values)
        return total % m if m else total

    end = f"\n$y %= {m}" if m else ""
    say_end = f"; take the result modulo {m}" if m else ""
    return Head(
        key=f"odd_calculator {first} {second} {m}",
        name=rng.choice(("calculate", "evaluate", "odd_calculator")),
        params=(Param(name="expression", kind="str"),),
        gives="int",
        var="result",
        say=f"evaluate an expression of whole numbers joined by '{first}' and '{second}' without spaces, doing all "
        f"{names[first]} first, from left to right, and then all {names[second]} from left to right{say_end}",
        given="The expression has at least one number; numbers are not negative.",
        code=f'$y = None\nfor group in $a.split("{second}"):\n    value = None\n    for number in '
        f'group.split("{first}"):\n'
        f"        value = int(number) if value is None else value {first} int(number)\n"
        f"    $y = value if $y is None else $y {second} value{end}",
        oracle=oracle,
        draw=lambda g: (
            "".join(str(g.randint(0, 30)) + g.choice((first, second)) for _ in range(g.randint(1, 5)))
            + str(g.randint(1, 20)),
        ),
        probes=(("7",), (f"1{first}2{second}3",), (f"2{second}3{first}4{second}5",), (f"9{first}4{first}3",)),
        before=False,
    )


def _fold(sign: str, values: list[int]) -> int:
    total = values[0]
    for value in values[1:]:
        total = {"+": total + value, "-": total - value, "*": total * value}[sign]
    return total


def read_settings(rng: Random) -> Head:
    """Parse key=value settings."""
    sep, eq = rng.choice((";", ",", "|", "&")), rng.choice(("=", ":", "->"))
    default, again = rng.randint(1, 60), rng.choice(("sum", "max"))
    rule = "their values are added up" if again == "sum" else "the largest value counts"
    join = "$y[key] + value" if again == "sum" else "max($y[key], value)"

    def oracle(t: str) -> dict[str, int]:
        entries = [part.partition(eq) for part in t.split(sep) if part]
        values = [(key, int(number) if mark else default) for key, mark, number in entries]
        pick = sum if again == "sum" else max
        return {key: pick(n for k, n in values if k == key) for key, _ in values}

    def draw(rng: Random) -> tuple[str]:
        keys = [rng.choice("abcxyz") * rng.randint(1, 2) for _ in range(rng.randint(1, 6))]
        parts = [k + (f"{eq}{rng.randint(-20, 60)}" if rng.random() < 0.75 else "") for k in keys]
        return (sep.join(parts + [""] * (rng.random() < 0.2)),)

    return Head(
        key=f"read_settings {sep} {eq} {default} {again}",
        name=rng.choice(("read_settings", "parse_options", "load_entries")),
        params=TEXT,
        gives="counts",
        var="settings",
        say=f"parse a text of entries separated by '{sep}', each written key{eq}number, into a dictionary; an entry "
        f"without '{eq}' is a key with the value {default}, empty entries are skipped, and if a key occurs more than "
        f"once {rule}",
        code=f'$y = {{}}\nfor entry in $a.split("{sep}"):\n    if entry == "":\n        continue\n'
        f'    if "{eq}" in entry:\n        key, number = entry.split("{eq}")\n        value = int(number)\n    else:\n'
        f"        key = entry\n        value = {default}\n    if key in $y:\n        value = {join}\n    $y[key] = "
        "value",
        oracle=oracle,
        draw=draw,
        probes=(("",), (f"a{eq}1",), (f"a{eq}1{sep}b{eq}2",), (f"a{sep}a{eq}3",), (f"x{eq}-4{sep}{sep}x{eq}9",)),
        before=False,
    )


def unpack_counts(rng: Random) -> Head:
    """Decode counts and letters."""
    sep, cap = rng.choice(("", "", ".", "/", "!")), rng.randint(3, 12)
    shown = f" and put '{sep}' between the groups" if sep else ""
    return Head(
        key=f"unpack_counts {sep} {cap}",
        name=rng.choice(("unpack", "decode_counts", "expand_text")),
        params=TEXT,
        gives="str",
        var="expanded",
        say=f"the text consists of groups of a number and a letter; write each group's letter as often as its number "
        f"says, but at most {cap} times{shown}; a letter without a number is written once",
        code='groups = []\nnumber = ""\nfor char in $a:\n    if char.isdigit():\n        number += char\n    else:\n'
        f"        count = int(number) if number else 1\n        groups.append(char * min(count, {cap}))\n"
        f'        number = ""\n$y = "{sep}".join(groups)',
        oracle=lambda t: sep.join(c * min(int(n or 1), cap) for n, c in re.findall(r"(\d*)([a-z])", t)),
        draw=lambda g: (
            "".join(g.choice(("", str(g.randint(0, cap + 3)))) + g.choice("abcd") for _ in range(g.randint(1, 6))),
        ),
        probes=(("",), ("a",), (f"{cap}a{cap + 1}b",), ("0a2b",), ("10z",), ("abc",)),
        before=False,
    )


def merge_stock(rng: Random) -> Head:
    """Merge two dictionaries."""
    a, t = rng.randint(2, 9), rng.randint(3, 30)

    def oracle(stock: dict[str, int], delivery: dict[str, int]) -> dict[str, int]:
        both = {k: stock.get(k, 0) + a * delivery.get(k, 0) for k in sorted(set(stock) | set(delivery))}
        return {k: n for k, n in both.items() if not n < t}

    def draw(rng: Random) -> tuple[dict[str, int], dict[str, int]]:
        one = {word(rng): rng.randint(0, t + 4) for _ in range(rng.randint(1, 4))}
        two = {rng.choice((*one, word(rng))): rng.randint(0, t // a + 3) for _ in range(rng.randint(1, 4))}
        return one, two

    return Head(
        key=f"merge_stock {a} {t}",
        name=rng.choice(("merge_stock", "restock", "combine_counts")),
        params=(Param(name="stock", kind="counts"), Param(name="delivery", kind="counts")),
        gives="counts",
        var="merged",
        say=f"merge two dictionaries: each key of either gets its value in `stock` plus {a} times its value in "
        "`delivery` "
        f"(a missing value counts 0); entries with a total below {t} are left out",
        code=f"$y = {{}}\nfor key in list($a) + list(delivery):\n    total = $a.get(key, 0) + {a} * "
        "delivery.get(key, 0)\n"
        f"    if total >= {t}:\n        $y[key] = total",
        oracle=oracle,
        draw=draw,
        probes=(({}, {}), ({"a": t}, {}), ({"a": t - 1}, {}), ({}, {"b": t}), ({"c": 1}, {"c": t})),
    )


def vote_rounds(rng: Random) -> Head:
    """Tally votes with weights by position."""
    k, a, b = rng.randint(2, 4), rng.randint(2, 9), rng.randint(1, 3)

    def oracle(v: list[str]) -> dict[str, int]:
        tally: Counter[str] = Counter()
        tally.update({name: 0 for name in v})
        for i, name in enumerate(v):
            tally[name] += a if (i + 1) % k == 0 else b
        return dict(tally)

    return Head(
        key=f"vote_rounds {k} {a} {b}",
        name=rng.choice(("count_votes", "tally_votes", "vote_points")),
        params=(Param(name="votes", kind="strs"),),
        gives="counts",
        var="points",
        say=f"add up points for the names in `votes` in a dictionary: every {_ordinal(k)} vote of the list is worth "
        f"{a} "
        f"{'point' if a == 1 else 'points'}, any other vote {b}",
        code=f"$y = {{}}\nfor place, name in enumerate($a, 1):\n    worth = {a} if place % {k} == 0 else {b}\n"
        "    $y[name] = $y.get(name, 0) + worth",
        oracle=oracle,
        draw=draw_words,
        probes=LISTS,
    )


def _ordinal(k: int) -> str:
    return {2: "second", 3: "third", 4: "fourth"}[k]


def group_initials(rng: Random) -> Head:
    """Merge neighbouring words with one initial."""
    sep, cap = rng.choice("+&/-"), rng.randint(2, 4)

    def oracle(v: list[str]) -> list[str]:
        out = []
        for _, group in groupby(v, key=lambda w: w[0]):
            members = list(group)
            out += [sep.join(members[i : i + cap]) for i in range(0, len(members), cap)]
        return out

    return Head(
        key=f"group_initials {sep} {cap}",
        name=rng.choice(("group_words", "join_initials", "bundle_words")),
        params=WORDS,
        gives="strs",
        var="bundles",
        say=f"join neighbouring words that begin with the same letter into one string with '{sep}' between them, at "
        "most "
        f"{cap} words in one string (the next such word then begins a new one)",
        given="No word is empty.",
        code="$y = []\nsize = 0\nfor index, word in enumerate($a):\n    if index > 0 and word[0] == $a[index - "
        f"1][0] and size < {cap}:\n"
        f'        $y[-1] += "{sep}" + word\n        size += 1\n    else:\n        $y.append(word)\n        size = 1',
        oracle=oracle,
        draw=lambda g: ([g.choice("ab") + g.choice(("", "x", "nt", "rrow")) for _ in range(g.randint(1, 9))],),
        probes=(*LISTS, (["a", "a", "a", "a", "a", "a"],), (["ab", "ac", "b", "a"],)),
        before=False,
    )


def drive_robot(rng: Random) -> Head:
    """A robot on a wrapping board."""
    width, height, s = rng.randint(4, 40), rng.randint(4, 40), rng.randint(1, 9)

    def oracle(t: str) -> list[int]:
        place, heading = 0 + 0j, 1j
        for c in t:
            if c == "F":
                place += heading * s
            else:
                heading *= 1j if c == "L" else -1j
        return [int(place.real) % width, int(place.imag) % height]

    return Head(
        key=f"drive_robot {width} {height} {s}",
        name=rng.choice(("drive", "robot_position", "follow_commands")),
        params=(Param(name="commands", kind="str"),),
        gives="ints",
        var="position",
        say=f"a robot starts at x = 0, y = 0 on a board {width} wide and {height} high, looking up (towards larger y); "
        f"'L' and 'R' turn it left and right on the spot, 'F' moves it {s} {'field' if s == 1 else 'fields'} "
        "forward, and "
        "leaving the board on one side it comes back on the other; return its final position as [x, y]",
        given="`commands` consists of the letters L, R and F.",
        code=f'x, y = 0, 0\ndx, dy = 0, 1\nfor command in $a:\n    if command == "L":\n        dx, dy = -dy, dx\n'
        f'    elif command == "R":\n        dx, dy = dy, -dx\n    else:\n        x = (x + dx * {s}) % {width}\n'
        f"        y = (y + dy * {s}) % {height}\n$y = [x, y]",
        oracle=oracle,
        draw=lambda g: ("".join(g.choice("LRFFFF") for _ in range(g.randint(2, 18))),),
        probes=(("",), ("F",), ("RF",), ("LF",), ("LLF",), ("F" * 13,), ("RF" * 4,)),
        before=False,
    )


HEADS: dict[str, HeadMaker] = {
    "run_lengths": run_lengths,
    "distinct_span": distinct_span,
    "word_scores": word_scores,
    "mirror_parts": mirror_parts,
    "hide_words": hide_words,
    "edit_cost": edit_cost,
    "bracket_score": bracket_score,
    "odd_calculator": odd_calculator,
    "read_settings": read_settings,
    "unpack_counts": unpack_counts,
    "merge_stock": merge_stock,
    "vote_rounds": vote_rounds,
    "group_initials": group_initials,
    "drive_robot": drive_robot,
}
