"""The Linux calls that Python has no function for: namespaces, mounts, Landlock, seccomp, capabilities.

Each function is one call that raises ``OSError`` with the kernel's reason. Policy (what to forbid) is in
:mod:`kodenv.sandbox.layers`. Runs on any CPython >= 3.9, also without the rest of kodenv's dependencies.

Source: Linux man-pages unshare(2), mount(2), mount_setattr(2), pivot_root(2), landlock(7), seccomp(2), capset(2).
"""

from __future__ import annotations

import ctypes
import os
import struct

_libc = ctypes.CDLL(None, use_errno=True)
_syscall = _libc.syscall
_syscall.restype = ctypes.c_long

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x20000, 0x4000000, 0x8000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1, 2, 4, 32, 4096, 16384, 1 << 18
MNT_DETACH = 2

_PIVOT_ROOT, _CAPSET, _MOUNT_SETATTR = 155, 126, 442  # x86-64 numbers; the caller checks the machine
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000
_PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 4, 22, 24, 38
_PR_SET_CHILD_SUBREAPER, _PR_SET_PDEATHSIG = 36, 1


def _check(result: int, what: str) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
    return result


def _path(path: str | None) -> bytes | None:
    return None if path is None else os.fsencode(path)


def unshare(flags: int) -> None:
    """Move this process (for a pid namespace: its next children) into fresh namespaces."""
    _check(_libc.unshare(flags), "unshare")


def mount(source: str | None, target: str, kind: str | None, flags: int = 0, options: str = "") -> None:
    """Mount a file system, or change a mount."""
    data = options.encode() or None
    _check(_libc.mount(_path(source), _path(target), _path(kind), ctypes.c_ulong(flags), data), f"mount {target}")


def unmount(target: str) -> None:
    """Detach a mount at once; its memory goes when the last user is gone."""
    _check(_libc.umount2(_path(target), MNT_DETACH), f"umount {target}")


def make_readonly(target: str, *, device: bool = False) -> None:
    """Make a mount and all under it read-only, without set-uid and device files; a ``device`` stays one."""
    attributes = struct.pack("QQQQ", MS_RDONLY | MS_NOSUID | (0 if device else MS_NODEV), 0, 0, 0)
    call = _syscall(
        ctypes.c_long(_MOUNT_SETATTR),
        ctypes.c_long(_AT_FDCWD),
        _path(target),
        ctypes.c_long(_AT_RECURSIVE),
        attributes,
        ctypes.c_long(len(attributes)),
    )
    _check(call, f"mount_setattr {target}")


def pivot_root(new_root: str) -> None:
    """Make ``new_root`` (a mount) the root of this mount namespace and let go of the old one."""
    os.chdir(new_root)
    _check(_syscall(ctypes.c_long(_PIVOT_ROOT), b".", b"."), "pivot_root")
    unmount(".")
    os.chdir("/")


def landlock_abi() -> int:
    """Return the kernel's Landlock version, 0 where there is none."""
    found = _syscall(ctypes.c_long(_LANDLOCK_CREATE), None, ctypes.c_long(0), ctypes.c_long(1))
    return max(0, int(found))


def landlock_ruleset(fs: int, net: int, scoped: int) -> int:
    """Return a descriptor of a ruleset that handles (forbids, unless a rule allows) these rights."""
    fields: tuple[int, ...] = (fs, net, scoped)
    while len(fields) > 1 and not fields[-1]:
        fields = fields[:-1]  # older kernels refuse a longer structure
    attributes = struct.pack("Q" * len(fields), *fields)
    call = _syscall(ctypes.c_long(_LANDLOCK_CREATE), attributes, ctypes.c_long(len(attributes)), ctypes.c_long(0))
    return int(_check(call, "landlock_create_ruleset"))


def landlock_allow(ruleset: int, path: str, rights: int) -> None:
    """Allow these rights on everything beneath a path."""
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("=Qi", rights, descriptor)
        call = _syscall(ctypes.c_long(_LANDLOCK_ADD), ctypes.c_long(ruleset), ctypes.c_long(1), rule, ctypes.c_long(0))
        _check(call, f"landlock_add_rule {path}")
    finally:
        os.close(descriptor)


def landlock_enter(ruleset: int) -> None:
    """Put this thread and its future children under a ruleset, for ever."""
    call = _syscall(ctypes.c_long(_LANDLOCK_RESTRICT), ctypes.c_long(ruleset), ctypes.c_long(0))
    _check(call, "landlock_restrict_self")


def _prctl(option: int, value: int, what: str) -> None:
    call = _libc.prctl(option, ctypes.c_ulong(value), ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0))
    _check(call, what)


def no_new_privileges() -> None:
    """Forbid gaining privileges by exec, for ever."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1, "no_new_privs")


def not_dumpable() -> None:
    """Keep other processes of this user from reading or tracing this one."""
    _prctl(_PR_SET_DUMPABLE, 0, "dumpable")


def adopt_orphans() -> None:
    """Become the parent of orphaned descendants."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1, "child_subreaper")


def die_with_parent(signal_number: int) -> None:
    """Ask for a signal when the parent process ends."""
    _prctl(_PR_SET_PDEATHSIG, signal_number, "pdeathsig")


def drop_capabilities() -> None:
    """Give up every capability, and the bounding set where that is allowed."""
    for capability in range(64):
        try:
            _prctl(_PR_CAPBSET_DROP, capability, "capbset_drop")
        except OSError:
            break
    header = struct.pack("=Ii", 0x20080522, 0)
    _check(_syscall(ctypes.c_long(_CAPSET), header, bytes(24)), "capset")


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def enter_seccomp(instructions: bytes) -> None:
    """Install a seccomp filter (8 bytes an instruction); needs :func:`no_new_privileges` first."""
    program = _Program(len(instructions) // 8, instructions)
    call = _libc.prctl(_PR_SET_SECCOMP, ctypes.c_ulong(2), ctypes.byref(program), ctypes.c_ulong(0), ctypes.c_ulong(0))
    _check(call, "seccomp")
