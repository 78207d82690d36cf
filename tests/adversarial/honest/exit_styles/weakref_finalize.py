# task: sum_of_input
# odd: prints by weakref.finalize at the end of the program

import sys
import weakref


class Reader:
    pass


reader = Reader()
reader.total = [0]
weakref.finalize(reader, lambda total: print(*total), reader.total)
for line in sys.stdin:
    reader.total[0] += sum(map(int, line.split()))
