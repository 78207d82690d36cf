import threading
from solution import f


def run(k):
    results = []

    def worker(n):
        results.append(f(n) == n * n)

    ts = [threading.Thread(target=worker, args=(i,)) for i in range(k)]
    for t in ts:
        t.start()
    for t in ts:
        t.join()
    return results


def test_threads():
    assert all(run(5))


def test_one():
    assert f(1) == 1
