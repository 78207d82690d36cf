# task: running_totals
# odd: uses a pool of two processes
# needs: mount_namespace: multiprocessing keeps its semaphores in /dev/shm, which is private then

import multiprocessing


def part(xs):
    return sum(xs)


def running_totals(xs):
    with multiprocessing.get_context("fork").Pool(2) as pool:
        return pool.map(part, [xs[: n + 1] for n in range(len(xs))])
