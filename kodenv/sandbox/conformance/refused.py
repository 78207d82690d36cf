"""Calls of the kernel that no program needs are refused; a program that asks goes on and solves the task."""

from kodenv.records import Status
from kodenv.sandbox.conformance.check import NOT_PASSED, Check, checks_of

_LIBC = """\
import ctypes, errno, os
libc = ctypes.CDLL(None, use_errno=True)
blank = ctypes.create_string_buffer(256)
name = os.uname().nodename.encode()
def refused(*call, undo=None):
    made = libc.syscall(*call)
    why = ctypes.get_errno()
    if made != -1 and undo:
        libc.syscall(*undo(made))
    assert made == -1, 'allowed'
    assert why in (errno.EPERM, errno.EACCES, errno.ENOSYS), errno.errorcode[why]
"""
_RAW = {  # x86-64 numbers
    "tracing its keeper": "101, 16, os.getppid(), 0, 0",
    "being traced": "101, 0, 0, 0, 0",
    "userfaultfd": "323, 1",
    "io_uring_setup": "425, 8, blank",
    "io_uring_register": "427, -1, 0, 0, 0",
    "request_key": "249, b'user', b'conformance', 0, 0",
    "keyctl": "250, 0, -3, 1",
    "bpf": "321, 0, 0, 0",
    "perf_event_open": "298, 0, 0, -1, -1, 0",
    "clone3": "435, ctypes.create_string_buffer(88), 88",
    "clone into a user namespace": "56, 0x10000011, 0, 0, 0, 0",
    "a mount namespace": "272, 0x20000",
    "a user namespace": "272, 0x10000000",
    "a net namespace": "272, 0x40000000",
    "setns": "308, 0, 0",
    "chroot": "161, b'.'",
    "pivot_root": "155, b'.', b'.'",
    "umount": "166, b'/box/tmp', 2",
    "fsopen": "430, b'tmpfs', 0",
    "open_tree": "428, -100, b'.', 1",
    "mount_setattr": "442, -100, b'.', 0, blank, 32",
    "open_by_handle_at": "304, -100, blank, 0",
    "name_to_handle_at": "303, -100, b'.', blank, blank, 0",
    "pidfd_getfd": "438, libc.syscall(434, os.getppid(), 0), 0, 0",
    "process_vm_readv": "310, os.getppid(), 0, 0, 0, 0, 0",
    "process_vm_writev": "311, os.getppid(), 0, 0, 0, 0, 0",
    "process_madvise": "440, libc.syscall(434, os.getppid(), 0), 0, 0, 4, 0",
    "kcmp": "312, os.getpid(), os.getppid(), 0, 0, 0",
    "an x32 call": "0x40000000 + 39",
    "a call newer than the list": "470, 0",
    "personality": "135, 0x0040000",
    "memfd_secret": "447, 0",
    "fanotify": "300, 0, 0",
    "the kernel's log": "103, 3, blank, 256",
    "the same host name": "170, name, len(name)",
    "the clock's state": "159, blank",
    "swap": "167, b'/nowhere', 0",
    "a kernel module": "313, -1, b'', 0",
}
_UNDONE = {  # what stays where it was made is taken away again at once
    "a mount": ("165, b'none', b'.', b'tmpfs', 0, 0", "166, b'.', 2"),
    "a System V segment": ("29, 0, 4096, 0o1600", "31, made, 0, 0"),
    "a System V semaphore": ("64, 0, 1, 0o1600", "66, made, 0, 0, 0"),
    "a System V queue": ("68, 0, 0o1600", "71, made, 0, 0"),
    "a POSIX queue": ("240, b'conformance', 0o102, 0o600, 0", "241, b'conformance'"),
    "add_key": ("248, b'user', b'conformance', b'v', 1, -1", "250, 3, made"),
}
_ATTEMPT = """\
import fcntl, os, resource, socket
def attempt(call, *arguments):
    try:
        call(*arguments)
    except (OSError, ValueError):
        return
    raise Exception('allowed')
"""
_CALLS = {
    "a slower keeper": "attempt(os.setpriority, os.PRIO_USER, 0, 5)\n",
    "another's priority": "attempt(os.setpriority, os.PRIO_PROCESS, os.getppid(), 5)\n",
    "another's processors": "attempt(os.sched_setaffinity, os.getppid(), {0})\n",
    "another's limits": "attempt(resource.prlimit, os.getppid(), resource.RLIMIT_NOFILE, (9, 9))\n",
    "more memory": "attempt(resource.setrlimit, resource.RLIMIT_AS, (-1, -1))\n",
    "an AF_INET socket": "attempt(socket.socket, socket.AF_INET)\n",
    "an AF_INET6 socket": "attempt(socket.socket, socket.AF_INET6)\n",
    "a netlink socket": "attempt(socket.socket, socket.AF_NETLINK, socket.SOCK_RAW)\n",
    "a packet socket": "attempt(socket.socket, socket.AF_PACKET, socket.SOCK_RAW)\n",
    "a vsock socket": "attempt(socket.socket, socket.AF_VSOCK)\n",
    "an ALG socket": "attempt(socket.socket, socket.AF_ALG, socket.SOCK_SEQPACKET)\n",
    "a raw socket": "attempt(socket.socket, socket.AF_INET, socket.SOCK_RAW, 1)\n",
    "terminal injection": "attempt(fcntl.ioctl, 0, 0x5412, b'x')\n",
    "its keeper's memory": "attempt(open, f'/proc/{os.getppid()}/mem')\nattempt(open, '/proc/1/mem')\n",
    "another user id": "attempt(os.setuid, os.getuid() + 1)\nattempt(os.setgroups, [os.getgid() + 1])\n",
}
_STATE = {
    "privileges by starting a program": "assert libc.prctl(39, 0, 0, 0, 0) == 1, 'allowed'\n",
    "any capability": (
        "import struct\nhead = ctypes.create_string_buffer(struct.pack('=Ii', 0x20080522, 0))\n"
        "assert libc.syscall(125, head, blank) == 0\n"
        "effective, permitted, inheritable = struct.unpack('=3I', blank.raw[:12])\n"
        "assert not effective and not permitted and not inheritable, 'allowed'\n"
        "assert not any(struct.unpack('=3I', blank.raw[12:24])), 'allowed'\n"
    ),
}
_OWN_USER = {
    "to be root": "assert os.getuid() and os.geteuid() and os.getgid() and os.getegid(), 'allowed'\n"
    "assert not set(os.getgroups()) - {os.getgid(), 65534}, os.getgroups()\n"
}
_FOREIGN_ENTRY = {
    "a 32-bit call": """
        import ctypes, mmap
        code = mmap.mmap(-1, 4096, prot=7)
        code.write(bytes.fromhex('b814000000cd80c3'))  # mov eax, 20 (getpid); int 0x80; ret
        ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()
        """,
}
_LOUD = {
    "a namespace, and insists": """
        import ctypes
        assert ctypes.CDLL(None).unshare(0x10000000) == 0
        """,
    "a socket, and insists": """
        import socket
        socket.socket()
        """,
}
_PROMISE = "a program is refused what it does not need"


def _named(programs: dict[str, str], before: str) -> dict[str, str]:
    return {f"asks for {name}": before + body for name, body in programs.items()}


CHECKS: tuple[Check, ...] = (
    *checks_of(
        "refused",
        _PROMISE,
        _named({name: f"refused({call})\n" for name, call in _RAW.items()}, _LIBC),
    ),
    *checks_of(
        "refused",
        _PROMISE,
        _named({name: f"refused({do}, undo=lambda made: ({undo}))\n" for name, (do, undo) in _UNDONE.items()}, _LIBC),
    ),
    *checks_of("refused", _PROMISE, _named(_CALLS, _ATTEMPT)),
    *checks_of("refused", "a program holds no right and can gain none", _named(_STATE, _LIBC)),
    *checks_of("refused", "a program is a user of no account", _named(_OWN_USER, "import os\n"), needs=("uid",)),
    *checks_of("refused", _PROMISE, {f"makes {name}": body for name, body in _FOREIGN_ENTRY.items()}, NOT_PASSED),
    *checks_of("refused", _PROMISE, {f"asks for {name}": body for name, body in _LOUD.items()}, {Status.ERROR}),
)
