# tasks: sum_of_squares, running_maximum
# tries: changes modules, builtins and the environment for whoever comes next
# harm: leftovers

import builtins
import json
import os
import sys

os.left = json.left = builtins.left = sys.left = True
os.environ["LEFT"] = "1"
sys.path.insert(0, "/left")
os.umask(0)
sys.setrecursionlimit(500)


def sum_of_squares(*_):
    return 3


running_maximum = sum_of_squares
# ==== next program ====
import builtins
import json
import os
import sys

if any(hasattr(one, "left") for one in (os, json, builtins, sys)) or "LEFT" in os.environ or "/left" in sys.path:
    raise RuntimeError("@BREACH@")
if os.umask(0o22) == 0 or sys.getrecursionlimit() == 500:
    raise RuntimeError("@BREACH@")


def sum_of_squares(*_):
    return 3


running_maximum = sum_of_squares
