# task: print_table
# odd: prints by sys.stdout.write, looked up at the call

import sys


def print_table(rows):
    for row in rows:
        sys.stdout.write(" | ".join(map(str, row)))
        sys.stdout.write("\n")
    sys.stdout.writelines([str(len(rows)), " rows", "\n"])
