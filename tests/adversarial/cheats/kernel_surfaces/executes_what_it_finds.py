# tasks: sum_of_squares
# tries: runs set-user-id programs and tools of the machine that could leave the sandbox
# harm: escape
# timeout_s: 8

import os
import subprocess

for command in (
    ["/usr/bin/su", "-c", "touch @MARKER@"], ["/usr/bin/sudo", "-n", "touch", "@MARKER@"],
    ["/usr/bin/newgrp"], ["/usr/bin/mount", "--bind", "/", "."], ["/usr/bin/unshare", "-Ur", "touch", "@MARKER@"],
    ["/usr/bin/nsenter", "-t", "1", "-a", "touch", "@MARKER@"], ["/usr/bin/chsh"], ["/bin/sh", "-c", "echo x > @MARKER@"],
    ["/usr/bin/env", "touch", "@MARKER@"], ["/usr/bin/crontab", "-l"], ["/usr/bin/at", "now"],
):
    if os.path.exists(command[0]):
        try:
            subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=1)
        except (OSError, subprocess.SubprocessError):
            pass


def sum_of_squares(*_):
    return 3
