"""Nothing of one program is there for the next, and tidying up after it reaches nothing else."""

from collections.abc import Callable

from kodenv.records import Status
from kodenv.sandbox.conformance.check import PASSED, THEIRS, Check, Outside, Step, solving
from kodenv.sandbox.conformance.outside import Folder, Processors, Traces

_EMPTY = "import os\nassert os.listdir('.') == [], os.listdir('.')\n"
_FILES = {
    "files with odd names and modes": r"""
        import os
        for n in (b'\xff', b'a\nb', b'-rf', b' ', b'x' * 255):
            open(n, 'w').close()
            os.chmod(n, 0)
        """,
    "a folder that cannot be read": """
        import os
        open('left.txt', 'w').write('x')
        os.mkdir('d')
        os.chmod('d', 0)
        """,
    "a very deep folder": """
        import os
        for _ in range(1200):
            os.mkdir('d' * 50)
            os.chdir('d' * 50)
        """,
    "folders that cannot be entered": """
        import os
        os.makedirs('a/b/c')
        os.chmod('a/b', 0)
        os.chmod('a', 0)
        try:
            os.chmod('.', 0)
        except OSError:
            pass
        """,
    "2,000 empty files": """
        for i in range(2000):
            open(f'f{i}', 'w').close()
        """,
    "pipes, sockets and links": """
        import os
        os.mkfifo('p')
        os.symlink('/', 's')
        open('f', 'w').close()
        os.link('f', 'l')
        os.symlink('s', 't')
        """,
    "no folder at all": """
        import os
        try:
            os.rmdir(os.getcwd())
        except OSError:
            pass
        """,
    "an unlinked open file": """
        import os, tempfile
        f = tempfile.TemporaryFile()
        f.write(b'x' * (8 << 20))
        f.flush()
        """,
    "a file that a killed program held locked": """
        import fcntl, os, signal
        f = open('lock', 'w')
        fcntl.flock(f, fcntl.LOCK_EX)
        os.kill(os.getpid(), signal.SIGKILL)
        """,
    "a file that a child goes on writing": """
        import os, time
        if os.fork() == 0:
            os.setsid()
            end = time.monotonic() + 20
            n = 0
            while time.monotonic() < end:
                n += 1
                with open(f'f{n % 500}', 'a') as file:
                    file.write('x')
            os._exit(0)
        """,
}
_STATE = {
    "a nicer priority": ("import os\nos.nice(10)\n", "import os\nassert os.nice(0) == 0\n"),
    "another umask": ("import os\nos.umask(0)\n", "import os\nassert os.umask(0) != 0\n"),
    "lower limits": (
        "import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (20, 20))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (99, 99))\n",
        "import resource\nassert resource.getrlimit(resource.RLIMIT_NOFILE)[1] > 20\n"
        "assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] > 99\n",
    ),
    "changed modules": (
        "import os, builtins, json\nos.left = builtins.left = json.left = 1\nos.environ['LEFT'] = '1'\n",
        "import os, builtins, json\nassert not hasattr(os, 'left') and not hasattr(json, 'left')\n"
        "assert not hasattr(builtins, 'left') and 'LEFT' not in os.environ\n",
    ),
    "broken modules": (
        "import builtins, json, os, sys, time\nbuiltins.len = builtins.print = json.dumps = None\n"
        "os._exit = os.fork = os.read = os.write = time.monotonic = None\nsys.modules['json'] = None\n"
        "sys.path.clear()\nsys.meta_path.clear()\n",
        "import json, os, sys\nassert len(json.dumps([1])) == 3 and os.fork and os.read and sys.path\n",
    ),
    "random numbers drawn": (
        "import random\nrandom.seed(7)\n[random.random() for _ in range(99)]\n",
        "import random\nstate = random.getstate()\nrandom.seed(0)\nassert state == random.getstate()\n",
    ),
    "signal settings and timers": (
        "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nsignal.alarm(100)\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32))\n",
        "import signal\nassert signal.getsignal(signal.SIGALRM) == signal.SIG_DFL\nassert not signal.alarm(0)\n"
        "assert not signal.pthread_sigmask(signal.SIG_BLOCK, ())\n",
    ),
    "200 children": (
        "import os, time\nfor _ in range(200):\n    try:\n        if os.fork() == 0:\n            os.setsid()\n"
        "            time.sleep(60)\n            os._exit(0)\n    except OSError:\n        break\n",
        "import os\nfor _ in range(20):\n    if os.fork() == 0:\n        os._exit(0)\n    os.wait()\n",
    ),
    "threads and zombies": (
        "import os, threading, time\nfor _ in range(10):\n    if os.fork() == 0:\n        os._exit(0)\n"
        "    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n",
        "import threading\nassert threading.active_count() == 1\n",
    ),
    "memory behind descriptors": (
        "import os\nm = os.memfd_create('m')\nos.write(m, b'x' * (8 << 20))\n",
        "import os\nfor d in range(3, 256):\n    try:\n        assert 'm' != os.readlink(f'/proc/self/fd/{d}')\n"
        "    except OSError:\n        pass\n",
    ),
    "shared memory": (
        "import mmap\nkept = mmap.mmap(-1, 8 << 20)\nkept.write(b'x' * (8 << 20))\n"
        "from multiprocessing import shared_memory\ntry:\n"
        "    s = shared_memory.SharedMemory('left', create=True, size=9)\nexcept OSError:\n    pass\n",
        "from multiprocessing import shared_memory\ntry:\n    shared_memory.SharedMemory('left')\nexcept OSError:\n"
        "    pass\nelse:\n    raise Exception('it is there')\n",
    ),
    "output that was not flushed": (
        "import sys\nsys.stdout.write('left' * 100)\nsys.stderr.write('left')\n",
        "import sys\nassert sys.stdout and sys.stderr and sys.stdout.write('') == 0\n",
    ),
}
_PLACES = """
import os
places = [os.path.join(p, '@MARK@') for p in ('..', '/dev/shm', '/tmp', '/var/tmp', '/box', '/run', os.getcwd())]
"""
_MAKES = "for place in places:\n    try:\n        open(place, 'w').close()\n    except OSError:\n        pass\n"
_MISSES = "for place in places:\n    assert not os.path.lexists(place), place\n"
_PROCESSORS = (
    "import os\nos.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n",
    "import os\nassert len(os.sched_getaffinity(0)) == @PROCESSORS@\n",
)
_TRAPS = {
    "links to a folder outside": """
        import os
        os.symlink('@FOLDER@', 'a')
        os.symlink('@SECRET@', 'b')
        os.makedirs('c/d')
        os.symlink('@FOLDER@', 'c/d/e')
        os.symlink('@FOLDER@/inner', 'c/d/f')
        os.chmod('c/d', 0)
        """,
    "a link in the place of its own folder": """
        import os
        here = os.getcwd()
        for change in (os.rmdir, os.rename):
            try:
                change(here, here + '2') if change is os.rename else change(here)
                os.symlink('@FOLDER@', here)
                break
            except OSError:
                pass
        """,
    "folders that turn into links while it ends": """
        import os, time
        if os.fork() == 0:
            os.setsid()
            end = time.monotonic() + 20
            os.symlink('@FOLDER@', 'link')
            while time.monotonic() < end:
                for n in range(20):
                    try:
                        os.mkdir(f'd{n}')
                        os.rename(f'd{n}', f'e{n}')
                        os.symlink('@FOLDER@', f'd{n}')
                        os.unlink(f'd{n}')
                        os.rmdir(f'e{n}')
                    except OSError:
                        pass
            os._exit(0)
        """,
    "a thousand links in a deep folder": """
        import os
        for _ in range(100):
            os.mkdir('d')
            os.chdir('d')
        for n in range(1000):
            os.symlink('@FOLDER@', f'l{n}')
        """,
}
_PROMISE = "nothing of one program is there for the next"


def _pair(
    name: str, first: str, second: str, outside: Callable[[], Outside] = Outside, promise: str = _PROMISE
) -> Check:
    """Return a check in which a second program must not find what a first one left."""
    steps = (
        Step(program=solving(first), statuses=THEIRS - {Status.TIMEOUT}),
        Step(program=solving(second), statuses=PASSED),
    )
    return Check(name=f"leftovers: {name}", promise=promise, steps=steps, outside=outside)


CHECKS: tuple[Check, ...] = (
    *(_pair(name, first, _EMPTY) for name, first in _FILES.items()),
    *(_pair(name, first, second) for name, (first, second) in _STATE.items()),
    _pair("files beside its folder", _PLACES + _MAKES, _PLACES + _MISSES, Traces),
    _pair("fewer processors", *_PROCESSORS, Processors),
    *(
        _pair(name, first, _EMPTY, Folder, "tidying up follows no path that a program made")
        for name, first in _TRAPS.items()
    ),
)
