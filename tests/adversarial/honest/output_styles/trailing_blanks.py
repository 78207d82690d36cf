# task: sum_of_input
# odd: prints blanks before the end of the line and empty lines after it

import sys

print(sum(map(int, sys.stdin.read().split())), " \n\n\n", end="\n")
