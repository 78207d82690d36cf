"""Programs that solve the task are PASSED, however unusual they are.

Those that use the machine (processes, files, memory) are in `kodenv.sandbox.conformance`.
"""

# ruff: noqa: E501  (programs are text)

import json
import os
import shutil

import pytest

from kodenv.judge import Judge
from kodenv.records import Status, Triplet

NAMESPACES = ("pid_namespace", "mount_namespace", "net_namespace", "ipc_namespace")
SOLVE = "\ndef f(x):\n    return x + 1\n"
SUITE = "from solution import f\n\ndef test_one():\n    assert f(1) == 2\n\ndef test_two():\n    assert f(-1) == 0\n"


@pytest.fixture(scope="module", params=["every_layer", "namespaces_refused"])
def judge(request: pytest.FixtureRequest):
    without = NAMESPACES if request.param == "namespaces_refused" else ()
    with Judge(cache=False, timeout_s=20, without_layers=without) as made:
        yield made


def triplet(test: str = SUITE, **changes: object) -> Triplet:
    return Triplet(**{"question_id": "q", "question": "?", "solution": SOLVE, "test": test, **changes})


# A program, and where it needs one, the suite; {SOLVE} is added where f is not defined.
PROGRAMS = {
    "prints λ and emoji": "print('λ 🎉')\nimport sys\nsys.stdout.write('é')\nsys.stdout.flush()\n",
    "is a generator": "def g():\n    x = yield\n    while True:\n        x = yield x + 1\n"
    "def f(x):\n    it = g()\n    next(it)\n    return it.send(x)\n",
    "is async": "import asyncio\nasync def g(x):\n    await asyncio.sleep(0.001)\n    return x + 1\n"
    "def f(x):\n    return asyncio.run(g(x))\n",
    "has a metaclass": "class M(type):\n    def __call__(cls, x):\n        return x + 1\nclass f(metaclass=M):\n    pass\n",
    "copies and pickles its classes": (
        "import copy, dataclasses, pickle\n@dataclasses.dataclass(order=True)\nclass P:\n    a: int\n"
        "def f(x):\n    p = pickle.loads(pickle.dumps(copy.deepcopy(P(x))))\n    assert p == P(x)\n"
        "    return dataclasses.replace(p, a=p.a + 1).a\n"
    ),
    "logs and warns": (
        "import logging, warnings\nlogging.basicConfig(level=logging.DEBUG)\nlogging.info('λ')\n"
        "warnings.warn('careful', DeprecationWarning)\nwarnings.warn('careful')\n"
    ),
    "asks for its encoding": (
        "import locale, sys\nassert sys.stdout.encoding.lower() == 'utf-8'\n"
        "assert sys.getfilesystemencoding() == 'utf-8'\nopen('λ', 'w').write('é🎉')\nassert open('λ').read() == 'é🎉'\n"
    ),
    "has a main block that reads input": SOLVE + "if __name__ == '__main__':\n    print(f(int(input())))\n",
    "uses huge integers": (
        "import sys\nsys.set_int_max_str_digits(0)\ndef f(x):\n    assert len(str(10 ** 20_000)) == 20_001\n    return x + 1\n"
    ),
    "changes the decimal context": (
        "import decimal\ndecimal.getcontext().prec = 50\ndef f(x):\n"
        "    return int((decimal.Decimal(1) / 3).as_tuple().exponent == -50) + x\n"
    ),
    "uses C extensions": (
        "import array, bz2, hashlib, lzma, unicodedata, zlib\ndef f(x):\n"
        "    return int(zlib.decompress(zlib.compress(str(x).encode()))) + 1\n"
    ),
    "uses numpy": "import numpy as np\ndef f(x):\n    return int((np.array([x]) + 1)[0])\n",
    "uses pandas": "import pandas as pd\ndef f(x):\n    return int((pd.Series([x]) + 1).iloc[0])\n",
    "reads its own source": "import inspect\ndef f(x):\n    return x + 1\n",
    "changes its recursion limit and gc": "import gc, sys\nsys.setrecursionlimit(10**6)\ngc.disable()\n",
    "replaces its output": "import io, sys\nsys.stdout = io.StringIO()\nprint('x')\n",
    "captures its output": (
        "import contextlib, io\ndef f(x):\n    with contextlib.redirect_stdout(io.StringIO()) as out:\n        print(x + 1)\n"
        "    return int(out.getvalue())\n"
    ),
    "starts with a byte order mark": "\ufeff" + SOLVE,
    "names another encoding": "# -*- coding: latin-1 -*-\ns = 'é'\nassert len(s) == 1\n",
    "has lines that end in CR LF": SOLVE.replace("\n", "\r\n"),
    "has tabs and form feeds": "\f" + SOLVE.replace("    ", "\t"),
    "is 5 MB long": "x = '" + "a" * 5_000_000 + "'\n",
    "uses future annotations and dataclasses": (
        "from __future__ import annotations\nimport dataclasses\n@dataclasses.dataclass(slots=True)\nclass A:\n    x: int\n"
        "def f(x: int) -> int:\n    return A(x + 1).x\n"
    ),
    "catches everything": "def f(x):\n    try:\n        raise KeyboardInterrupt\n    except BaseException:\n        return x + 1\n",
    "registers exit handlers": "import atexit\natexit.register(print, 'bye')\n",
    "uses random without a seed": "import random\nrandom.seed()\n",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_an_unusual_program_that_solves_the_task_passes(judge: Judge, name: str) -> None:
    for module in ("numpy", "pandas"):
        if module in name:
            pytest.importorskip(module)
    program = PROGRAMS[name]
    verdict = judge.judge(triplet(), program if "f" in _defined(program) else program + SOLVE)
    assert verdict.status is Status.PASSED, f"{verdict.status}: {verdict.message}"


def _defined(program: str) -> set[str]:
    words = ("def f(", "class f(")
    return {"f"} if any(line.startswith(words) for line in program.splitlines()) else set()


WITH_SUITE = {
    "changes its input": (
        "def f(xs):\n    xs.sort()\n",
        "from solution import f\ndef test_a():\n    xs = [2, 1]\n    f(xs)\n    assert xs == [1, 2]\n",
    ),
    "defines equality": (
        "class V:\n    def __init__(self, x):\n        self.x = x\n    def __eq__(self, other):\n"
        "        return isinstance(other, V) and self.x == other.x\n",
        "from solution import V\ndef test_a():\n    assert V(1) == V(1)\n    assert V(1) != V(2)\n",
    ),
    "has its source read": (
        SOLVE,
        "import inspect\nimport solution\ndef test_a():\n    assert 'x + 1' in inspect.getsource(solution.f)\n",
    ),
    "gives random numbers": (
        "import random\ndef f():\n    return [random.random() for _ in range(3)]\n",
        "from solution import f\ndef test_a():\n    assert all(0 <= x < 1 for x in f())\n",
    ),
    "raises its own exceptions": (
        "class E(ValueError):\n    pass\ndef f():\n    raise E('no')\n",
        "import pytest\nfrom solution import E, f\ndef test_a():\n    with pytest.raises(E, match='no'):\n        f()\n",
    ),
}


@pytest.mark.parametrize("name", WITH_SUITE)
def test_a_program_of_another_kind_passes_its_suite(judge: Judge, name: str) -> None:
    program, test = WITH_SUITE[name]
    verdict = judge.judge(triplet(test, solution=program), program)
    assert verdict.status is Status.PASSED, f"{verdict.status}: {verdict.message}"


STDIO = {
    "reads all": "import sys\nprint(sum(map(int, sys.stdin.read().split())))",
    "reads lines": "import sys\nprint(sum(int(w) for line in sys.stdin for w in line.split()))",
    "reads words by input()": "a, b = map(int, input().split())\nprint(a + b + int(input()))",
    "reads until the end": (
        "total = 0\nwhile True:\n    try:\n        total += sum(map(int, input().split()))\n"
        "    except EOFError:\n        break\nprint(total)"
    ),
    "reads bytes": "import sys\nprint(sum(map(int, sys.stdin.buffer.read().split())))",
    "reads and writes descriptors": (
        "import os\nos.write(1, str(sum(map(int, os.read(0, 1 << 20).split()))).encode())"
    ),
    "uses fast input and output": (
        "import io, os, sys\ninput = io.BytesIO(os.read(0, os.fstat(0).st_size)).readline\nout = io.StringIO()\n"
        "print(sum(map(int, input().split())) + int(input()), file=out)\nos.write(1, out.getvalue().encode())"
    ),
    "opens descriptor 0": "print(sum(map(int, open(0).read().split())))",
    "replaces input()": "import sys\ninput = sys.stdin.readline\nprint(sum(map(int, input().split())) + int(input()))",
    "runs in a thread of a bigger stack": (
        "import sys, threading\nsys.setrecursionlimit(10**6)\nthreading.stack_size(256 << 20)\n"
        "def g(n):\n    return 0 if n == 0 else g(n - 1)\n"
        "def main():\n    print(g(50_000) + sum(map(int, sys.stdin.read().split())))\n"
        "t = threading.Thread(target=main)\nt.start()\nt.join()"
    ),
    "leaves the thread running": (
        "import sys, threading\nthreading.Thread(target=lambda: print(sum(map(int, sys.stdin.read().split())))).start()"
    ),
    "ends by exit()": "import sys\nprint(sum(map(int, sys.stdin.read().split())))\nexit()",
    "ends by os._exit(0)": "import os, sys\nprint(sum(map(int, sys.stdin.read().split())), flush=True)\nos._exit(0)",
    "prints with flush": "import sys\nprint(sum(map(int, sys.stdin.read().split())), end='\\n\\n', flush=True)",
    "has a main block": "def main():\n    import sys\n    print(sum(map(int, sys.stdin.read().split())))\n"
    "if __name__ == '__main__':\n    main()",
    "starts a subprocess": (
        "import subprocess, sys\nsubprocess.run([sys.executable, '-c',"
        " 'import sys; print(sum(map(int, sys.stdin.read().split())))'], check=True)"
    ),
}


@pytest.mark.parametrize("name", STDIO)
def test_a_script_in_any_style_passes(judge: Judge, name: str) -> None:
    suite = json.dumps([{"input": "1 2\n3\n", "output": "6\n"}, {"input": "1 1\n-2", "output": "0"}])
    verdict = judge.judge(triplet(suite, test_format="stdio"), STDIO[name])
    assert verdict.status is Status.PASSED, f"{verdict.status}: {verdict.message}"


def test_bytes_that_are_no_utf8_fail_and_do_no_harm(judge: Judge) -> None:
    task = triplet(json.dumps([{"input": "", "output": "é"}]), test_format="stdio")
    program = "import sys\nsys.stdout.buffer.write(bytes(range(128, 256)))\n"
    assert judge.judge(task, program).status is Status.FAILED
    assert judge.judge(task, "print('é')").status is Status.PASSED


def test_large_inputs_and_outputs_pass_side_by_side(judge: Judge) -> None:
    text = "x" * 5_000_000
    task = triplet(json.dumps([{"input": text, "output": text}] * 2), test_format="stdio")
    verdicts = list(judge.judge_many([(task, f"print(input())  # {n}") for n in range(4)]))
    assert [v.status for v in verdicts] == [Status.PASSED] * 4
    assert all(v.measured.attempts == 1 for v in verdicts)


def test_the_same_program_gets_the_same_numbers_and_hashes(judge: Judge) -> None:
    program = (
        "import random\nvalues = [random.random(), hash('a'), list({'a', 'b', 'c', 'd'})]\n"
        "def f(x):\n    raise ValueError(repr(values))\n"
    )
    first, second = (judge.judge(triplet(), program) for _ in range(2))
    assert "0." in first.message and first.message == second.message


def test_another_interpreter_judges_alike() -> None:
    other = "/usr/bin/python3"
    if not os.path.exists(other) or not shutil.which(other):
        pytest.skip(f"there is no {other}")
    with Judge(cache=False, timeout_s=20, python=other) as judge:
        assert judge.judge(triplet(), SOLVE).status is Status.PASSED
        assert judge.judge(triplet(), "def f(x):\n    return x\n").status is Status.FAILED
