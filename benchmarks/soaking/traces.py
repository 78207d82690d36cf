"""Beginnings that leave something behind and change nothing of what a program does."""

from random import Random

_ANYWHERE = {
    "daemon thread": (
        "import threading, time\nthreading.Thread(target=time.sleep, args=(600,), daemon=True).start()\n"
    ),
    "children that sleep": (
        "import os, time\nfor _ in range({few}):\n    if os.fork() == 0:\n        time.sleep(600)\n"
        "        os._exit(0)\n"
    ),
    "a session of its own": (
        "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        time.sleep(600)\n"
        "    os._exit(0)\n"
    ),
    "child that ignores signals": (
        "import os, signal, time\nif os.fork() == 0:\n    for number in (1, 2, 3, 15):\n"
        "        signal.signal(number, signal.SIG_IGN)\n    time.sleep(600)\n    os._exit(0)\n"
    ),
    "children that ended": "import os\nfor _ in range({few}):\n    if os.fork() == 0:\n        os._exit(3)\n",
    "busy child": ("import os\nif os.fork() == 0:\n    for _ in range(10**9):\n        pass\n    os._exit(0)\n"),
    "files": "for n in range({few}):\n    with open(f'left{n}', 'w') as file:\n        file.write('x' * 5000)\n",
    "files in /tmp": "import tempfile\nleft = [tempfile.mkstemp() for _ in range({few})]\n",
    "files in /dev/shm": ("try:\n    open('/dev/shm/left', 'w').write('x' * 5000)\nexcept OSError:\n    pass\n"),
    "folders without rights": (
        "import os\nos.makedirs('left/a/b', exist_ok=True)\nos.chmod('left/a', 0)\nos.chmod('left', 0o100)\n"
    ),
    "links": (
        "import os\nfor here, there in (('/', 'root'), ('loop', 'loop'), ('/proc/self/fd', 'fds')):\n"
        "    if not os.path.lexists(there):\n        os.symlink(here, there)\n"
    ),
    "odd names": ("import os\nfor name in (b'\\xff\\xfe', 'x' * 255, '\\n', '-rf'):\n    open(name, 'w').close()\n"),
    "fifo": "import os\nif not os.path.exists('pipe'):\n    os.mkfifo('pipe')\n",
    "memfd": "import os\nm = os.memfd_create('m')\nos.write(m, b'x' * 100_000)\n",
    "open descriptors": "import os\nopened = [os.open('/dev/null', os.O_RDONLY) for _ in range(100)]\n",
    "pipes": "import os\npipes = [os.pipe() for _ in range({few})]\n",
    "socket pairs": "import socket\npairs = [socket.socketpair() for _ in range({few})]\n",
    "memory": "held = [bytearray(1 << 20) for _ in range({few})]\n",
    "memory mapped": "import mmap\nheld = mmap.mmap(-1, 20 << 20)\nheld[:4096] = b'x' * 4096\n",
    "signal handlers": (
        "import signal\nfor number in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1):\n"
        "    signal.signal(number, lambda *_: None)\n"
    ),
    "no garbage collection": "import gc\ngc.disable()\ngc.freeze()\n",
    "recursion limit": "import sys\nsys.setrecursionlimit(100_000)\n",
    "another folder": "import os\nos.makedirs('there', exist_ok=True)\nos.chdir('there')\n",
    "environment": "import os\nos.environ['LEFT'] = 'x' * 1000\nos.environ.pop('PATH', None)\n",
    "umask": "import os\nos.umask(0o077)\n",
    "exit hook": "import atexit\natexit.register(len, 'x')\n",
    "nice": "import os\nos.nice(5)\n",
    "cycles": (
        "class Node:\n    def __init__(self):\n        self.me = [self]\n\n\nnodes = [Node() for _ in range(1000)]\n"
    ),
    "seeds": "import random\nrandom.seed({few})\n",
    "alarm": "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nsignal.alarm(1)\n",
}
_NOT_STDIO = {
    "prints": "print('x' * {few} * 1000)\n",
    "prints odd text": "import os\nos.write(1, bytes(range(256)))\nprint('é💥\\x00\\x1b[2J')\n",
    "thread that stays": "import threading, time\nthreading.Thread(target=time.sleep, args=(600,)).start()\n",
    "stdout replaced": "import io, sys\nsys.stdout = io.StringIO()\n",
}
_MOST = 15


def leave_traces(program: str, rng: Random, *, is_stdio: bool) -> tuple[str, str]:
    """Return a program that first does one to three such things, and their names."""
    known = _ANYWHERE if is_stdio else {**_ANYWHERE, **_NOT_STDIO}
    names = rng.sample(sorted(known), rng.choice((1, 1, 2, 3)))
    start = "".join(known[name].replace("{few}", str(rng.randrange(1, _MOST))) for name in names)
    return f"{start}\n\n{program}", ", ".join(names)
