# tasks: shout_lines, add_numbers
# tries: prints its input unchanged

import sys

sys.stdout.write(sys.stdin.read())
