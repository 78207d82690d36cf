# task: running_totals
# odd: takes and frees two hundred megabytes in every call

def running_totals(xs):
    big = bytearray(200 << 20)
    big[:: 1 << 12] = b"\1" * len(big[:: 1 << 12])
    totals, total = [], 0
    for x in xs:
        total += x
        totals.append(total)
    del big
    return totals
