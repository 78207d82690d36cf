"""Which system calls a judged program may not make, as a seccomp filter. x86-64 only.

A deny list over a bounded table: calls on the list fail, and so does every call newer than the kernel that
the list was reviewed against, so what is added later is closed until somebody looks.

Covers: tracing and reading other processes, new namespaces and mounts, io_uring, userfaultfd, bpf, perf,
keyrings, sockets other than AF_UNIX, changing other processes' limits or priority, terminal injection,
foreign-architecture entry.
Does not cover: bugs in the calls that are left.

Source: Linux arch/x86/entry/syscalls/syscall_64.tbl (numbers); seccomp(2) (layout of the filter).
"""

from __future__ import annotations

import errno
import struct

_NEWEST_REVIEWED = 466  # removexattrat, Linux 6.13

_DENIED = {
    "ptrace": 101, "syslog": 103, "uselib": 134, "personality": 135, "ustat": 136, "sysfs": 139,
    "vhangup": 153, "modify_ldt": 154, "pivot_root": 155, "_sysctl": 156, "adjtimex": 159, "chroot": 161,
    "acct": 163, "settimeofday": 164, "mount": 165, "umount2": 166, "swapon": 167, "swapoff": 168,
    "reboot": 169, "sethostname": 170, "setdomainname": 171, "iopl": 172, "ioperm": 173,
    "create_module": 174, "init_module": 175, "delete_module": 176, "get_kernel_syms": 177,
    "query_module": 178, "quotactl": 179, "nfsservctl": 180, "setxattr": 188, "lsetxattr": 189,
    "fsetxattr": 190, "lookup_dcookie": 212, "clock_settime": 227, "mbind": 237, "set_mempolicy": 238,
    "kexec_load": 246, "add_key": 248, "request_key": 249, "keyctl": 250, "ioprio_set": 251,
    "migrate_pages": 256, "unshare": 272, "move_pages": 279, "perf_event_open": 298,
    "fanotify_init": 300, "name_to_handle_at": 303, "open_by_handle_at": 304, "clock_adjtime": 305,
    "setns": 308, "process_vm_readv": 310, "process_vm_writev": 311, "kcmp": 312, "finit_module": 313,
    "kexec_file_load": 320, "bpf": 321, "userfaultfd": 323, "io_uring_setup": 425,
    "io_uring_enter": 426, "io_uring_register": 427, "open_tree": 428, "move_mount": 429, "fsopen": 430,
    "fsconfig": 431, "fsmount": 432, "fspick": 433, "pidfd_getfd": 438, "process_madvise": 440,
    "mount_setattr": 442, "quotactl_fd": 443, "memfd_secret": 447, "process_mrelease": 448,
    "set_mempolicy_home_node": 450, "statmount": 457, "listmount": 458, "setxattrat": 463,
}  # fmt: skip
_NO_SUCH_CALL = {"clone3": 435}  # its flags lie in memory, out of a filter's sight; libc falls back to clone
_SOCKET, _SOCKETPAIR, _CLONE, _IOCTL, _PRLIMIT = 41, 53, 56, 16, 302
_OWN_PROCESS_ONLY = {"setpriority": 141, "sched_setparam": 142, "sched_setscheduler": 144,
                     "sched_setaffinity": 203, "sched_setattr": 314}  # fmt: skip
_SIGNALS = {"kill": 62, "tkill": 200, "tgkill": 234, "rt_sigqueueinfo": 129, "rt_tgsigqueueinfo": 297,
            "pidfd_open": 434, "pidfd_send_signal": 424}  # fmt: skip
_NEW_NAMESPACES = 0x7E020080  # every CLONE_NEW* flag
_TERMINAL_INJECTION = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX

_X86_64 = 0xC000003E
_LOAD, _JUMP_EQUAL, _JUMP_GREATER, _JUMP_ANY_BIT, _RETURN = 0x20, 0x15, 0x25, 0x45, 0x06
_ALLOW, _KILL, _FAIL = 0x7FFF0000, 0x80000000, 0x00050000
_NUMBER, _ARCHITECTURE, _FIRST, _SECOND, _THIRD = 0, 4, 16, 24, 32  # offsets in struct seccomp_data


def _op(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value & 0xFFFFFFFF)


def _fail(code: int) -> bytes:
    return _op(_RETURN, _FAIL | code)


def _when(number: int, *body: bytes) -> bytes:
    """Run ``body`` only for one call; the accumulator holds the call's number before and is lost in the body."""
    return _op(_JUMP_EQUAL, number, 0, len(body)) + b"".join(body)


def _start() -> bytes:
    return (
        _op(_LOAD, _ARCHITECTURE)
        + _op(_JUMP_EQUAL, _X86_64, 1, 0)
        + _op(_RETURN, _KILL)
        + _op(_LOAD, _NUMBER)
        + _op(_JUMP_GREATER, _NEWEST_REVIEWED, 0, 1)  # x32 numbers are above it too
        + _fail(errno.ENOSYS)
    )


def build_filter() -> bytes:
    """Return the filter under which programs run, 8 bytes an instruction."""
    code = [_start()]
    code += [_when(number, _fail(errno.EPERM)) for number in sorted(_DENIED.values())]
    code += [_when(number, _fail(errno.ENOSYS)) for number in _NO_SUCH_CALL.values()]
    allow = _op(_RETURN, _ALLOW)
    for number in (_SOCKET, _SOCKETPAIR):
        code.append(_when(number, _op(_LOAD, _FIRST), _op(_JUMP_EQUAL, 1, 0, 1), allow, _fail(errno.EACCES)))
    code.append(_when(_CLONE, _op(_LOAD, _FIRST), _op(_JUMP_ANY_BIT, _NEW_NAMESPACES, 0, 1), _fail(errno.EPERM), allow))
    code.append(
        _when(_IOCTL, _op(_LOAD, _SECOND), _op(_JUMP_EQUAL, _TERMINAL_INJECTION[0], 2, 0),
              _op(_JUMP_EQUAL, _TERMINAL_INJECTION[1], 1, 0), allow, _fail(errno.EPERM))
    )  # fmt: skip
    code.append(_when(_PRLIMIT, _op(_LOAD, _FIRST), _op(_JUMP_EQUAL, 0, 0, 1), allow, _fail(errno.EPERM)))
    for name, number in _OWN_PROCESS_ONLY.items():
        who = _SECOND if name == "setpriority" else _FIRST
        code.append(_when(number, _op(_LOAD, who), _op(_JUMP_EQUAL, 0, 0, 1), allow, _fail(errno.EPERM)))
    code.append(allow)
    return b"".join(code)


def build_signal_filter(protected: list[int]) -> bytes:
    """Return a filter that keeps a program from signalling these processes, groups of others, or everybody.

    Only for machines without pid namespaces and without Landlock's signal scope.
    """
    code = [_start()]
    allow, refuse = _op(_RETURN, _ALLOW), _fail(errno.EPERM)
    for name, number in _SIGNALS.items():
        if name == "pidfd_send_signal":
            code.append(_when(number, refuse))
            continue
        body = [_op(_LOAD, _FIRST), _op(_JUMP_ANY_BIT, 0x80000000, 0, 1), refuse]
        for process in protected:
            body += [_op(_JUMP_EQUAL, process, 0, 1), refuse]
        code.append(_when(number, *body, allow))
    code.append(allow)
    return b"".join(code)
