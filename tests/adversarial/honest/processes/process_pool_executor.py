# task: running_totals
# odd: submits every prefix to a ProcessPoolExecutor
# needs: mount_namespace: multiprocessing keeps its semaphores in /dev/shm, which is private then

import multiprocessing
from concurrent.futures import ProcessPoolExecutor


def running_totals(xs):
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as pool:
        return list(pool.map(sum, [xs[: n + 1] for n in range(len(xs))], chunksize=50))
