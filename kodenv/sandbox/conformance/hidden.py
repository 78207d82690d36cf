"""Nothing of the caller's and nothing of the suite's is there for a program to read."""

import dataclasses

from kodenv.sandbox.conformance.check import GOOD, PASSED, TASK, Check, Step, checks_of, solving
from kodenv.sandbox.conformance.outside import Decoy, Environment

_FAMILY = "hidden"
_ENVIRONMENT = {
    "looks for the caller's environment": """
        import os
        assert '@SECRET@' not in ' '.join(os.environ.values())
        assert not [name for name in os.environ if name.startswith('KODENV')]
        assert len(os.environ) < 20, sorted(os.environ)
        """,
    "looks for the caller's environment in a child": """
        import subprocess
        said = subprocess.run(['/usr/bin/env'], capture_output=True, text=True, check=True).stdout
        assert '@SECRET@' not in said and 'KODENV' not in said
        """,
    "looks for the environment its interpreter was started with": """
        import ctypes, os
        environ = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), 'environ')
        n = 0
        while environ[n]:
            assert b'@SECRET@' not in environ[n] and not environ[n].startswith(b'KODENV')
            n += 1
        """,
}
_CALLER = {
    "looks into the caller's process": """
        import ctypes, os
        for name in ('mem', 'environ', 'cmdline', 'maps', 'fd/0', 'cwd', 'root', 'status'):
            try:
                open(f'/proc/@CALLER@/{name}', 'rb').read(64)
            except OSError:
                continue
            raise Exception('allowed: ' + name)
        assert ctypes.CDLL(None).syscall(310, @CALLER@, 0, 0, 0, 0, 0) == -1
        """,
}
_PACKAGE = {
    "imports the judge": """
        for name in ('kodenv', 'kodenv.judge', 'kodenv.sandbox.candidate'):
            try:
                __import__(name)
            except ImportError:
                continue
            raise Exception('allowed')
        """,
    "looks for the judge's modules": """
        import sys
        assert not [name for name in sys.modules if name.split('.')[0] in ('kodenv', 'synth', 'policies')]
        """,
    "looks for arguments of its process": """
        import sys
        assert len(sys.argv) <= 1, sys.argv
        """,
    "looks for open files": """
        import os
        found = []
        for d in range(3, 5000):
            try:
                os.fstat(d)
            except OSError:
                continue
            found.append(d)
        assert len(found) <= 1, found
        """,
}
_NEEDLE = dataclasses.replace(
    TASK, test=f"from solution import f\n\ndef test_one():\n    assert f(1) == 2, '{'needle' + '73519'}'\n"
)
_SEARCH = """
import gc
marker = chr(110) + 'eedle73519'
held = [x for o in gc.get_objects() for x in gc.get_referents(o) if isinstance(x, (str, bytes))]
assert not [x for x in held if marker in str(x) and x is not marker]
"""


CHECKS: tuple[Check, ...] = (
    *checks_of(_FAMILY, "no environment variable of the caller's is there", _ENVIRONMENT, outside=Environment),
    *checks_of(_FAMILY, "the caller's process cannot be read", _CALLER, outside=Decoy),
    *checks_of(_FAMILY, "nothing of the judge is there", _PACKAGE),
    Check(
        name=f"{_FAMILY}: looks for the tests while it loads",
        promise="the suite is not in the program's memory while it loads",
        steps=(
            Step(program=GOOD, statuses=PASSED, triplet=_NEEDLE),
            Step(program=solving(_SEARCH), statuses=PASSED, triplet=_NEEDLE),
        ),
    ),
)
