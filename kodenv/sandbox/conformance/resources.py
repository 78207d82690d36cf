"""A program is stopped at its limits."""

from kodenv.records import Status
from kodenv.sandbox.conformance.check import NOT_PASSED, PASSED, QUICK_TASK, THEIRS, Check, checks_of

_FAMILY = "resources"
_TIME = {
    "runs for ever": """
        import time
        end = time.monotonic() + 60
        while time.monotonic() < end:
            pass
        """,
    "sleeps for ever": """
        import time
        time.sleep(60)
        """,
    "runs for ever in one call": """
        sum(range(3 * 10**9))
        """,
    "runs for ever in a case": """
        import time
        def f(x):
            end = time.monotonic() + 60
            while time.monotonic() < end:
                pass
            return x + 1
        """,
    "sleeps for ever in a case": """
        import time
        def f(x):
            time.sleep(60)
            return x + 1
        """,
    "swallows every exception for ever": """
        import time
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                while time.monotonic() < end:
                    pass
            except BaseException:
                pass
        """,
    "ignores every signal that can be ignored": """
        import signal, time
        for number in range(1, 65):
            try:
                signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError):
                pass
        end = time.monotonic() + 60
        while time.monotonic() < end:
            pass
        """,
    "waits for children that run for ever": """
        import os, time
        end = time.monotonic() + 60
        for _ in range(2):
            if os.fork() == 0:
                while time.monotonic() < end:
                    pass
                os._exit(0)
        for _ in range(2):
            os.wait()
        """,
    "stops itself": """
        import os, signal
        os.kill(os.getpid(), signal.SIGSTOP)
        """,
}
_MEMORY = {
    "allocates without end": """
        x = []
        for _ in range(4096):
            x.append(bytearray(1 << 20))
        """,
    "allocates at once": """
        x = bytearray(1 << 40)
        """,
}
_MEMORY_IN_A_CASE = {
    "allocates at once in a case": """
        def f(x):
            return len(bytearray(1 << 40)) and x + 1
        """,
    "allocates without end in a case": """
        def f(x):
            kept = [bytearray(1 << 20) for _ in range(4096)]
            return x + 1
        """,
}
_MEMORY_OF_ALL = {
    "allocates in its children": """
        import os, time
        for _ in range(8):
            if os.fork() == 0:
                x = bytearray(b'x') * (100 << 20)
                time.sleep(2)
                os._exit(0)
        for _ in range(8):
            if os.wait()[1]:
                raise MemoryError
        """,
    "allocates behind descriptors": """
        import os
        for n in range(24):
            m = os.memfd_create('m')
            for _ in range(32):
                os.write(m, b'x' * (1 << 20))
        """,
}
_OUTPUT = {
    "prints without end": """
        for _ in range(1 << 18):
            print('x' * 1000)
        """,
    "prints without end to stderr": """
        import sys
        for _ in range(1 << 18):
            print('x' * 1000, file=sys.stderr)
        """,
    "writes to descriptor 1 without end": """
        import os
        for _ in range(1 << 16):
            os.write(1, b'x' * 4096)
        """,
    "prints without end in a case": """
        def f(x):
            for _ in range(1 << 18):
                print('x' * 1000)
            return x + 1
        """,
    "prints without end in a child": """
        import os
        if os.fork() == 0:
            for _ in range(1 << 16):
                os.write(1, b'x' * 4096)
            os._exit(0)
        os.wait()
        """,
}
_FILE_SIZE = {
    "writes one huge file": """
        with open('big', 'wb') as file:
            for _ in range(256):
                file.write(b'x' * (1 << 20))
        """,
    "makes one huge sparse file": """
        with open('big', 'wb') as file:
            file.truncate(1 << 40)
        """,
}
_DISK = {
    "fills the disk": """
        import os
        written = 0
        try:
            for n in range(24):
                with open(f'f{n}', 'wb') as file:
                    for _ in range(32):
                        written += os.write(file.fileno(), bytes(1 << 20))
        except OSError:
            pass
        assert written < 600 << 20, 'allowed'
        """,
    "fills the disk with unlinked files": """
        import os
        written, kept = 0, []
        try:
            for n in range(24):
                kept.append(open('f', 'wb'))
                os.unlink('f')
                for _ in range(32):
                    written += os.write(kept[-1].fileno(), bytes(1 << 20))
        except OSError:
            pass
        assert written < 600 << 20, 'allowed'
        """,
}
_FILES = {
    "makes 20,000 files": """
        made = 0
        try:
            for made in range(20_000):
                open(f'f{made}', 'w').close()
        except OSError:
            pass
        assert made < 19_999, 'allowed'
        """,
    "makes 20,000 folders in each other's place": """
        import os
        made = 0
        try:
            for made in range(20_000):
                os.mkdir(f'd{made}')
        except OSError:
            pass
        assert made < 19_999, 'allowed'
        """,
}
_COUNTS = {
    "forks 200 times": """
        import os, time
        made = 0
        try:
            for made in range(200):
                if os.fork() == 0:
                    time.sleep(20)
                    os._exit(0)
        except OSError:
            pass
        assert made < 199, 'allowed'
        """,
    "starts 200 threads": """
        import threading, time
        made = 0
        try:
            for made in range(200):
                threading.Thread(target=time.sleep, args=(20,), daemon=True).start()
        except RuntimeError:
            pass
        assert made < 199, 'allowed'
        """,
    "opens 1,000 files": """
        import os
        made = []
        try:
            for _ in range(1000):
                made.append(os.dup(0))
        except OSError:
            pass
        for descriptor in made:
            os.close(descriptor)
        assert len(made) < 999, 'allowed'
        """,
}
_FORK_TREE = {
    "forks in every child": """
        import os
        for _ in range(7):
            try:
                os.fork()
            except OSError:
                break
        """,
}
_OWN_LIMITS = {
    "raises its own limits": """
        import resource
        for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_NPROC, resource.RLIMIT_FSIZE,
                     resource.RLIMIT_NOFILE, resource.RLIMIT_CORE, resource.RLIMIT_STACK):
            hard = resource.getrlimit(kind)[1]
            assert hard != resource.RLIM_INFINITY, kind
            try:
                resource.setrlimit(kind, (hard + 1, hard + 1))
            except (OSError, ValueError):
                continue
            raise Exception('allowed')
        """,
}

