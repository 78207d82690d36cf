# task: gcd_of
# odd: reads and sets environment variables and changes its folder

import os
import tempfile

os.environ["GCD_STEPS"] = "0"
os.environ.setdefault("LANG", "C.UTF-8")
os.chdir(tempfile.mkdtemp())
assert os.path.expanduser("~")


def gcd_of(a, b):
    os.environ["GCD_STEPS"] = str(int(os.environ["GCD_STEPS"]) + 1)
    return gcd_of(b, a % b) if b else a
