# task: running_totals
# odd: has an expression nested eighty deep and a hundred elif branches by exec

nested = eval("[" * 80 + "]" * 80)
lines = ["def pick(n):", "    if n < 0: return -1"]
lines += [f"    elif n == {k}: return {k}" for k in range(300)] + ["    else: return n"]
exec("\n".join(lines))


def running_totals(xs):
    return [pick(sum(xs[: n + 1])) if sum(xs[: n + 1]) >= 0 else sum(xs[: n + 1]) for n in range(len(xs))]
