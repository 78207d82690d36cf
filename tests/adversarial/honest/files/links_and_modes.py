# task: save_lines
# odd: writes by a hard link, a rename and a mode change, with os.open

import os
import stat


def save_lines(path, lines):
    path = os.fspath(path)
    descriptor = os.open(path + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.writev(descriptor, [f"{line}\n".encode() for line in lines] or [b""])
    finally:
        os.close(descriptor)
    os.chmod(path + ".new", stat.S_IRUSR | stat.S_IWUSR | stat.S_IRGRP)
    os.replace(path + ".new", path)
    return len(lines)


def load_lines(path):
    with open(path, "rb", buffering=0) as file:
        return file.readall().decode().split("\n")[:-1]
