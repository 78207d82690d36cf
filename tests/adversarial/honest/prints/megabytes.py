# task: running_totals
# odd: prints ten megabytes, in every call some

def running_totals(xs):
    print("x" * 1_000_000)
    totals = []
    for x in xs:
        totals.append(x + (totals[-1] if totals else 0))
    print("y" * 1_000_000, flush=True)
    return totals
