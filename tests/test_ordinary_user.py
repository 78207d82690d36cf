"""The hostile and the honest programs once more, by a caller without rights.

Where the tests run as root, a child process makes the interpreter and this checkout reachable in a mount namespace of
its own, becomes the user ``nobody`` and runs the tests there. It changes nothing outside that namespace.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from test_conformance import ISOLATIONS

ROOT = Path(__file__).parents[1]
NOBODY = 65534

CHILD = """
import ctypes, os, sys
root, home, user = sys.argv[1], sys.argv[2], int(sys.argv[3])
libc = ctypes.CDLL(None, use_errno=True)

def call(name, *arguments):
    if getattr(libc, name)(*arguments) != 0:
        print(name, os.strerror(ctypes.get_errno()))
        sys.exit(77)

def mount(source, target, kind, flags, data=None):
    call("mount", source.encode(), target.encode(), kind, ctypes.c_ulong(flags), data)

def closed(path):
    above = [path]
    while len(above[-1]) > 1:
        above.append(os.path.dirname(above[-1]))
    return next((p for p in reversed(above[1:]) if not os.stat(p).st_mode & 1), None)

call("unshare", 0x20000)
mount("none", "/", None, 1 << 18 | 16384)  # private, with all below
needed = {os.path.realpath(p) for p in (root, sys.prefix, sys.base_prefix)}
for gate in {closed(p) for p in needed} - {None}:
    inside = {p: os.open(p, os.O_PATH) for p in needed if p.startswith(gate + "/")}
    mount("none", gate, b"tmpfs", 0, b"mode=755")
    for path, descriptor in inside.items():
        os.makedirs(path)
        mount(f"/proc/self/fd/{descriptor}", path, None, 4096 | 16384)
os.setgroups([])
os.setresgid(user, user, user)
os.setresuid(user, user, user)
ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)  # dumpable again, as after a login: /proc/self is ours
os.environ.update(HOME=home, TMPDIR=home)
os.chdir(root)
os.execv(sys.executable, [sys.executable, "-m", "pytest", *sys.argv[4:]])
"""


RUNS = {
    **{
        f"conformance-{mode}": ("test_conformance.py", "-k", f"keeps_its_promises and every_layer-{mode}")
        for mode in ISOLATIONS
    },
    "hostile": ("test_hostile.py",),
    "honest": ("test_honest.py",),
    "judge": ("test_judge.py",),
    "cpp": ("test_cpp_judge.py", "-k", "every_layer or all_headers"),
}


@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", RUNS)
def test_an_ordinary_user_is_as_safe(name: str) -> None:
    if os.getuid() != 0:
        pytest.skip("the tests run as an ordinary user already")
    file, *choice = RUNS[name]
    home = Path(f"/tmp/kodenv-tests-{os.getpid()}-{name}")
    home.mkdir(mode=0o700)
    os.chown(home, NOBODY, NOBODY)
    try:
        options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-o", "addopts=", "--basetemp", str(home / "base")]
        arguments = [str(ROOT), str(home), str(NOBODY), *options, *choice, str(ROOT / "tests" / file)]
        environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            [sys.executable, "-c", CHILD, *arguments], capture_output=True, text=True, env=environment, check=False
        )
        left = sorted(entry.name for entry in home.iterdir() if entry.name.startswith("kodenv-"))
    finally:
        subprocess.run(["rm", "-rf", str(home)], check=False)
    if done.returncode == 77:
        pytest.skip(f"mount namespaces are refused here: {done.stdout.strip()}")
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert not left


@pytest.mark.parametrize("home", ["/proc/nowhere", "/dev/null"])
def test_a_user_without_a_home_folder_can_judge(home: str) -> None:
    script = (
        "from kodenv.judge import Judge\nfrom kodenv.records import Triplet\n"
        "t = Triplet(question_id='q', question='?', solution='def f():\\n    return 1\\n',"
        " test='from solution import f\\ndef test_a():\\n    assert f() == 1\\n')\n"
        "with Judge() as judge:\n    assert judge.judge(t, t.solution).solved\n"
    )
    environment = {"PATH": "/usr/bin:/bin", "HOME": home}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
