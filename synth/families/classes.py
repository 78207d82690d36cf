"""Families of small stateful classes: a base and features, each feature one composed step.

The oracle of a class is a function over plain state that plays a list of calls; it shares no code
with the class that is rendered.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from synth.families.shape import Call, Draft, FamilyMaker, Param, Raised

Play = Callable[[tuple[Any, ...]], tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Design:
    """One class: what it says, what it renders, how it is driven, and its oracle."""

    name: str
    key: str
    params: tuple[Param, ...]
    rules: tuple[str, ...]
    code: str
    play: Play
    draw: Callable[[Random], tuple[Any, ...]]
    ablated: tuple[Play, ...]


def _pick(rng: Random, steps: int, features: tuple[str, ...]) -> frozenset[str]:
    return frozenset(rng.sample(features, steps - 1))


def _calls(rng: Random, count: int, makers: dict[str, Callable[[], tuple[Any, ...]]]) -> tuple[Call, ...]:
    names = list(makers)
    out = []
    for _ in range(count):
        name = rng.choice(names)
        out.append(Call(method=name, args=makers[name]()))
    return tuple(out)


def _without(
    play: Callable[[frozenset[str], tuple[Any, ...]], tuple[Any, ...]], on: frozenset[str]
) -> tuple[Play, ...]:
    def one(left: frozenset[str]) -> Play:
        return lambda script: play(left, script)

    # A feature that adds a method changes nothing when the method is not there to be called.
    rules = sorted(f for f in on if not f.startswith("method_"))
    return tuple(one(on - {feature}) for feature in rules)


def _stack(rng: Random, steps: int) -> _Design:
    on = _pick(rng, steps, ("method_peek", "method_total", "drop", "limit", "double"))
    t, k, cap = rng.randint(200, 900), rng.randint(2, 9), rng.randint(3, 5)
    a, b = rng.randint(2, 40), rng.randint(1, 999)

    def play(on: frozenset[str], script: tuple[Any, ...]) -> tuple[Any, ...]:
        (bonus,), calls = script
        items: list[int] = []
        out: list[Any] = []
        for call in calls:
            if call.method == "push":
                x = a * call.args[0] + b + bonus
                x = x * k if "double" in on and x > t else x
                full = "limit" in on and len(items) >= cap
                if full and "drop" not in on:
                    out.append(Raised(name="OverflowError"))
                    continue
                items = [*items[1:], x] if full else [*items, x]
                out.append(len(items))
            elif not items and call.method != "total":
                out.append(Raised(name="IndexError"))
            elif call.method == "total":
                out.append(sum(items))
            else:
                out.append(items[-1])
                items = items[:-1] if call.method == "pop" else items
        return tuple(out)

    rules = [
        f"`push(value)` puts the number {a} * value + {b} + bonus on top of the stack and returns the new number of "
        "items",
        "`pop()` removes the top item and returns it; it raises IndexError if the stack is empty",
    ]
    push = [f"item = value * {a} + {b} + self.bonus"]
    if "double" in on:
        rules.append(f"an item that would be greater than {t} is multiplied by {k} before it is put on the stack")
        push += [f"if item > {t}:", f"    item *= {k}"]
    if "limit" in on and "drop" in on:
        rules.append(f"the stack holds at most {cap} items: a push on a full stack first removes the bottom item")
        push += [f"if len(self.items) >= {cap}:", "    self.items.pop(0)"]
    elif "limit" in on:
        rules.append(
            f"the stack holds at most {cap} items: a push on a full stack raises OverflowError and changes nothing"
        )
        push += [f"if len(self.items) >= {cap}:", '    raise OverflowError("the stack is full")']
    elif "drop" in on:
        return _stack(rng, steps)
    push += ["self.items.append(item)", "return len(self.items)"]
    methods = [("push(self, value: int) -> int", push)]
    empty = ["if not self.items:", '    raise IndexError("the stack is empty")']
    methods.append(("pop(self) -> int", [*empty, "return self.items.pop()"]))
    if "method_peek" in on:
        rules.append("`peek()` returns the top item without removing it; IndexError if the stack is empty")
        methods.append(("peek(self) -> int", [*empty, "return self.items[-1]"]))
    if "method_total" in on:
        rules.append("`total()` returns the sum of all items (0 if there are none)")
        methods.append(("total(self) -> int", ["return sum(self.items)"]))
    name = rng.choice(("BonusStack", "NumberStack", "Pile"))

    def draw(rng: Random) -> tuple[Any, ...]:
        bonus = rng.randint(0, 5)
        makers: dict[str, Callable[[], tuple[Any, ...]]] = {
            "push": lambda: (rng.choice((rng.randint(-5, 70), (t - b - bonus) // a, (t - b - bonus) // a + 1)),),
            "pop": lambda: (),
        }
        for feature in sorted(on):
            if feature.startswith("method_"):
                makers[feature.removeprefix("method_")] = lambda: ()
        start = (Call(method="push", args=makers["push"]()),) * rng.randint(0, cap + 1)
        return (bonus,), start + _calls(rng, 7, makers)

    return _Design(
        name=name,
        key=f"stack {a} {b} {sorted(on)} {t if 'double' in on else ''} {k if 'double' in on else ''} "
        f"{cap if 'limit' in on else ''}",
        params=(Param(name="bonus", kind="int"),),
        rules=tuple(rules),
        code=_class(name, "bonus: int", ["self.bonus = bonus", "self.items: list[int] = []"], methods),
        play=lambda script: play(on, script),
        draw=draw,
        ablated=_without(play, on - {"drop"}),
    )


def _class(name: str, params: str, init: list[str], methods: list[tuple[str, list[str]]]) -> str:
    lines = [f"class {name}:", f"    def __init__(self, {params}) -> None:", *("        " + line for line in init)]
    for head, body in methods:
        lines += ["", f"    def {head}:", *("        " + line for line in body)]
    return "\n".join(lines) + "\n"


def _account(rng: Random, steps: int) -> _Design:
    on = _pick(rng, steps, ("fee", "credit", "method_count", "bonus", "maximum"))
    fee, credit, bonus, least = rng.randint(1, 9), rng.randint(5, 60), rng.randint(1, 9), rng.randint(20, 60)
    most = rng.randint(40, 90)
    gift, low = rng.randint(1, 999), rng.randint(2, 30)

    def play(on: frozenset[str], script: tuple[Any, ...]) -> tuple[Any, ...]:
        (balance,), calls = script
        balance = balance + gift
        done = 0
        out: list[Any] = []
        for call in calls:
            if call.method == "deposit":
                amount = call.args[0]
                if amount < low:
                    out.append(Raised(name="ValueError"))
                    continue
                balance += amount + (bonus if "bonus" in on and amount >= least else 0)
                done += 1
                out.append(balance)
            elif call.method == "withdraw":
                cost = call.args[0] + (fee if "fee" in on else 0)
                floor = -credit if "credit" in on else 0
                if call.args[0] < 1 or ("maximum" in on and call.args[0] > most):
                    out.append(Raised(name="ValueError"))
                elif balance - cost < floor:
                    out.append(False)
                else:
                    balance, done = balance - cost, done + 1
                    out.append(True)
            else:
                out.append(balance if call.method == "value" else done)
        return tuple(out)

    rules = [
        f"a new object has the given balance plus a gift of {gift}",
        f"`deposit(amount)` adds the amount to the balance and returns the new balance; it raises ValueError for an "
        f"amount below {low}",
        "`withdraw(amount)` takes the amount from the balance and returns True; if the balance would fall below the "
        "lowest "
        "allowed balance (0 if nothing else is said), it changes nothing and returns False",
        "`withdraw` raises ValueError for an amount that is not positive",
        "`value()` returns the balance",
    ]
    deposit = [f"if amount < {low}:", '    raise ValueError("the amount is too small")', "self.balance += amount"]
    if "bonus" in on:
        rules.append(f"a deposit of at least {least} earns a bonus of {bonus}")
        deposit += [f"if amount >= {least}:", f"    self.balance += {bonus}"]
    withdraw = ["if amount <= 0:", '    raise ValueError("the amount must be positive")']
    if "maximum" in on:
        rules.append(f"`withdraw` raises ValueError for an amount of more than {most}")
        withdraw += [f"if amount > {most}:", '    raise ValueError("the amount is too large")']
    cost = "amount"
    if "fee" in on:
        rules.append(f"each withdrawal also costs a fee of {fee}, taken from the balance together with the amount")
        cost = "cost"
        withdraw.append(f"cost = amount + {fee}")
    if "credit" in on:
        rules.append(f"the lowest allowed balance is -{credit}")
    withdraw += [
        f"if self.balance - {cost} < {-credit if 'credit' in on else 0}:",
        "    return False",
        f"self.balance -= {cost}",
    ]
    init = [f"self.balance = balance + {gift}"]
    if "method_count" in on:
        rules.append("`count()` returns how many deposits and withdrawals were carried out")
        init.append("self.done = 0")
        deposit.append("self.done += 1")
        withdraw.append("self.done += 1")
    methods = [
        ("deposit(self, amount: int) -> int", [*deposit, "return self.balance"]),
        ("withdraw(self, amount: int) -> bool", [*withdraw, "return True"]),
        ("value(self) -> int", ["return self.balance"]),
    ]
    if "method_count" in on:
        methods.append(("count(self) -> int", ["return self.done"]))
    name = rng.choice(("Account", "Wallet", "CashBox"))

    def draw(rng: Random) -> tuple[Any, ...]:
        start = rng.randint(0, 80)
        makers: dict[str, Callable[[], tuple[Any, ...]]] = {
            "deposit": lambda: (rng.choice((rng.randint(1, 70), least, least - 1, low, low - 1)),),
            "withdraw": lambda: (rng.choice((rng.randint(1, 60), most, most + 1, 0, 1)),),
            "value": lambda: (),
        }
        if "method_count" in on:
            makers["count"] = lambda: ()
        edge = start + gift + (credit if "credit" in on else 0) - (fee if "fee" in on else 0) + rng.choice((0, 0, 1))
        first = (Call(method="withdraw", args=(edge,)),) if rng.random() < 0.5 else ()
        return (start,), first + _calls(rng, 8, makers)

    used = {"fee": fee, "credit": credit, "bonus": (bonus, least), "maximum": most}
    return _Design(
        name=name,
        key=f"account {gift} {low} {[(f, used.get(f)) for f in sorted(on)]}",
        params=(Param(name="balance", kind="int"),),
        rules=tuple(rules),
        code=_class(name, "balance: int", init, methods),
        play=lambda script: play(on, script),
        draw=draw,
        ablated=_without(play, on),
    )


def _cache(rng: Random, steps: int) -> _Design:
    on = _pick(rng, steps, ("refresh", "default", "method_keys", "large", "method_drop"))
    default, t = rng.randint(-9, 99), rng.randint(10, 60)
    a, b = rng.randint(2, 40), rng.randint(1, 999)

    def play(on: frozenset[str], script: tuple[Any, ...]) -> tuple[Any, ...]:
        (size,), calls = script
        held: list[tuple[str, int]] = []
        out: list[Any] = []
        for call in calls:
            key = call.args[0] if call.args else ""
            found = [v for k, v in held if k == key]
            if call.method == "put":
                if "large" in on and call.args[1] >= t:
                    out.append(False)
                    continue
                at = [k for k, _ in held].index(key) if found and "refresh" not in on else len(held)
                rest = [e for e in held if e[0] != key]
                held = (
                    ([*rest[:at], (key, call.args[1]), *rest[at:]])[-size:]
                    if found or len(held) < size
                    else [*rest[1:], (key, call.args[1])]
                )
                out.append(True)
            elif call.method == "get":
                if not found:
                    out.append(default if "default" in on else Raised(name="KeyError"))
                    continue
                out.append(found[0] * a + b)
                if "refresh" in on:
                    held = [e for e in held if e[0] != key] + [(key, found[0])]
            elif call.method == "drop":
                held = [e for e in held if e[0] != key]
                out.append(bool(found))
            else:
                out.append([k for k, _ in held])
        return tuple(out)

    rules = [
        "`put(key, value)` stores the value under the key, replacing what was there, and returns True",
        f"`get(key)` returns {a} times the value stored under the key, plus {b}"
        + (f", or {default} if there is none" if "default" in on else "; it raises KeyError if there is none"),
        "the cache holds at most `size` entries: when a new key comes to a full cache, the oldest entry is removed "
        "first",
    ]
    put, get = [], []
    if "large" in on:
        rules.append(f"`put` refuses a value of {t} or more: it changes nothing and returns False")
        put += [f"if value >= {t}:", "    return False"]
    if "refresh" in on:
        rules.append("an entry is as old as its last use: `put` and a successful `get` make it the newest")
        put += ["if key in self.entries:", "    del self.entries[key]", "elif len(self.entries) >= self.size:"]
    else:
        rules.append("an entry is as old as its first `put`; replacing its value does not make it newer")
        put += ["if key not in self.entries and len(self.entries) >= self.size:"]
    put += [
        "    oldest = next(iter(self.entries))",
        "    del self.entries[oldest]",
        "self.entries[key] = value",
        "return True",
    ]
    if "default" in on:
        get += ["if key not in self.entries:", f"    return {default}"]
    if "refresh" in on:
        get += ["value = self.entries.pop(key)", "self.entries[key] = value", f"return value * {a} + {b}"]
    else:
        get += [f"return self.entries[key] * {a} + {b}"]
    methods = [("put(self, key: str, value: int) -> bool", put), ("get(self, key: str) -> int", get)]
    if "method_keys" in on:
        rules.append("`keys()` returns the list of the keys, oldest first")
        methods.append(("keys(self) -> list[str]", ["return list(self.entries)"]))
    if "method_drop" in on:
        rules.append("`drop(key)` removes the entry with the key and returns whether there was one")
        methods.append(("drop(self, key: str) -> bool", ["return self.entries.pop(key, None) is not None"]))
    name = rng.choice(("SmallCache", "RecentStore", "Memory"))

    def draw(rng: Random) -> tuple[Any, ...]:
        makers: dict[str, Callable[[], tuple[Any, ...]]] = {
            "put": lambda: (rng.choice("abcd"), rng.choice((rng.randint(0, 70), t, t - 1))),
            "get": lambda: (rng.choice("abcd"),),
        }
        if "method_keys" in on:
            makers["keys"] = lambda: ()
        if "method_drop" in on:
            makers["drop"] = lambda: (rng.choice("abcd"),)
        fill = tuple(Call(method="put", args=(k, rng.randint(0, 9))) for k in "abc"[: rng.randint(1, 3)])
        return (rng.randint(1, 3),), fill + _calls(rng, 9, makers)

    return _Design(
        name=name,
        key=f"cache {a} {b} {sorted(on)} {default if 'default' in on else ''} {t if 'large' in on else ''}",
        params=(Param(name="size", kind="int"),),
        rules=tuple(rules),
        code=_class(name, "size: int", ["self.size = size", "self.entries: dict[str, int] = {}"], methods),
        play=lambda script: play(on, script),
        draw=draw,
        ablated=_without(play, on),
    )


def _meter(rng: Random, steps: int) -> _Design:
    on = _pick(rng, steps, ("wrap", "alarm", "method_average", "ignore", "method_reset"))
    factor, extra = rng.randint(2, 40), rng.randint(1, 999)
    wrap, alarm, low = rng.randint(500, 2000), rng.randint(20, 90), rng.randint(2, 9)

    def play(on: frozenset[str], script: tuple[Any, ...]) -> tuple[Any, ...]:
        (start,), calls = script
        total, seen = start, []
        out: list[Any] = []
        for call in calls:
            if call.method == "add":
                amount = call.args[0]
                if amount < 0:
                    out.append(Raised(name="ValueError"))
                    continue
                if "ignore" in on and amount < low:
                    out.append(total)
                    continue
                seen.append(amount)
                total += factor * amount + extra
                total = total % wrap if "wrap" in on else total
                out.append(-1 if "alarm" in on and amount > alarm else total)
            elif call.method == "read":
                out.append(total)
            elif call.method == "average":
                out.append(sum(seen) // len(seen) if seen else 0)
            else:
                out.append(total)
                total, seen = start, []
        return tuple(out)

    rules = [
        f"`add(amount)` adds {factor} times the amount plus {extra} to the total and returns the new total; it "
        "raises ValueError "
        "for a "
        "negative amount",
        "`read()` returns the total",
    ]
    add = ["if amount < 0:", '    raise ValueError("the amount is negative")']
    if "ignore" in on:
        rules.append(f"an amount below {low} (but not negative) is ignored: nothing changes, the total is returned")
        add += [f"if amount < {low}:", "    return self.total"]
    init = ["self.start = start", "self.total = start"] if "method_reset" in on else ["self.total = start"]
    if "method_average" in on:
        init.append("self.amounts: list[int] = []")
        add.append("self.amounts.append(amount)")
    add.append(f"self.total += amount * {factor} + {extra}")
    if "wrap" in on:
        rules.append(f"after every addition the total is reduced modulo {wrap}")
        add.append(f"self.total %= {wrap}")
    if "alarm" in on:
        rules.append(f"`add` still counts an amount greater than {alarm}, but returns -1 for it")
        add += [f"if amount > {alarm}:", "    return -1"]
    methods = [
        ("add(self, amount: int) -> int", [*add, "return self.total"]),
        ("read(self) -> int", ["return self.total"]),
    ]
    if "method_average" in on:
        rules.append(
            "`average()` returns the mean of all amounts that were counted, rounded down (0 if there are none)"
        )
        methods.append(
            (
                "average(self) -> int",
                ["if not self.amounts:", "    return 0", "return sum(self.amounts) // len(self.amounts)"],
            )
        )
    if "method_reset" in on:
        forget = ["self.amounts = []"] if "method_average" in on else []
        rules.append("`reset()` returns the total and sets the meter back to how it was made")
        methods.append(
            ("reset(self) -> int", ["total = self.total", "self.total = self.start", *forget, "return total"])
        )
    name = rng.choice(("Meter", "Counter", "Gauge"))

    def draw(rng: Random) -> tuple[Any, ...]:
        makers: dict[str, Callable[[], tuple[Any, ...]]] = {
            "add": lambda: (rng.choice((rng.randint(0, 99), alarm, alarm + 1, low, low - 1, -1, 0)),),
            "read": lambda: (),
        }
        for feature in sorted(on):
            if feature.startswith("method_"):
                makers[feature.removeprefix("method_")] = lambda: ()
        return (rng.randint(0, 50),), _calls(rng, 9, makers)

    used = {"wrap": wrap, "alarm": alarm, "ignore": low}
    return _Design(
        name=name,
        key=f"meter {factor} {extra} {[(f, used.get(f)) for f in sorted(on)]}",
        params=(Param(name="start", kind="int"),),
        rules=tuple(rules),
        code=_class(name, "start: int", init, methods),
        play=lambda script: play(on, script),
        draw=draw,
        ablated=_without(play, on),
    )


def _draft(make: Callable[[Random, int], _Design], family: str, rng: Random, steps: int) -> Draft:
    design = make(rng, steps)
    return Draft(
        family=family,
        key=f"{family}: {design.key}",
        form="class",
        name=design.name,
        params=design.params,
        returns="",
        rules=design.rules,
        given="",
        solution=design.code,
        steps=steps,
        expect=design.play,
        inputs=tuple(design.draw(rng) for _ in range(30)),
        ablated=design.ablated,
    )


def _family(make: Callable[[Random, int], _Design], name: str) -> FamilyMaker:
    return lambda rng, steps: _draft(make, name, rng, steps)


FAMILIES: dict[str, FamilyMaker] = {
    "class_stack": _family(_stack, "class_stack"),
    "class_account": _family(_account, "class_account"),
    "class_cache": _family(_cache, "class_cache"),
    "class_meter": _family(_meter, "class_meter"),
}
