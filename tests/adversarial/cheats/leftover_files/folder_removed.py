# tasks: sum_of_squares, write_report, low_stock
# tries: removes, renames or locks the folder that the next program will start in
# harm: leftovers

import os
import shutil

here = os.getcwd()
for attempt in (
    lambda: os.rename(here, here + "-gone"),
    lambda: shutil.rmtree(here),
    lambda: os.chmod(here, 0),
    lambda: os.symlink("/usr", here),
):
    try:
        attempt()
    except OSError:
        pass


def sum_of_squares(*_):
    return 3


write_report = low_stock = sum_of_squares
# ==== next program ====
import os

if os.listdir(os.getcwd()) or os.path.islink(os.getcwd()):
    raise RuntimeError("@BREACH@")
open("mine", "w").close()


def sum_of_squares(*_):
    return 3


write_report = low_stock = sum_of_squares
