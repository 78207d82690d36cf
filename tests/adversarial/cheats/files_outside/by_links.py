# tasks: sum_of_squares
# tries: writes outside of its folder through symbolic links, hard links and ..
# harm: files

import os

folder = os.path.dirname("@MARKER@")
up = "../" * 30
for make in (
    lambda: os.symlink(folder, "link"),
    lambda: open("link/linked", "w").close(),
    lambda: open(up + folder.lstrip("/") + "/dotted", "w").close(),
    lambda: os.rename("link", folder + "/renamed"),
    lambda: os.link("link", folder + "/hard"),
    lambda: os.symlink("/", folder + "/symbolic"),
    lambda: os.mkfifo(folder + "/pipe"),
):
    try:
        make()
    except OSError:
        pass


def sum_of_squares(*_):
    return 3
