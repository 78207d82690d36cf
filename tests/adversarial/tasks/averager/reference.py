def averager():
    total, count, mean = 0, 0, None
    while True:
        try:
            x = yield mean
        except ValueError:
            total, count, mean = 0, 0, 0
            continue
        if x is None:
            return count
        total += x
        count += 1
        mean = total / count
