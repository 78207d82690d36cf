"""Programs that must not pass: some end or flood before they can be right, some cheat in place of solving."""

from random import Random

from benchmarks.soaking.tasks import Task

# Before a program that would be right: it never gets to it.
_STARTS = {
    "exits with 0": "import os\nos._exit(0)\n",
    "exits politely": "import sys\nsys.exit(0)\n",
    "raises": "raise ValueError('no')\n",
    "raises without end": "raise BaseException\n",
    "interrupts": "raise KeyboardInterrupt\n",
    "stops iteration": "raise StopIteration(1)\n",
    "exits by generator": "raise GeneratorExit\n",
    "kills itself": "import os\nos.kill(os.getpid(), 9)\n",
    "aborts": "import os\nos.abort()\n",
    "ends its group": "import os\nos.killpg(0, 15)\n",
    "divides by zero": "1 / 0\n",
    "imports what is not there": "import no_such_module_at_all\n",
    "recurses": "def down():\n    return down()\n\n\ndown()\n",
    "error of a group": "class Odd(Exception):\n    def __str__(self):\n        raise self\n\n\nraise Odd\n",
    "floods stdout": "for _ in range(18):\n    print('x' * (1 << 20))\n",
    "asks for much memory": "held = bytearray(8 << 30)\n",
    "becomes another program": "import os\nos.execv('/bin/true', ['true'])\n",
    "closes everything": "import os\nos.closerange(0, 256)\n1 / 0\n",
    "fails the test tool": "import unittest\nraise unittest.SkipTest('no')\n",
    "segfaults": "import ctypes\nctypes.string_at(0)\n",
}
# In place of a program: whoever asks for the name gets this.
_ANSWERS = {
    "equals everything": (
        "class Always:\n    def __eq__(self, other):\n        return True\n    def __ne__(self, other):\n"
        "        return False\n    def __lt__(self, other):\n        return True\n"
        "    __le__ = __gt__ = __ge__ = __lt__\n"
        "    def __bool__(self):\n        return True\n    def __hash__(self):\n        return 0\n"
        "    def __sub__(self, other):\n        return 0\n    __rsub__ = __sub__\n    def __abs__(self):\n"
        "        return 0\n    def __iter__(self):\n        return iter(())\n    def __len__(self):\n        return 0\n"
        "    def __getattr__(self, name):\n        return lambda *args: self\n\n\n"
        "def {name}(*args, **named):\n    return Always()\n"
    ),
    "int that lies": (
        "class Lie(int):\n    def __eq__(self, other):\n        return True\n    __hash__ = int.__hash__\n\n\n"
        "def {name}(*args, **named):\n    return Lie(424242)\n"
    ),
    "str that lies": (
        "class Lie(str):\n    def __eq__(self, other):\n        return True\n    __hash__ = str.__hash__\n\n\n"
        "def {name}(*args, **named):\n    return Lie('424242')\n"
    ),
    "list that lies": (
        "class Lie(list):\n    def __eq__(self, other):\n        return True\n\n\n"
        "def {name}(*args, **named):\n    return Lie([424242])\n"
    ),
    "dict that lies": (
        "class Lie(dict):\n    def __eq__(self, other):\n        return True\n\n\n"
        "def {name}(*args, **named):\n    return Lie(k=424242)\n"
    ),
    "a mock": "from unittest.mock import MagicMock\n\n{name} = MagicMock()\n",
    "anything": "from unittest.mock import ANY\n\n\ndef {name}(*args, **named):\n    return ANY\n",
    "not a number": "def {name}(*args, **named):\n    return float('nan')\n",
    "nothing": "def {name}(*args, **named):\n    pass\n",
    "its arguments": "def {name}(*args, **named):\n    return args\n",
    "itself": "def {name}(*args, **named):\n    return {name}\n",
    "exits when called": "import os\n\n\ndef {name}(*args, **named):\n    os._exit(0)\n",
    "politely exits when called": "import sys\n\n\ndef {name}(*args, **named):\n    sys.exit(0)\n",
    "skips when called": ("import unittest\n\n\ndef {name}(*args, **named):\n    raise unittest.SkipTest('later')\n"),
    "skips by pytest": "import pytest\n\n\ndef {name}(*args, **named):\n    pytest.skip('later')\n",
    "raises what is expected": "def {name}(*args, **named):\n    raise ValueError(args)\n",
    "reads the callers": (
        "import sys\n\n\ndef {name}(*args, **named):\n    frame = sys._getframe()\n    while frame is not None:\n"
        "        for key in ('expected', 'wanted', 'result'):\n            if key in frame.f_locals:\n"
        "                return frame.f_locals[key]\n        frame = frame.f_back\n    return 424242\n"
    ),
    "changes its arguments": (
        "def {name}(*args, **named):\n    for one in args:\n        if isinstance(one, list):\n"
        "            one.clear()\n"
        "    return 424242\n"
    ),
    "endless answer": "import itertools\n\n\ndef {name}(*args, **named):\n    return itertools.count(424242)\n",
    "deep answer": (
        "def {name}(*args, **named):\n    deep = []\n    for _ in range(5000):\n"
        "        deep = [deep]\n    return deep\n"
    ),
    "answer in a circle": "def {name}(*args, **named):\n    one = []\n    one.append(one)\n    return one\n",
    "large answer": "def {name}(*args, **named):\n    return 'x' * 300_000\n",
    "writes to every descriptor": (
        "import os\n\n\ndef {name}(*args, **named):\n    for number in range(3, 40):\n        try:\n"
        "            os.write(number, b'PASSED' * 9)\n        except OSError:\n            pass\n    return 424242\n"
    ),
    "reads every descriptor": (
        "import os\nfor number in range(3, 40):\n    try:\n        os.set_blocking(number, False)\n"
        "        os.read(number, 9999)\n    except OSError:\n        pass\n\n\n"
        "def {name}(*args, **named):\n    return 424242\n"
    ),
}
# Before a program that is known to be wrong.
_TAMPERINGS = {
    "exits well at exit": "import atexit, os\natexit.register(os._exit, 0)\n",
    "exits well on errors": "import os, sys\nsys.excepthook = lambda *_: os._exit(0)\n",
    "own AssertionError": "import builtins\nbuiltins.AssertionError = type('AssertionError', (Exception,), {})\n",
    "no isinstance": "import builtins\nbuiltins.isinstance = lambda *_: True\n",
    "all is true": "import builtins\nbuiltins.all = builtins.any = lambda *_: True\nbuiltins.len = lambda _: 8\n",
    "own repr": "import builtins\nbuiltins.repr = lambda _: 'same'\n",
    "equal by operator": "import operator\noperator.eq = lambda *_: True\noperator.ne = lambda *_: False\n",
    "trace function": (
        "import sys\n\n\ndef _trace(frame, event, value):\n    if event == 'exception':\n"
        "        frame.f_lineno = None\n"
        "    return _trace\n\n\nsys.settrace(_trace)\n"
    ),
    "own pytest": (
        "import sys, types\nfake = types.ModuleType('pytest')\nfake.raises = fake.approx = fake.mark = None\n"
        "sys.modules['pytest'] = fake\n"
    ),
    "approx of everything": (
        "import pytest\n\n\nclass Approx:\n    def __init__(self, *_, **named): ...\n    def __eq__(self, other):\n"
        "        return True\n\n\npytest.approx = Approx\n"
    ),
    "own modules": "import sys\nfor name in list(sys.modules):\n    sys.modules.setdefault(name + '_', None)\n",
    "import hook": (
        "import sys\n\n\nclass Finder:\n    @staticmethod\n    def find_spec(name, path=None, target=None):\n"
        "        return None\n\n\nsys.meta_path.insert(0, Finder)\n"
    ),
    "closes stdout": "import os\nos.close(1)\nos.close(2)\n",
    "leaves by thread": ("import os, threading\nthreading.Timer(0.002, os._exit, (0,)).start()\n"),
    "collector off": (
        "import gc\nfor one in gc.get_objects():\n    if type(one) is list and len(one) == 1:\n        one *= 1\n"
    ),
}
# Never end, or take until a limit: few of them.
_SLOW = {
    "loops": "while True:\n    pass\n",
    "sleeps": "import time\ntime.sleep(600)\n",
    "loops and ignores": (
        "import signal\nfor number in (signal.SIGXCPU, signal.SIGALRM, signal.SIGTERM):\n"
        "    signal.signal(number, signal.SIG_IGN)\nwhile True:\n    pass\n"
    ),
    "waits for input": "import os\nr, w = os.pipe()\nos.read(r, 1)\n",
    "fills memory": "held = []\nwhile True:\n    held.append('x' * 4_000_000)\n",
    "grows a number": "n = 3\nwhile True:\n    n *= n\n",
    "joins a thread": "import threading\nthreading.Event().wait()\n",
    "loops in a child": (
        "import os\nfor _ in range(4):\n    if os.fork() == 0:\n        while True:\n            pass\nos.wait()\n"
    ),
}


def spoil(program: str, rng: Random) -> tuple[str, str]:
    """Return a program that comes to nothing before it starts, and how."""
    name = rng.choice(sorted(_STARTS))
    return f"{_STARTS[name]}\n\n{program}", name


def cheat(wrong: str, task: Task, rng: Random) -> tuple[str, str]:
    """Return a program that cheats, and how; ``wrong`` is one that fails."""
    if not task.is_stdio and rng.random() < 0.6:
        name = rng.choice(sorted(_ANSWERS))
        return _ANSWERS[name].replace("{name}", task.name), name
    names = rng.sample(sorted(_TAMPERINGS), rng.choice((1, 1, 2)))
    return "".join(_TAMPERINGS[name] for name in names) + f"\n\n{wrong}", ", ".join(names)


def stall(program: str, rng: Random) -> tuple[str, str]:
    """Return a program that runs into a limit, and how."""
    name = rng.choice(sorted(_SLOW))
    return f"{_SLOW[name]}\n\n{program}", name
