"""Programs that do damage get their status in time, and the next verdict is right.

Each runs with every layer and with namespaces refused (as in an ordinary container). `test_ordinary_user.py` runs
this file again as a user without rights.
"""

# ruff: noqa: E501  (programs are text)

import json
import os
import socket
import threading
import time
from pathlib import Path

import pytest

from kodenv.judge import Judge
from kodenv.records import Status, Triplet

NAMESPACES = ("pid_namespace", "mount_namespace", "net_namespace", "ipc_namespace")
GOOD = "def f(x):\n    return x + 1\n"
SUITE = "from solution import f\n\ndef test_one():\n    assert f(1) == 2\n\ndef test_two():\n    assert f(-1) == 0\n"
TIMEOUT_S = 3.0


@pytest.fixture(scope="module", params=["every_layer", "namespaces_refused"])
def judge(request: pytest.FixtureRequest):
    without = NAMESPACES if request.param == "namespaces_refused" else ()
    with Judge(cache=False, timeout_s=TIMEOUT_S, memory_mb=256, without_layers=without) as made:
        yield made


def triplet(**changes: object) -> Triplet:
    return Triplet(**{"question_id": "q", "question": "?", "solution": GOOD, "test": SUITE, **changes})


def verdict_on(judge: Judge, program: str):
    verdict = judge.judge(triplet(), program)
    after = judge.judge(triplet(), GOOD)
    assert after.status is Status.PASSED, f"the verdict after it: {after.status} {after.message}"
    return verdict


