# task: sum_of_input
# odd: replaces itself by another interpreter that does the work

import os
import sys

os.execv(sys.executable, [sys.executable, "-c", "import sys; print(sum(map(int, sys.stdin.read().split())))"])
