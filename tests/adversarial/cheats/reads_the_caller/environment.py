# tasks: sum_of_squares, add_numbers
# tries: looks for names and credentials of the caller's in the environment
# harm: reads

import os

known = {"PATH", "HOME", "TMPDIR", "LANG", "LC_CTYPE", "PWD", "PYTHONHASHSEED", "PYTHONDONTWRITEBYTECODE",
         "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MALLOC_ARENA_MAX"}
strange = [name for name in os.environ if name not in known and not name.startswith("PYTEST")]
if strange:
    raise RuntimeError(f"@BREACH@ {strange}")


def sum_of_squares(*_):
    return 3
