# task: running_totals
# odd: lets a child write its answer into a block of shared memory
# needs: mount_namespace: shared memory lies in /dev/shm, which is private then

import multiprocessing
from multiprocessing import shared_memory


def fill(name, xs):
    block = shared_memory.SharedMemory(name=name)
    total = 0
    for n, x in enumerate(xs):
        total += x
        block.buf[8 * n : 8 * n + 8] = total.to_bytes(8, "big", signed=True)
    block.close()


def running_totals(xs):
    block = shared_memory.SharedMemory(create=True, size=8 * len(xs) + 8)
    try:
        process = multiprocessing.get_context("fork").Process(target=fill, args=(block.name, xs))
        process.start()
        process.join()
        return [int.from_bytes(block.buf[8 * n : 8 * n + 8], "big", signed=True) for n in range(len(xs))]
    finally:
        block.close()
        block.unlink()
