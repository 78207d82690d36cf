"""A program cannot say itself that it passed, nor keep the judge from knowing what it did."""

from kodenv.sandbox.conformance.check import NOT_PASSED, QUICK_TASK, Check, checks_of

_FIND = """\
import os, socket, stat
def _is_socket(d):
    try:
        return stat.S_ISSOCK(os.fstat(d).st_mode)
    except OSError:
        return False
found = [d for d in range(3, 256) if _is_socket(d)]
c = socket.socket(fileno=os.dup(found[0]))
"""
_MARK = _FIND + "c.send(b'L')\nmark = socket.recv_fds(c, 16, 1)[0]\n"
_ON_THE_CHANNEL = {
    "closes the channel after announcing itself": "c.send(b'L')\nos.closerange(3, 256)\n",
    "shuts the channel down after announcing itself": "c.send(b'L')\nc.shutdown(2)\n",
    "shuts the channel down before announcing itself": "c.shutdown(0)\nc.send(b'L')\n",
    "reads before the suite is sent": "c.settimeout(0.1)\nc.recv(16)\n",
    "reports without the mark": 'c.send(b\'["test_one","PASSED",""]\\n["","END",""]\\n\')\nos._exit(0)\n',
    "reports with a guessed mark": 'c.send(bytes(16) + b\'["test_one","PASSED",""]\\n\')\nos._exit(0)\n',
    "says that it failed to load, oddly": 'c.send(b\'{"load": {"a": 1}}\\n\')\nos._exit(0)\n',
    "sends nested JSON": "c.sendall(b'[' * 100_000)\nos._exit(0)\n",
    "sends bytes without end": "for _ in range(1 << 12):\n    c.sendall(b'x' * 65536)\nos._exit(0)\n",
    "sends descriptors": "for _ in range(10_000):\n    socket.send_fds(c, [b'x'], [0] * 100)\n",
    "sends nothing and waits": "import time\ntime.sleep(60)\n",
}
_WITH_THE_MARK = {
    "reports nested JSON": "c.sendall(mark + b'[' * 100_000 + b'\\n')\nos._exit(0)\n",
    "reports lists for names": 'c.sendall(mark + b\'[[],"PASSED",""]\\n[{},{},{}]\\n7\\n\')\nos._exit(0)\n',
    "reports broken UTF-8": "c.sendall(mark + bytes(range(256)) * 99)\nos._exit(0)\n",
    "reports one line without end": "for _ in range(1 << 12):\n    c.sendall(b'x' * 65536)\nos._exit(0)\n",
    "reports cases without end": (
        'c.sendall(mark)\nfor n in range(1 << 16):\n    c.sendall(b\'["%d","PASSED",""]\\n\' % n * 1000)\nos._exit(0)\n'
    ),
}
_BY_OTHER_WAYS = {
    "prints what test runners print": """
        import os
        os.write(1, b'..\\n2 passed in 0.01s\\nRan 2 tests in 0.001s\\n\\nOK\\n1..2\\nok 1\\nok 2\\n')
        os._exit(0)
        """,
    "writes a result to every descriptor": """
        import os
        for d in range(256):
            for said in (b'PASSED\\n', b'["test_one", "PASSED", ""]\\n["test_two", "PASSED", ""]\\n["", "END", ""]\\n'):
                try:
                    os.write(d, said)
                except OSError:
                    pass
        os._exit(0)
        """,
    "writes result files": """
        import os
        for name in ('junit.xml', 'report.json', 'results.jsonl', 'pytest.xml', '.result', 'solution.json'):
            with open(name, 'w') as file:
                file.write('{"passed": true, "status": "PASSED", "score": 1.0}')
        os._exit(0)
        """,
    "makes every descriptor non-blocking": """
        import os
        for d in range(256):
            try:
                os.set_blocking(d, False)
            except OSError:
                pass
        def f(x):
            return 0
        """,
    "closes every descriptor": """
        import os
        os.closerange(0, 256)
        """,
    "replaces every descriptor": """
        import os
        n = os.open('/dev/null', os.O_RDWR)
        for d in range(256):
            if d != n:
                os.dup2(n, d)
        """,
    "joins every descriptor to another": """
        import os
        for d in range(3, 256):
            try:
                os.dup2(1, d)
            except OSError:
                pass
        def f(x):
            return 0
        """,
    "opens 257 files": """
        import os
        for _ in range(257):
            os.dup(0)
        """,
    "closes every descriptor in a case": """
        import os
        def f(x):
            os.closerange(0, 256)
            return 0
        """,
    "writes to every descriptor in a case": """
        import os
        def f(x):
            for d in range(256):
                try:
                    os.set_blocking(d, False)
                    os.write(d, b'x' * 4096)
                except OSError:
                    pass
            return 0
        """,
}

CHECKS: tuple[Check, ...] = checks_of(
    "reports",
    "a program cannot report that it passed",
    {
        **{name: _FIND + body for name, body in _ON_THE_CHANNEL.items()},
        **{name: _MARK + body for name, body in _WITH_THE_MARK.items()},
        **_BY_OTHER_WAYS,
    },
    NOT_PASSED,
    triplet=QUICK_TASK,
)