FORK_BOMB = (
    "import os\nfor _ in range(10_000):\n    try:\n        os.fork()\n    except OSError:\n        break\n" + GOOD
)
DAMAGE = {
    "runs for ever": ("while True:\n    pass\n", {Status.TIMEOUT}),
    "sleeps for ever": ("import time\ntime.sleep(10**6)\n", {Status.TIMEOUT}),
    "swallows every exception for ever": (
        "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass\n",
        {Status.TIMEOUT},
    ),
    "ignores SIGTERM, SIGINT and SIGXCPU": (
        "import signal\nfor s in (signal.SIGTERM, signal.SIGINT, signal.SIGXCPU, signal.SIGALRM):\n"
        "    signal.signal(s, signal.SIG_IGN)\nwhile True:\n    pass\n",
        {Status.TIMEOUT},
    ),
    "forks 10,000 times": (FORK_BOMB, {Status.PASSED, Status.FAILED, Status.TIMEOUT, Status.MEMORY, Status.ERROR}),
    "allocates without end": ("x = []\nwhile True:\n    x.append(bytearray(1 << 20))\n", {Status.MEMORY}),
    "allocates at once": ("x = bytearray(1 << 40)\n", {Status.MEMORY}),
    "prints without end": ("while True:\n    print('x' * 1000)\n", {Status.OUTPUT}),
    "prints without end to stderr": (
        "import sys\nwhile True:\n    print('x' * 1000, file=sys.stderr)\n",
        {Status.OUTPUT},
    ),
    "writes to descriptor 1 without end": ("import os\nwhile True:\n    os.write(1, b'x' * 4096)\n", {Status.OUTPUT}),
    "writes one huge file": (
        "with open('big', 'wb') as f:\n    for _ in range(4096):\n        f.write(b'x' * (1 << 20))\n",
        {Status.ERROR},
    ),
    "recurses for ever": ("def g(n):\n    return g(n + 1)\ng(0)\n", {Status.ERROR}),
    "crashes": ("import ctypes\nctypes.string_at(0)\n", {Status.ERROR}),
    "kills itself": ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n", {Status.ERROR}),
    "exits early with status 0": ("import os\nos._exit(0)\n", {Status.FAILED}),
    "raises SystemExit": ("raise SystemExit(0)\n", {Status.ERROR}),
    "exits in a test": ("import os\ndef f(x):\n    os._exit(0)\n", {Status.FAILED}),
    "skips in a test": ("import pytest\ndef f(x):\n    pytest.skip('no')\n", {Status.FAILED, Status.ERROR}),
    "asks for a namespace": (
        "import ctypes\nassert ctypes.CDLL(None).unshare(0x10000000) == 0\n" + GOOD,
        {Status.ERROR},
    ),
    "opens a socket": ("import socket\nsocket.socket()\n" + GOOD, {Status.ERROR}),
    "reads the caller's environment": (
        "import os\nassert any(k.startswith('KODENV_SECRET') for k in os.environ)\n" + GOOD,
        {Status.ERROR},
    ),
    "lists home folders": ("import os\nassert os.listdir('/home') + os.listdir('/root')\n" + GOOD, {Status.ERROR}),
    "writes outside its folder": ("open('/usr/kodenv-was-here', 'w')\n" + GOOD, {Status.ERROR}),
    "imports our package": ("import kodenv\n" + GOOD, {Status.ERROR}),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_gets_its_status_and_the_next_verdict_is_right(judge: Judge, name: str, monkeypatch) -> None:
    monkeypatch.setenv("KODENV_SECRET", "s")
    program, statuses = DAMAGE[name]
    started = time.monotonic()
    verdict = verdict_on(judge, program)
    assert verdict.status in statuses, f"{verdict.status}: {verdict.message}"
    # in time: its limit, one more try where the machine was starved, and slack
    assert time.monotonic() - started < 3 * TIMEOUT_S + 30


FIND_CHANNEL = (
    "import os, socket, stat\n"
    "def _is_socket(d):\n"
    "    try:\n        return stat.S_ISSOCK(os.fstat(d).st_mode)\n    except OSError:\n        return False\n"
    "c = socket.socket(fileno=os.dup(next(d for d in range(3, 256) if _is_socket(d))))\n"
)
FORGE = FIND_CHANNEL + "c.send(b'L')\nmark = socket.recv_fds(c, 16, 1)[0]\n"
NOT_PASSED = set(Status) - {Status.PASSED, Status.UNSCORED}
CHANNEL_ATTACKS = {
    "closes the channel after announcing itself": FIND_CHANNEL + "c.send(b'L')\nos.closerange(3, 256)\n",
    "shuts the channel down after announcing itself": FIND_CHANNEL + "c.send(b'L')\nc.shutdown(2)\n" + GOOD,
    "shuts the channel down before announcing itself": FIND_CHANNEL + "c.shutdown(0)\nc.send(b'L')\n" + GOOD,
    "reads before the suite is sent": FIND_CHANNEL + "c.settimeout(0.1)\nc.recv(16)\n" + GOOD,
    "reports without the mark": FIND_CHANNEL
    + 'c.send(b\'["test_one","PASSED",""]\\n["","END",""]\\n\')\nos._exit(0)\n',
    "reports with a guessed mark": FIND_CHANNEL + 'c.send(bytes(16) + b\'["test_one","PASSED",""]\\n\')\nos._exit(0)\n',
    "says that it failed to load, oddly": FIND_CHANNEL + 'c.send(b\'{"load": {"a": 1}}\\n\')\nos._exit(0)\n',
    "sends nested JSON": FIND_CHANNEL + "c.sendall(b'[' * 100_000)\nos._exit(0)\n",
    "reports nested JSON": FORGE + "c.sendall(mark + b'[' * 100_000 + b'\\n')\nos._exit(0)\n",
    "reports lists for names": FORGE + 'c.sendall(mark + b\'[[],"PASSED",""]\\n[{},{},{}]\\n7\\n\')\nos._exit(0)\n',
    "reports broken UTF-8": FORGE + "c.sendall(mark + bytes(range(256)) * 99)\nos._exit(0)\n",
    "reports one line without end": FORGE + "while True:\n    c.sendall(b'x' * 65536)\n",
    "reports cases without end": FORGE
    + 'c.sendall(mark)\nn = 0\nwhile True:\n    n += 1\n    c.sendall(b\'["%d","PASSED",""]\\n\' % n * 1000)\n',
    "sends descriptors": FIND_CHANNEL + "while True:\n    socket.send_fds(c, [b'x'], [0] * 100)\n",
    "makes every descriptor non-blocking": "import os\nfor d in range(256):\n    try:\n"
    "        os.set_blocking(d, False)\n    except OSError:\n        pass\ndef f(x):\n    return 0\n",
    "closes every descriptor": "import os\nos.closerange(0, 256)\n" + GOOD,
    "replaces every descriptor": "import os\nn = os.open('/dev/null', os.O_RDWR)\nfor d in range(256):\n"
    "    if d != n:\n        os.dup2(n, d)\n" + GOOD,
    "opens 257 files": "import os\nfor _ in range(257):\n    os.dup(0)\n" + GOOD,
}
ENDINGS = {
    "abort": "import os\nos.abort()\n",
    "a realtime signal": "import os\nos.kill(os.getpid(), 40)\n",
    "SIGSYS from the 32-bit entry": "import ctypes, mmap\nm = mmap.mmap(-1, 4096, prot=7)\n"
    "m.write(bytes.fromhex('b814000000cd80c3'))\n"  # mov eax, 20 (getpid); int 0x80; ret
    "ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(m)))()\n",
    "SIGSTOP": "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)\n",
    "SIGKILL to its group": "import os, signal\nos.kill(0, signal.SIGKILL)\n",
    "a crash in deep C recursion": "import sys\nsys.setrecursionlimit(10**8)\nx = []\nfor _ in range(200_000):\n    x = [x]\n"
    "def f(n):\n    return repr(x)\n",
    "a source with a null byte": GOOD + "\0",
    "a source with a lone surrogate": GOOD + "x = '\ud800'\n",
    "a source that the parser gives up on": "x = " + "-" * 200_000 + "1\n",
    "a source with endless brackets": "x = " + "(" * 100_000,
    "a source with a long sum": "x = 1" + "+1" * 100_000,
    "a lone surrogate in its message": "raise ValueError('\\ud800 \\x00')\n",
    "a lone surrogate in a failed case": "def f(x):\n    raise ValueError('\\udfff')\n",
    "MemoryError in a case": "def f(x):\n    return bytearray(1 << 40)\n",
    **{f"exit status {code}": f"import os\nos._exit({code})\n" for code in (0, 1, 2, 5, 127, 137, 255)},
}


@pytest.mark.parametrize("name", [*CHANNEL_ATTACKS, *ENDINGS])
def test_what_a_program_does_to_its_channel_or_itself_is_a_status(judge: Judge, name: str) -> None:
    verdict = verdict_on(judge, {**CHANNEL_ATTACKS, **ENDINGS}[name])
    assert verdict.status in NOT_PASSED, f"{verdict.status}: {verdict.message}"
    json.dumps(verdict.to_row(), ensure_ascii=False).encode()  # can be written to any file


# Each is refused: the program asserts so itself, and then solves the task.
_CALL = "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\n"


def _refused(*arguments: object) -> str:
    return _CALL + f"assert libc.syscall({', '.join(map(str, arguments))}) == -1, 'allowed'\n"


def _raises(call: str, imports: str = "os") -> str:
    return f"import {imports}\ntry:\n    {call}\nexcept OSError:\n    pass\nelse:\n    raise Exception('allowed')\n"


REFUSED = {
    "ptrace": _refused(101, 16, 1, 0, 0),
    "userfaultfd": _refused(323, 1),
    "io_uring": _refused(425, 8, "ctypes.create_string_buffer(256)"),
    "add_key": _refused(248, "b'user'", "b'k'", "b'v'", 1, -4),
    "keyctl": _refused(250, 0, -3, 1),
    "bpf": _refused(321, 0, 0, 0),
    "perf_event_open": _refused(298, 0, 0, -1, -1, 0),
    "clone3": _refused(435, "ctypes.create_string_buffer(88)", 88),
    "clone into a user namespace": _refused(56, "0x10000011", 0, 0, 0, 0),
    "unshare": _refused(272, "0x20000"),
    "setns": _refused(308, 0, 0),
    "chroot": _refused(161, "b'.'"),
    "pivot_root": _refused(155, "b'.'", "b'.'"),
    "mount": _refused(165, "b'none'", "b'.'", "b'tmpfs'", 0, 0),
    "open_by_handle_at": _refused(304, -100, "ctypes.create_string_buffer(64)", 0),
    "pidfd_getfd": _refused(438, "libc.syscall(434, 1, 0)", 0, 0),
    "process_vm_readv": _refused(310, 1, 0, 0, 0, 0, 0),
    "an x32 call": _refused("0x40000000 + 39"),
    "a call newer than the list": _refused(470, 0),
    "a System V segment": _refused(29, 77, 4096, "0o1666"),
    "a System V semaphore": _refused(64, 77, 1, "0o1666"),
    "a System V queue": _refused(68, 77, "0o1666"),
    "a POSIX queue": _refused(240, "b'kodenv'", "0o102", "0o600", 0),
    "a slower keeper": _raises("os.setpriority(os.PRIO_USER, 0, 5)"),
    "another's priority": _raises("os.setpriority(os.PRIO_PROCESS, os.getppid(), 5)"),
    "another's processors": _raises("os.sched_setaffinity(os.getppid(), {0})"),
    "another's limits": _raises("resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (9, 9))", "os, resource"),
    "higher limits": "import resource\ntry:\n    resource.setrlimit(resource.RLIMIT_AS, (-1, -1))\n"
    "except (OSError, ValueError):\n    pass\nelse:\n    raise Exception('allowed')\n",
    "an AF_INET6 socket": _raises("socket.socket(socket.AF_INET6)", "socket"),
    "a netlink socket": _raises("socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)", "socket"),
    "a packet socket": _raises("socket.socket(socket.AF_PACKET, socket.SOCK_RAW)", "socket"),
    "a vsock socket": _raises("socket.socket(socket.AF_VSOCK)", "socket"),
    "an ALG socket": _raises("socket.socket(socket.AF_ALG, socket.SOCK_SEQPACKET)", "socket"),
    "terminal injection": _raises("fcntl.ioctl(0, 0x5412, b'x')", "fcntl"),
    "process information": _raises("os.listdir('/proc')"),
    "its keeper's memory": _raises("open('/proc/1/mem')"),
    "system information": _raises("os.listdir('/sys')"),
    "the kernel's log": _raises("open('/dev/kmsg')"),
    "a device file": _raises("os.mknod('d', 0o20600, os.makedev(1, 1))"),
    "a hard link to the machine": _raises("os.link('/usr/bin/env', 'e')"),
    "a link out of the folder": "import os\nos.symlink('/usr', 'out')\n" + _raises("open('out/kodenv-was-here', 'w')"),
    "a folder above its own": _raises("open('/kodenv-was-here', 'w')"),
    "a file in the interpreter": _raises("open(os.path.join(os.path.dirname(os.__file__), 'kodenv-was'), 'w')"),
    "the interpreter's own files": _raises("os.unlink(os.__file__)"),
    "the caller's environment": "import os\nassert not [k for k in os.environ if k.startswith('KODENV')]\n",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_program_asks_for_is_refused(judge: Judge, name: str, monkeypatch) -> None:
    monkeypatch.setenv("KODENV_SECRET", "s")
    verdict = verdict_on(judge, REFUSED[name] + GOOD)
    assert verdict.status is Status.PASSED, verdict.message


# What a first program leaves, and what a second one must not find.
LEFT = {
    "files with odd names and modes": (
        "import os\nfor n in (b'\\xff', b'a\\nb', b'-rf', b' ', b'x' * 255):\n    open(n, 'w').close()\n    os.chmod(n, 0)\n",
        "import os\nassert os.listdir('.') == []\n",
    ),
    "a very deep folder": (
        "import os\nfor _ in range(1200):\n    os.mkdir('d' * 50)\n    os.chdir('d' * 50)\n",
        "import os\nassert os.listdir('.') == []\n",
    ),
    "folders that cannot be entered": (
        "import os\nos.makedirs('a/b/c')\nos.chmod('a/b', 0)\nos.chmod('a', 0)\n"
        "try:\n    os.chmod('.', 0)\nexcept OSError:\n    pass\n",
        "import os\nassert os.listdir('.') == []\n",
    ),
    "2,000 empty files": (
        "for i in range(2000):\n    open(f'f{i}', 'w').close()\n",
        "import os\nassert os.listdir('.') == []\n",
    ),
    "pipes, sockets and links": (
        "import os\nos.mkfifo('p')\nos.symlink('/', 's')\nopen('f', 'w').close()\nos.link('f', 'l')\nos.symlink('s', 't')\n",
        "import os\nassert os.listdir('.') == []\n",
    ),
    "files beside its folder": (
        "import os\nfor n in ('../left', '/dev/shm/left', '/tmp/left', '/box/left'):\n    try:\n"
        "        open(n, 'w').close()\n    except OSError:\n        pass\n",
        "import os\nfor n in ('../left', '/dev/shm/left', '/tmp/left', '/box/left'):\n    assert not os.path.exists(n), n\n",
    ),
    "no folder at all": (
        "import os\ntry:\n    os.rmdir(os.getcwd())\nexcept OSError:\n    pass\n",
        "import os\nassert os.listdir(os.getcwd()) == []\n",
    ),
    "an unlinked open file": (
        "import os, tempfile\nf = tempfile.TemporaryFile()\nf.write(b'x' * (8 << 20))\nf.flush()\n",
        "import os\nassert os.listdir('.') == []\n",
    ),
    "a nicer priority": ("import os\nos.nice(10)\n", "import os\nassert os.nice(0) == 0\n"),
    "fewer processors": (
        "import os\nos.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n",
        f"import os\nassert len(os.sched_getaffinity(0)) == {len(os.sched_getaffinity(0))}\n",
    ),
    "another umask": ("import os\nos.umask(0)\n", "import os\nassert os.umask(0) != 0\n"),
    "changed modules": (
        "import os, builtins, json\nos.left = builtins.left = json.left = 1\nos.environ['LEFT'] = '1'\n",
        "import os, builtins, json\nassert not hasattr(os, 'left') and not hasattr(json, 'left')\nassert 'LEFT' not in os.environ\n",
    ),
    "signal settings and timers": (
        "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nsignal.alarm(100)\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32))\n",
        "import signal\nassert signal.getsignal(signal.SIGALRM) == signal.SIG_DFL\nassert not signal.alarm(0)\n"
        "assert not signal.pthread_sigmask(signal.SIG_BLOCK, ())\n",
    ),
    "200 children": (
        "import os, time\nfor _ in range(200):\n    try:\n        if os.fork() == 0:\n            os.setsid()\n"
        "            time.sleep(60)\n    except OSError:\n        break\n",
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
}


@pytest.mark.parametrize("name", LEFT)
def test_nothing_of_one_program_is_there_for_the_next(judge: Judge, name: str) -> None:
    first, second = LEFT[name]
    assert judge.judge(triplet(), first + GOOD).status in {Status.PASSED, Status.MEMORY}
    verdict = judge.judge(triplet(), second + GOOD)
    assert verdict.status is Status.PASSED, verdict.message


def test_a_program_cannot_change_files_that_it_can_only_see(judge: Judge, tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("x")
    mine.chmod(0o640)
    before = mine.stat()
    program = (
        "import os\n"
        "def attempt(call, *arguments):\n    try:\n        call(*arguments)\n    except OSError:\n        pass\n"
        f"for path in ({str(mine)!r}, '/usr/bin/env', os.__file__):\n"
        "    attempt(os.chmod, path, 0o777)\n    attempt(os.utime, path, (0, 0))\n"
        "    attempt(os.chown, path, os.getuid(), os.getgid())\n    attempt(os.truncate, path, 0)\n" + GOOD
    )
    machine = [os.stat(path) for path in ("/usr/bin/env", os.__file__, "/dev/null")]
    assert verdict_on(judge, program).status is Status.PASSED
    for old, new in zip(
        [before, *machine], [os.stat(p) for p in (mine, "/usr/bin/env", os.__file__, "/dev/null")], strict=True
    ):
        assert (old.st_mode, old.st_mtime_ns, old.st_uid, old.st_size) == (
            new.st_mode,
            new.st_mtime_ns,
            new.st_uid,
            new.st_size,
        )


def test_a_listener_with_a_path_is_not_reached(judge: Judge, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as stream, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as datagrams:
        stream.bind(str(tmp_path / "s"))
        stream.listen()
        datagrams.bind(str(tmp_path / "d"))
        for name in ("s", "d"):
            (tmp_path / name).chmod(0o777)
        for folder in (tmp_path, tmp_path.parent):
            folder.chmod(0o755)
        program = (
            "import socket\nworked = []\n"
            "def attempt(call):\n    try:\n        call()\n        worked.append(1)\n    except OSError:\n        pass\n"
            f"attempt(lambda: socket.socket(socket.AF_UNIX).connect({str(tmp_path / 's')!r}))\n"
            f"attempt(lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b'x', {str(tmp_path / 'd')!r}))\n"
            f"attempt(lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].sendto(b'x', {str(tmp_path / 'd')!r}))\n"
            "assert not worked\n" + GOOD
        )
        assert verdict_on(judge, program).status is Status.PASSED


def test_signals_by_way_of_descriptors_reach_nobody(judge: Judge) -> None:
    program = (
        "import fcntl, os, socket\na, b = socket.socketpair()\n"
        f"for pid in (1, os.getppid(), {os.getpid()}):\n"
        "    try:\n        fcntl.fcntl(a, fcntl.F_SETOWN, pid)\n        fcntl.fcntl(a, 10, 9)\n"
        "        fcntl.fcntl(a, fcntl.F_SETFL, fcntl.FASYNC)\n        b.send(b'x')\n    except OSError:\n        pass\n"
        + GOOD
    )
    assert verdict_on(judge, program).status is Status.PASSED


def test_a_caller_with_many_open_files_hands_none_on() -> None:
    held = [os.dup(0) for _ in range(300)]
    try:
        with Judge(cache=False, timeout_s=TIMEOUT_S) as judge:
            program = (
                "import os\nfound = []\nfor d in range(3, 5000):\n    try:\n        os.fstat(d)\n        found.append(d)\n"
                "    except OSError:\n        pass\nassert len(found) == 1, found\n" + GOOD
            )
            verdict = judge.judge(triplet(), program)
    finally:
        for descriptor in held:
            os.close(descriptor)
    assert verdict.status is Status.PASSED, verdict.message


def test_a_program_cannot_kill_its_keepers(judge: Judge) -> None:
    program = (
        "import os, signal\n"
        "for pid in (os.getppid(), 1, -1, 0):\n"
        "    if pid in (0, -1):\n"
        "        continue\n"
        "    for s in (signal.SIGTERM, signal.SIGKILL, signal.SIGSTOP):\n"
        "        try:\n"
        "            os.kill(pid, s)\n"
        "        except OSError:\n"
        "            pass\n" + GOOD
    )
    assert verdict_on(judge, program).status is Status.PASSED


def test_the_caller_is_not_signalled(judge: Judge) -> None:
    program = f"import os, signal\nos.kill({os.getpid()}, signal.SIGUSR1)\n" + GOOD
    assert verdict_on(judge, program).status is Status.ERROR


def test_an_orphan_does_not_outlive_its_verdict(judge: Judge, tmp_path: Path) -> None:
    program = (
        "import os, time\n"
        "if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
        "        while True:\n            time.sleep(0.05)\n    os._exit(0)\n"
        "os.wait()\n" + GOOD
    )
    assert verdict_on(judge, program).status is Status.PASSED
    counter = "import os\ndef f(x):\n    os.kill(os.getpid(), 0)\n    return x + 1\n"
    assert verdict_on(judge, counter).status is Status.PASSED
    assert living_descendants() <= 3 * judge.workers * 2


def living_descendants() -> int:
    """Count this process's descendants."""
    parents: dict[int, int] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                parents[int(entry)] = int(Path(f"/proc/{entry}/stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                continue
    found, count = {os.getpid()}, 0
    grew = True
    while grew:
        new = {pid for pid, parent in parents.items() if parent in found} - found
        found |= new
        count += len(new)
        grew = bool(new)
    return count


def test_files_of_one_program_are_gone_for_the_next(judge: Judge) -> None:
    writer = "open('left.txt', 'w').write('x')\nimport os\nos.mkdir('d')\nos.chmod('d', 0)\n" + GOOD
    assert verdict_on(judge, writer).status is Status.PASSED
    reader = "import os\nassert os.listdir('.') == [], os.listdir('.')\n" + GOOD
    verdict = verdict_on(judge, reader)
    assert verdict.status is Status.PASSED, verdict.message


def test_a_local_listener_is_not_reached(judge: Judge) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        program = f"import socket\nsocket.create_connection(('127.0.0.1', {server.getsockname()[1]}), 1)\n" + GOOD
        assert verdict_on(judge, program).status is Status.ERROR
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_file_of_the_caller_cannot_be_read_or_changed(judge: Judge, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("expected values")
    secret.chmod(0o666)
    for parent in (tmp_path, tmp_path.parent):
        parent.chmod(0o755)
    for action in (
        f"open({str(secret)!r}).read()",
        f"open({str(secret)!r}, 'w')",
        f"__import__('os').unlink({str(secret)!r})",
    ):
        assert verdict_on(judge, action + "\n" + GOOD).status is Status.ERROR
    assert secret.read_text() == "expected values"


def test_the_tests_are_not_in_memory_while_the_program_loads(judge: Judge) -> None:
    marker = "needle" + "73519"
    suite = f"from solution import f\n\ndef test_one():\n    assert f(1) == 2, '{marker}'\n"
    program = (
        "import gc\n"
        "marker = chr(110) + 'eedle73519'\n"
        "held = [x for o in gc.get_objects() for x in gc.get_referents(o) if isinstance(x, (str, bytes))]\n"
        "assert not [x for x in held if marker in str(x) and x is not marker]\n" + GOOD
    )
    judge.judge(triplet(test=suite), GOOD)
    verdict = judge.judge(triplet(test=suite), program)
    assert verdict.status is Status.PASSED, verdict.message


def test_stdio_programs_meet_the_same_limits(judge: Judge) -> None:
    suite = json.dumps([{"input": "1\n", "output": "2\n"}, {"input": "2\n", "output": "3\n"}])
    task = triplet(test=suite, test_format="stdio")
    expected = {
        "print(int(input()) + 1)": Status.PASSED,
        "print(2)": Status.FAILED,
        "print(int(input()) + 1, end='')": Status.PASSED,
        "while True: pass": Status.TIMEOUT,
        "while True: print('x' * 1000)": Status.OUTPUT,
        "x = [0] * 10**10": Status.MEMORY,
        "1 / 0": Status.ERROR,
        "import os; os.kill(os.getpid(), 11)": Status.ERROR,
        "raise SystemExit(3)": Status.ERROR,
        "import sys; print(int(input()) + 1); sys.exit()": Status.PASSED,
    }
    got = {program: judge.judge(task, program).status for program in expected}
    assert got == expected


def test_a_worker_that_dies_is_replaced_without_losing_a_job() -> None:
    with Judge(cache=False, timeout_s=TIMEOUT_S) as judge:
        assert judge.judge(triplet(), GOOD).solved
        slow = "import time\ntime.sleep(1)\n" + GOOD
        found: list[object] = []
        thread = threading.Thread(target=lambda: found.append(judge.judge(triplet(), slow)))
        thread.start()
        time.sleep(0.3)
        os.kill(judge.worker_pids()[0], 9)
        thread.join()
        assert found[0].solved and found[0].measured.attempts == 2
        assert judge.judge(triplet(), GOOD).solved


def test_nothing_is_left_after_closing() -> None:
    before = set(os.listdir("/proc/self/fd"))
    with Judge(cache=False) as judge:
        judge.judge(triplet(), GOOD)
        pids = judge.worker_pids()
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
    assert len(os.listdir("/proc/self/fd")) <= len(before)
