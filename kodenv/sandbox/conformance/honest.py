"""Honest programs that use the machine as programs may: each is PASSED."""

from kodenv.sandbox.conformance.check import ROOMY_TASK, Check, checks_of

_ANYWHERE = {
    "prints a lot": """
        for i in range(40_000):
            print('x' * 100)
        """,
    "prints to stderr": """
        import sys
        for i in range(40_000):
            print('x' * 100, file=sys.stderr)
        """,
    "prints while its cases run": """
        def f(x):
            print('x' * 2_000_000)
            return x + 1
        """,
    "recurses 10,000 deep": """
        import sys
        sys.setrecursionlimit(20_000)
        def g(n):
            return 0 if n == 0 else 1 + g(n - 1)
        def f(x):
            assert g(10_000) == 10_000
            return x + 1
        """,
    "recurses in a thread of a bigger stack": """
        import sys, threading
        sys.setrecursionlimit(200_000)
        threading.stack_size(256 << 20)
        def f(x):
            out = []
            def g(n):
                return 0 if n == 0 else 1 + g(n - 1)
            t = threading.Thread(target=lambda: out.append(g(50_000)))
            t.start()
            t.join()
            return x + out[0] // 50_000
        """,
    "starts threads": """
        import threading
        def f(x):
            out = []
            ts = [threading.Thread(target=out.append, args=(x + 1,)) for _ in range(30)]
            [t.start() for t in ts]
            [t.join() for t in ts]
            return out[0]
        """,
    "uses a thread pool and much memory": """
        from concurrent.futures import ThreadPoolExecutor
        def f(x):
            with ThreadPoolExecutor(32) as pool:
                sizes = list(pool.map(lambda n: len(bytearray(1 << 20)), range(64)))
            big = bytearray(300 << 20)
            return x + sizes[0] // (1 << 20)
        """,
    "leaves a daemon thread": """
        import threading, time
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
        """,
    "leaves a waiting thread": """
        import threading, time
        threading.Thread(target=time.sleep, args=(0.1,)).start()
        """,
    "reads async subprocesses": """
        import asyncio, sys
        async def g(x):
            code = f'print({x} + 1)'
            p = await asyncio.create_subprocess_exec(sys.executable, '-c', code, stdout=asyncio.subprocess.PIPE)
            out, _ = await p.communicate()
            return int(out)
        def f(x):
            return asyncio.run(g(x))
        """,
    "uses named temporary files": """
        import tempfile
        def f(x):
            with tempfile.NamedTemporaryFile('w+') as t:
                t.write(str(x))
                t.seek(0)
                return int(t.read()) + 1
        """,
    "uses temporary folders": """
        import os, shutil, tempfile
        def f(x):
            with tempfile.TemporaryDirectory() as d:
                open(d + '/a', 'w').write(str(x))
                shutil.copy(d + '/a', d + '/b')
                shutil.copytree(d, d + '2')
                os.rename(d + '/b', d + '/c')
                return int(open(d + '/c').read()) + 1
        """,
    "writes in its folder and home": """
        import os, pathlib
        pathlib.Path('data/deep').mkdir(parents=True)
        pathlib.Path('data/deep/a.txt').write_text('é', encoding='utf-8')
        pathlib.Path('~/b.txt').expanduser().write_text('x')
        assert pathlib.Path.home().joinpath('b.txt').exists()
        os.remove('data/deep/a.txt')
        """,
    "uses sqlite in memory": """
        import sqlite3
        def f(x):
            return sqlite3.connect(':memory:').execute('select ? + 1', (x,)).fetchone()[0]
        """,
    "uses sqlite in a file": """
        import sqlite3
        d = sqlite3.connect('x.db')
        d.execute('pragma journal_mode=wal')
        d.execute('create table t (a)')
        d.execute('insert into t values (1)')
        d.commit()
        def f(x):
            return x + d.execute('select a from t').fetchone()[0]
        """,
    "uses a socket pair": """
        import socket
        def f(x):
            a, b = socket.socketpair()
            with a, b:
                a.sendall(str(x).encode())
                return int(b.recv(99)) + 1
        """,
    "starts a subprocess": """
        import subprocess, sys
        def f(x):
            command = [sys.executable, '-c', 'print(int(input()) + 1)']
            done = subprocess.run(command, input=str(x), capture_output=True, text=True, check=True)
            return int(done.stdout)
        """,
    "starts a shell": """
        import subprocess
        def f(x):
            return int(subprocess.check_output(f'echo $(({x} + 1))', shell=True))
        """,
    "ends a subprocess": """
        import subprocess, sys
        p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])
        p.terminate()
        assert p.wait() == -15
        """,
    "starts a process": """
        import multiprocessing as m
        def g(x, c):
            c.send(x + 1)
        def f(x):
            a, b = m.Pipe()
            p = m.get_context('fork').Process(target=g, args=(x, b))
            p.start()
            got = a.recv()
            p.join()
            return got
        """,
    "forks and waits": """
        import os
        def f(x):
            pid = os.fork()
            if pid == 0:
                os._exit((x + 1) % 256)
            return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        """,
    "meets the end of its input": """
        def f(x):
            try:
                return int(input())
            except (EOFError, OSError):
                return x + 1
        """,
    "uses an alarm": """
        import signal
        def f(x):
            rang = []
            signal.signal(signal.SIGALRM, lambda *a: rang.append(1))
            signal.setitimer(signal.ITIMER_REAL, 0.01)
            signal.pause()
            return x + rang[0]
        """,
    "sleeps": """
        import time
        def f(x):
            time.sleep(0.1)
            return x + 1
        """,
    "uses ctypes": """
        import ctypes
        def f(x):
            return ctypes.CDLL(None).abs(ctypes.c_int(-1)) + x
        """,
    "fills 200 MB of memory": """
        x = [bytearray(1 << 20) for _ in range(200)]
        """,
    "keeps objects of the standard library in its globals": """
        import array, contextlib, ctypes, io, mmap, re, socket, sqlite3, struct, tempfile, threading
        numbers = array.array('i', [1])
        near, far = socket.socketpair()
        pages = mmap.mmap(-1, 4096)
        buffer = ctypes.create_string_buffer(8)
        letters = re.compile('[a-z]')
        layout = struct.Struct('=I')
        lock, local, event = threading.Lock(), threading.local(), threading.Event()
        file = tempfile.TemporaryFile()
        text, view = io.StringIO('x'), memoryview(b'x')
        base = sqlite3.connect(':memory:')
        steps = (n for n in range(3))
        stack = contextlib.ExitStack()
        def f(x):
            return x + numbers[0]
        """,
    "opens 200 files": """
        h = [open(f'f{i}', 'w') for i in range(200)]
        """,
    "writes 30 MB": """
        open('big', 'wb').write(b'x' * (30 << 20))
        """,
    "changes its folder": """
        import os, tempfile
        os.chdir(tempfile.mkdtemp())
        """,
    "closes its output": """
        import sys
        sys.stdout.close()
        """,
}
_PRIVATE_MACHINE = {  # a place for shared memory, a socket of its own
    "uses a pool of processes": """
        from multiprocessing import Pool
        def g(x):
            return x + 1
        def f(x):
            with Pool(2) as pool:
                return pool.map(g, [x])[0]
        """,
    "uses a queue of processes": """
        import multiprocessing as m
        def g(q, x):
            q.put(x + 1)
        def f(x):
            q = m.Queue()
            p = m.Process(target=g, args=(q, x))
            p.start()
            got = q.get()
            p.join()
            return got
        """,
    "uses an executor of processes": """
        from concurrent.futures import ProcessPoolExecutor
        def g(x):
            return x + 1
        def f(x):
            with ProcessPoolExecutor(2) as pool:
                return pool.submit(g, x).result()
        """,
    "uses shared memory": """
        from multiprocessing import shared_memory
        def f(x):
            s = shared_memory.SharedMemory(create=True, size=9)
            s.buf[0] = (x + 1) % 256
            got = s.buf[0]
            s.close()
            s.unlink()
            return got
        """,
    "uses a manager process": """
        import multiprocessing as m
        def f(x):
            with m.Manager() as manager:
                return manager.list([x + 1])[0]
        """,
    "serves on a socket with a path": """
        import os, socket, threading
        def f(x):
            with socket.socket(socket.AF_UNIX) as s:
                s.bind(f's{x}')
                s.listen()
                def serve():
                    with s.accept()[0] as c:
                        c.sendall(str(x + 1).encode())
                t = threading.Thread(target=serve)
                t.start()
                with socket.socket(socket.AF_UNIX) as c:
                    c.connect(f's{x}')
                    got = int(c.recv(99))
                t.join()
                os.unlink(f's{x}')
                return got
        """,
}

CHECKS: tuple[Check, ...] = (
    *checks_of("honest", "an honest program is PASSED", _ANYWHERE, triplet=ROOMY_TASK),
    *checks_of(
        "honest",
        "an honest program is PASSED on a machine of its own",
        _PRIVATE_MACHINE,
        needs=("mount_namespace",),
        triplet=ROOMY_TASK,
    ),
)
