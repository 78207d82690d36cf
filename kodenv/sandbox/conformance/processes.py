"""A program signals nobody outside, and nothing of it outlives its verdict."""

from kodenv.sandbox.conformance.check import THEIRS, Check, checks_of, text
from kodenv.sandbox.conformance.outside import Decoy, Traces

_FAMILY = "processes"
_NAMED = """
import ctypes, os, time
def named():
    ctypes.CDLL(None).prctl(15, b'@MARK@', 0, 0, 0)
def waits(seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(0.05)
    os._exit(0)
"""
_SIGNALS = {
    "signals the caller": """
        import os
        for pid in (@CALLER@, @DECOY@):
            try:
                os.kill(pid, 0)
            except OSError:
                continue
            assert pid == os.getpid(), 'allowed'
        """,
    "kills a process outside": """
        import os, signal
        if os.getpid() != @DECOY@:
            for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGURG, signal.SIGSTOP):
                try:
                    os.kill(@DECOY@, number)
                except OSError:
                    continue
                raise Exception('allowed')
        """,
    "signals a process outside by other calls": """
        import ctypes, os, signal
        libc = ctypes.CDLL(None)
        try:
            signal.pidfd_send_signal(os.pidfd_open(@DECOY@), signal.SIGURG)
        except OSError:
            pass
        if os.getpid() != @DECOY@:
            assert libc.syscall(200, @DECOY@, signal.SIGURG) == -1
            assert libc.syscall(234, @DECOY@, @DECOY@, signal.SIGURG) == -1
            assert libc.syscall(129, @DECOY@, signal.SIGURG, ctypes.create_string_buffer(128)) == -1
        """,
    "signals everybody at once": """
        import os, signal
        for whom in (-1, -@DECOY@, -@CALLER@, 0):
            try:
                os.kill(whom, signal.SIGURG)
            except OSError:
                pass
        """,
    "signals by way of descriptors": """
        import fcntl, os, signal, socket
        a, b = socket.socketpair()
        for pid in (os.getppid(), @DECOY@, -@DECOY@):
            for number in (signal.SIGKILL, signal.SIGURG):
                try:
                    fcntl.fcntl(a, fcntl.F_SETOWN, pid)
                    fcntl.fcntl(a, 10, number)
                    fcntl.fcntl(a, fcntl.F_SETFL, fcntl.FASYNC)
                    b.send(b'x')
                except OSError:
                    pass
        """,
    "kills its keeper": """
        import os, signal
        for number in (signal.SIGTERM, signal.SIGSTOP, signal.SIGKILL):
            try:
                os.kill(os.getppid(), number)
            except OSError:
                pass
        """,
    "asks to be told of a stranger's death": """
        import os
        try:
            os.waitpid(@DECOY@, os.WNOHANG)
        except OSError:
            pass
        """,
}
_BESIDE = {
    "kills whatever runs beside it": """
        import os, signal
        if os.getppid() == 1:
            for pid in range(2, 40_000):
                if pid != os.getpid():
                    try:
                        os.kill(pid, signal.SIGKILL)
                    except OSError:
                        pass
        """,
    "kills all at once where that is all its own": """
        import os, signal
        if os.getppid() == 1:
            os.kill(-1, signal.SIGKILL)
        """,
}
_LEFT = {
    "leaves a daemon": """
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                named()
                waits()
            os._exit(0)
        os.wait()
        """,
    "leaves a child that ignores signals": """
        import signal
        ready, go = os.pipe()
        if os.fork() == 0:
            named()
            for number in range(1, 65):
                try:
                    signal.signal(number, signal.SIG_IGN)
                except (OSError, ValueError):
                    pass
            os.write(go, b'x')
            waits()
        os.read(ready, 1)
        """,
    "leaves a child that is stopped": """
        import signal
        pid = os.fork()
        if pid == 0:
            named()
            os.kill(os.getpid(), signal.SIGSTOP)
            waits()
        os.waitpid(pid, os.WUNTRACED)
        """,
    "leaves a child of another name that holds its output": """
        import subprocess, sys
        code = "import ctypes, time; ctypes.CDLL(None).prctl(15, b'@MARK@', 0, 0, 0); print(1); time.sleep(30)"
        subprocess.Popen([sys.executable, '-S', '-c', code], start_new_session=True)
        """,
    "leaves a family of 40, each in its own session": """
        named()
        for _ in range(40):
            if os.fork() == 0:
                os.setsid()
                waits()
        """,
    "leaves processes that fork and end in turn": """
        for _ in range(4):
            if os.fork() == 0:
                named()
                end = time.monotonic() + 5
                while time.monotonic() < end:
                    if os.fork():
                        os._exit(0)
                    os.setsid()
                os._exit(0)
        """,
    "leaves threads of a child": """
        import threading
        if os.fork() == 0:
            named()
            for _ in range(8):
                threading.Thread(target=waits).start()
            waits()
        """,
    "ends before its children": """
        named()
        for _ in range(8):
            if os.fork() == 0:
                waits()
        os._exit(0)
        """,
    "is killed before its children": """
        import signal
        named()
        for _ in range(8):
            if os.fork() == 0:
                waits()
        os.kill(os.getpid(), signal.SIGKILL)
        """,
}
_STAYS_QUIET = "a program signals no process but its own"
_ENDS = "every process of a program has ended when its verdict is given"

CHECKS: tuple[Check, ...] = (
    *checks_of(_FAMILY, _STAYS_QUIET, _SIGNALS, outside=Decoy),
    *checks_of(_FAMILY, _STAYS_QUIET, _BESIDE, THEIRS, outside=Decoy),
    *checks_of(
        _FAMILY, _ENDS, {name: _NAMED.lstrip() + text(body) for name, body in _LEFT.items()}, THEIRS, outside=Traces
    ),
)
