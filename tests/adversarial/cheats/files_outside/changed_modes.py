# tasks: sum_of_squares
# tries: changes modes, owners, times and contents of files of the machine
# harm: files

import os
import sys

worked = []
for path in ("@SECRET_FILE@", "/usr/bin/env", os.__file__, sys.executable, "/dev/null", "/etc/passwd"):
    try:
        before = os.stat(path)
    except OSError:
        continue
    for change in (
        lambda: os.chmod(path, 0o777),
        lambda: os.chown(path, os.getuid(), os.getgid()),
        lambda: os.utime(path, (0, 0)),
        lambda: os.truncate(path, 0) if path != "/dev/null" else None,
        lambda: os.setxattr(path, "user.k", b"v"),
        lambda: os.rename(path, path + "x"),
        lambda: os.unlink(path) if path == "@SECRET_FILE@" else None,
    ):
        try:
            change()
        except OSError:
            pass
    after = os.stat(path)
    if (before.st_mode, before.st_mtime_ns, before.st_size, before.st_uid) != (
        after.st_mode, after.st_mtime_ns, after.st_size, after.st_uid,
    ):
        worked.append(path)
if worked:
    raise RuntimeError(f"@BREACH@ {worked}")


def sum_of_squares(*_):
    return 3
