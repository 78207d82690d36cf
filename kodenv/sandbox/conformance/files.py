"""A program reads, changes and makes no file outside its own folder."""

from kodenv.records import Status
from kodenv.sandbox.conformance.check import Check, checks_of
from kodenv.sandbox.conformance.outside import Folder, MachineFiles, Traces

_FAMILY = "files"
_ATTEMPT = """\
import os
def attempt(call, *arguments):
    try:
        call(*arguments)
    except OSError:
        return
    raise Exception('allowed')
"""
_OF_THE_CALLER = {
    "reads": "attempt(open, '@SECRET@')\n",
    "lists": "attempt(os.listdir, '@FOLDER@')\n",
    "overwrites": "attempt(open, '@SECRET@', 'w')\n",
    "appends to": "attempt(open, '@SECRET@', 'a')\n",
    "truncates": "attempt(os.truncate, '@SECRET@', 0)\n",
    "removes": "attempt(os.unlink, '@SECRET@')\n",
    "renames": "attempt(os.rename, '@SECRET@', '@FOLDER@/other')\n",
    "takes away": "attempt(os.rename, '@SECRET@', 'mine')\n",
    "replaces": "open('mine', 'w').close()\nattempt(os.replace, 'mine', '@SECRET@')\n",
    "links to itself": "attempt(os.link, '@SECRET@', 'mine')\n",
    "makes a folder beside": "attempt(os.mkdir, '@FOLDER@/mine')\n",
    "makes a link beside": "attempt(os.symlink, '/', '@FOLDER@/mine')\n",
    "makes a pipe beside": "attempt(os.mkfifo, '@FOLDER@/mine')\n",
    "removes a folder beside": "attempt(os.rmdir, '@FOLDER@/inner')\n",
    "reads by way of a link": "os.symlink('@SECRET@', 'mine')\nattempt(open, 'mine')\n",
    "writes by way of a linked folder": "os.symlink('@FOLDER@', 'mine')\nattempt(open, 'mine/other', 'w')\n",
    "reads by way of /proc": "attempt(open, '/proc/self/root@SECRET@')\n",
    "reads by way of dots": "attempt(open, '../' * 40 + '@SECRET@'.lstrip('/'))\n",
    "reads from an opened folder": (
        "def read():\n    top = os.open('/', os.O_PATH)\n    os.open('@SECRET@'.lstrip('/'), os.O_RDONLY, dir_fd=top)\n"
        "attempt(read)\n"
    ),
    "reads in a child": (
        "import subprocess\nassert subprocess.run(['/bin/cat', '@SECRET@'], capture_output=True).returncode\n"
    ),
    "reads by sqlite": (
        "import sqlite3\ntry:\n    sqlite3.connect('file:@SECRET@?mode=ro', uri=True).execute('pragma user_version')\n"
        "except sqlite3.OperationalError:\n    pass\nelse:\n    raise Exception('allowed')\n"
    ),
}
_QUIET = {  # some of these may seem to work; what counts is that the file is as it was
    "changes mode, owner and times": """
        import os
        def attempt(call, *arguments):
            try:
                call(*arguments)
            except OSError:
                pass
        for path in ('/usr/bin/env', os.__file__, '/dev/null', '@SECRET@', '@FOLDER@'):
            try:
                found = os.stat(path)
            except OSError:
                continue
            attempt(os.chmod, path, found.st_mode & 0o7777)
            attempt(lambda: os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns)))
            attempt(os.chown, path, found.st_uid, found.st_gid)
            attempt(os.setxattr, path, 'user.kodenv', b'x')
        attempt(os.chmod, '@SECRET@', 0o777)
        attempt(os.utime, '@SECRET@', (0, 0))
        attempt(os.chown, '@SECRET@', os.getuid(), os.getgid())
        attempt(os.truncate, '@SECRET@', 0)
        """,
}
_ELSEWHERE = {
    "makes a file in any folder above or beside its own": """
        import os, sys
        made = []
        for place in ('/', '/usr', '/usr/bin', '/etc', '/var', '/home', '/root', '/opt', os.path.dirname(os.__file__),
                      sys.prefix, '/run', '/sys', '/proc', os.path.dirname(os.path.dirname(os.getcwd()))):
            path = os.path.join(place, '@MARK@')
            try:
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            except OSError:
                continue
            made.append(path)
            os.unlink(path)
        assert not made, made
        """,
    "makes a file in a linked folder": """
        import os
        os.symlink('/usr', 'out')
        try:
            os.close(os.open('out/@MARK@', os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        except OSError:
            pass
        else:
            os.unlink('out/@MARK@')
            raise Exception('allowed')
        """,
}
_MACHINE = {
    "opens the interpreter's own files for writing": "attempt(open, os.__file__, 'r+b')\n",
    "opens the interpreter for writing": "import sys\nattempt(open, os.path.realpath(sys.executable), 'r+b')\n",
    "opens a program of the machine for writing": "attempt(open, '/usr/bin/env', 'r+b')\n",
    "makes a hard link to a program of the machine": "attempt(os.link, '/usr/bin/env', 'e')\n",
    "makes a device file": "attempt(os.mknod, 'd', 0o20600, os.makedev(1, 1))\n",
    "opens the kernel's log": "attempt(open, '/dev/kmsg')\n",
    "opens the machine's memory": "attempt(open, '/dev/mem')\nattempt(open, '/proc/kcore', 'rb')\n",
    "lists processes": "attempt(os.listdir, '/proc')\n",
    "lists the machine": "attempt(os.listdir, '/sys')\n",
    "reads passwords": "attempt(open, '/etc/shadow')\n",
    "lists home folders": """\
import sys
for top in ('/home', '/root'):
    ours = {p.removeprefix(top + '/').split('/')[0]
            for p in (sys.prefix, sys.base_prefix, os.path.realpath(sys.executable)) if p.startswith(top + '/')}
    try:
        assert set(os.listdir(top)) <= ours, 'allowed'
    except OSError:
        pass
""",
}

CHECKS: tuple[Check, ...] = (
    *checks_of(
        _FAMILY,
        "a program reaches no file of the caller's",
        {f"{name} the caller's file": _ATTEMPT + body for name, body in _OF_THE_CALLER.items()},
        outside=Folder,
    ),
    *checks_of(_FAMILY, "a program changes no file that it can see", _QUIET, outside=MachineFiles),
    *checks_of(_FAMILY, "a program makes no file outside its folder", _ELSEWHERE, {Status.PASSED}, outside=Traces),
    *checks_of(
        _FAMILY,
        "a program reads and changes nothing of the machine's",
        {name: _ATTEMPT + body for name, body in _MACHINE.items()},
    ),
)
