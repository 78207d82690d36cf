# task: running_totals
# odd: turns on tracemalloc and faulthandler with a watchdog

import faulthandler
import tracemalloc

faulthandler.enable(file=open("faults.txt", "w"))
tracemalloc.start()


def running_totals(xs):
    faulthandler.dump_traceback_later(60, exit=True)
    total, totals = 0, []
    for x in xs:
        total += x
        totals.append(total)
    faulthandler.cancel_dump_traceback_later()
    assert tracemalloc.get_traced_memory()[1] > 0
    return totals
