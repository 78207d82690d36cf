"""Which system calls a judged program may not make, as a seccomp filter. x86-64 only.

A deny list over a bounded table: calls on the list fail, and so does every call newer than the kernel that
the list was reviewed against, so what is added later is closed until somebody looks.

Covers: tracing and reading other processes, new namespaces and mounts, io_uring, userfaultfd, bpf, perf,
keyrings, System V and POSIX message queues, semaphores and segments (they outlive a process), sockets other than
AF_UNIX, changing other processes' limits or priority, terminal injection, foreign-architecture entry.
Does not cover: bugs in the calls that are left.

Source: Linux arch/x86/entry/syscalls/syscall_64.tbl (numbers); seccomp(2) (layout of the filter).
"""

from __future__ import annotations

import errno
import struct

_NEWEST_REVIEWED = 466  # removexattrat, Linux 6.13

_DENIED = {
    "shmget": 29, "shmat": 30, "shmctl": 31, "semget": 64, "semop": 65, "semctl": 66, "shmdt": 67, "msgget": 68,
    "msgsnd": 69, "msgrcv": 70, "msgctl": 71,
    "ptrace": 101, "syslog": 103, "uselib": 134, "personality": 135, "ustat": 136, "sysfs": 139,
    "vhangup": 153, "modify_ldt": 154, "pivot_root": 155, "_sysctl": 156, "adjtimex": 159, "chroot": 161,
    "acct": 163, "settimeofday": 164, "mount": 165, "umount2": 166, "swapon": 167, "swapoff": 168,
    "reboot": 169, "sethostname": 170, "setdomainname": 171, "iopl": 172, "ioperm": 173,
    "create_module": 174, "init_module": 175, "delete_module": 176, "get_kernel_syms": 177,
    "query_module": 178, "quotactl": 179, "nfsservctl": 180, "setxattr": 188, "lsetxattr": 189,
    "fsetxattr": 190, "removexattr": 197, "lremovexattr": 198, "fremovexattr": 199, "lookup_dcookie": 212,
    "semtimedop": 220, "clock_settime": 227, "mbind": 237, "set_mempolicy": 238,
    "mq_open": 240, "mq_unlink": 241,
    "kexec_load": 246, "add_key": 248, "request_key": 249, "keyctl": 250, "ioprio_set": 251,
    "migrate_pages": 256, "unshare": 272, "move_pages": 279, "perf_event_open": 298,
    "fanotify_init": 300, "name_to_handle_at": 303, "open_by_handle_at": 304, "clock_adjtime": 305,
    "setns": 308, "process_vm_readv": 310, "process_vm_writev": 311, "kcmp": 312, "finit_module": 313,
    "kexec_file_load": 320, "bpf": 321, "userfaultfd": 323, "io_uring_setup": 425,
    "io_uring_enter": 426, "io_uring_register": 427, "open_tree": 428, "move_mount": 429, "fsopen": 430,
    "fsconfig": 431, "fsmount": 432, "fspick": 433, "pidfd_getfd": 438, "process_madvise": 440,
    "mount_setattr": 442, "quotactl_fd": 443, "memfd_secret": 447, "process_mrelease": 448,
    "set_mempolicy_home_node": 450, "statmount": 457, "listmount": 458, "setxattrat": 463,
    "removexattrat": 466,
}  # fmt: skip
_NO_SUCH_CALL = {"clone3": 435}  # its flags lie in memory, out of a filter's sight; libc falls back to clone
_SOCKET, _SOCKETPAIR, _CLONE, _IOCTL, _PRLIMIT = 41, 53, 56, 16, 302
_SETPRIORITY, _FCNTL = 141, 72
_OWN_PROCESS_ONLY = {"sched_setparam": 142, "sched_setscheduler": 144,
                     "sched_setaffinity": 203, "sched_setattr": 314}  # fmt: skip
_SIGNALS = {"kill": 62, "tkill": 200, "tgkill": 234, "rt_sigqueueinfo": 129, "rt_tgsigqueueinfo": 297,
            "pidfd_open": 434, "pidfd_send_signal": 424}  # fmt: skip
_NEW_NAMESPACES = 0x7E020080  # every CLONE_NEW* flag
_DENIED_IOCTLS = (0x5412, 0x541C, 0x40086602, 0x401C5820)  # TIOCSTI, TIOCLINUX, file flags twice
_SIGNAL_IOCTLS = (0x8901, 0x8902)  # FIOSETOWN, SIOCSPGRP
_SIGNAL_FCNTLS = (8, 10, 15)  # F_SETOWN, F_SETSIG, F_SETOWN_EX
_DATAGRAM = 2
# What Landlock does not see. Where a program can reach files of its user that are not its own these calls change
# nothing and say that they did, so that copying a file still works.
_FILE_STATE = {"chmod": 90, "fchmod": 91, "fchmodat": 268, "fchmodat2": 452, "chown": 92, "fchown": 93, "lchown": 94,
               "fchownat": 260, "utime": 132, "utimes": 235, "futimesat": 261, "utimensat": 280}  # fmt: skip
_TRUNCATE = 76

