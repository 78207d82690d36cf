# task: running_totals
# odd: works in a thread pool that it never shuts down

from concurrent.futures import ThreadPoolExecutor

pool = ThreadPoolExecutor(max_workers=8)


def running_totals(xs):
    return list(pool.map(lambda n: sum(xs[: n + 1]), range(len(xs))))
