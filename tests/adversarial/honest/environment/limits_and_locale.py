# task: shout
# odd: asks for its limits, locale, platform, user and memory

import getpass
import locale
import os
import platform
import resource
import sys

locale.setlocale(locale.LC_ALL, "")
facts = [resource.getrlimit(resource.RLIMIT_NOFILE), platform.python_version(), os.cpu_count(), os.getuid(), os.getcwd()]
facts += [resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, sys.getrefcount(facts), os.times(), os.uname()]
try:
    facts.append(getpass.getuser())
except (KeyError, OSError):
    facts.append("nobody")


def shout(text):
    assert len(facts) == 10
    return text.upper() + "!"
