# task: running_totals
# odd: prints lines that look like results of a test run, and JSON

import json

print("1 passed in 0.01s")
print("FAILED test_of_three - AssertionError")
print(json.dumps(["test_of_three", "FAILED", "assert"]))
print('["", "END", ""]')
print("OK")


def running_totals(xs):
    print("E   assert 1 == 2")
    return [sum(xs[: n + 1]) for n in range(len(xs))]