_X86_64 = 0xC000003E
_LOAD, _AND, _RETURN = 0x20, 0x54, 0x06
_JUMP_EQUAL, _JUMP_GREATER, _JUMP_AT_LEAST, _JUMP_ANY_BIT = 0x15, 0x25, 0x35, 0x45
_ALLOW, _KILL, _FAIL = 0x7FFF0000, 0x80000000, 0x00050000
_NUMBER, _ARCHITECTURE, _FIRST, _SECOND, _THIRD = 0, 4, 16, 24, 32  # offsets in struct seccomp_data


def _op(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value & 0xFFFFFFFF)


def _fail(code: int) -> bytes:
    return _op(_RETURN, _FAIL | code)


def _when(number: int, *body: bytes) -> bytes:
    """Run ``body`` only for one call; the accumulator holds the call's number before and is lost in the body."""
    code = b"".join(body)
    return _op(_JUMP_EQUAL, number, 0, len(code) // 8) + code


def _start() -> bytes:
    return (
        _op(_LOAD, _ARCHITECTURE)
        + _op(_JUMP_EQUAL, _X86_64, 1, 0)
        + _op(_RETURN, _KILL)
        + _op(_LOAD, _NUMBER)
        + _op(_JUMP_GREATER, _NEWEST_REVIEWED, 0, 1)  # x32 numbers are above it too
        + _fail(errno.ENOSYS)
    )


def _unless(argument: int, values: tuple[int, ...]) -> bytes:
    """Allow a call whose argument is none of ``values``."""
    code = _op(_LOAD, argument)
    for left, value in zip(range(len(values), 0, -1), values, strict=True):
        code += _op(_JUMP_EQUAL, value, left, 0)
    return code + _op(_RETURN, _ALLOW) + _fail(errno.EPERM)


def build_filter(*, shared_files: bool = False, shared_sockets: bool = False, truncate: bool = True) -> bytes:
    """Return the filter under which programs run, 8 bytes an instruction.

    Args:
        shared_files: Whether the machine's own files are in sight (no private root): their modes, owners and times
            stay as they are.
        shared_sockets: Whether listeners of the machine are in reach: only connected pairs are left.
        truncate: Whether files may be truncated by path (Landlock guards it from ABI 3 on).
    """
    code = [_start()]
    if shared_files:
        code += [_when(number, _fail(0)) for number in _FILE_STATE.values()]
    if not truncate:
        code.append(_when(_TRUNCATE, _fail(errno.EPERM)))
    code += [_when(number, _fail(errno.EPERM)) for number in sorted(_DENIED.values())]
    code += [_when(number, _fail(errno.ENOSYS)) for number in _NO_SUCH_CALL.values()]
    allow = _op(_RETURN, _ALLOW)
    refuse = _fail(errno.EACCES)
    if shared_sockets:
        code.append(_when(_SOCKET, refuse))
        kind = _op(_LOAD, _SECOND) + _op(_AND, 0xF) + _op(_JUMP_EQUAL, _DATAGRAM, 0, 1)
        code.append(_when(_SOCKETPAIR, kind, refuse, _op(_LOAD, _FIRST), _op(_JUMP_EQUAL, 1, 0, 1), allow, refuse))
    for number in (_SOCKET, _SOCKETPAIR):
        code.append(_when(number, _op(_LOAD, _FIRST), _op(_JUMP_EQUAL, 1, 0, 1), allow, refuse))
    code.append(_when(_CLONE, _op(_LOAD, _FIRST), _op(_JUMP_ANY_BIT, _NEW_NAMESPACES, 0, 1), _fail(errno.EPERM), allow))
    code.append(_when(_IOCTL, _unless(_SECOND, _DENIED_IOCTLS)))
    code.append(_when(_PRLIMIT, _op(_LOAD, _FIRST), _op(_JUMP_EQUAL, 0, 0, 1), allow, _fail(errno.EPERM)))
    for number in _OWN_PROCESS_ONLY.values():
        code.append(_when(number, _op(_LOAD, _FIRST), _op(_JUMP_EQUAL, 0, 0, 1), allow, _fail(errno.EPERM)))
    own_process = _op(_LOAD, _FIRST) + _op(_JUMP_EQUAL, 0, 0, 3) + _op(_LOAD, _SECOND) + _op(_JUMP_EQUAL, 0, 0, 1)
    code.append(_when(_SETPRIORITY, own_process, allow, _fail(errno.EPERM)))
    code.append(allow)
    return b"".join(code)


def build_signal_filter(own: int) -> bytes:
    """Return a filter that keeps a program from signalling what is older than itself, whole groups, or everybody.

    Only for machines without pid namespaces and without Landlock's signal scope.

    Args:
        own: The program's process id; its children's are above it until the machine's numbers start again.
    """
    code = [_start()]
    allow, refuse = _op(_RETURN, _ALLOW), _fail(errno.EPERM)
    for name, number in _SIGNALS.items():
        if name == "pidfd_send_signal":
            code.append(_when(number, refuse))
            continue
        whom = _op(_LOAD, _FIRST) + _op(_JUMP_ANY_BIT, 0x80000000, 2, 0) + _op(_JUMP_EQUAL, 0, 2, 0)
        code.append(_when(number, whom, _op(_JUMP_AT_LEAST, own, 1, 0), refuse, allow))
    code.append(_when(_FCNTL, _unless(_SECOND, _SIGNAL_FCNTLS)))
    code.append(_when(_IOCTL, _unless(_SECOND, _SIGNAL_IOCTLS)))
    code.append(allow)
    return b"".join(code)