CHECKS: tuple[Check, ...] = (
    *checks_of(
        _FAMILY, "a program is ended at its wall or processor time", _TIME, {Status.TIMEOUT}, triplet=QUICK_TASK
    ),
    *checks_of(_FAMILY, "a program is ended at its memory", _MEMORY, {Status.MEMORY}),
    *checks_of(_FAMILY, "a program is ended at its memory", _MEMORY_IN_A_CASE, NOT_PASSED),
    *checks_of(_FAMILY, "its processes share one memory limit", _MEMORY_OF_ALL, {Status.MEMORY}, needs=("cgroup",)),
    *checks_of(_FAMILY, "a program is ended at its output", _OUTPUT, {Status.OUTPUT}),
    *checks_of(_FAMILY, "the size of a file is limited", _FILE_SIZE, {Status.ERROR}),
    *checks_of(_FAMILY, "scratch space is limited", _DISK, {Status.PASSED, Status.MEMORY}, needs=("mount_namespace",)),
    *checks_of(_FAMILY, "the number of files is limited", _FILES, needs=("mount_namespace",)),
    *checks_of(_FAMILY, "the number of processes, threads and open files is limited", _COUNTS, PASSED),
    *checks_of(_FAMILY, "the number of processes is limited", _FORK_TREE, THEIRS, triplet=QUICK_TASK),
    *checks_of(_FAMILY, "a program cannot raise its limits", _OWN_LIMITS),
)
