"""The layers around a judged program: each is tried, and what is really in force is reported.

Order: namespaces and a private root (the supervisor, once), memory cgroup (once), then in the warm process
that forks every program: ids, capabilities, no-new-privileges, Landlock, seccomp, resource limits. A forked
program inherits all of them, so a verdict pays for none.

Covers: what a machine refuses is named with its reason and the next layer carries on.
Does not cover: flaws of the kernel itself; put a virtual machine or gVisor around hostile models.

Source: the Linux manual pages; the layout follows the ideas of isolate, nsjail and bubblewrap.
"""

from __future__ import annotations

import os
import platform
import resource
import secrets
import signal
import stat
from collections.abc import Iterable

from kodenv.sandbox import kernel, limits, syscalls

NAMES = ("pid_namespace", "mount_namespace", "net_namespace", "ipc_namespace", "uid", "capabilities",
         "no_new_privileges", "landlock", "seccomp", "rlimits", "cgroup")  # fmt: skip
SANDBOX_UID = 1000  # what a program sees as its user inside a user namespace
_FIRST_PRIVATE_UID = 0x70000000  # far above any account, so a worker's process count is its own

# Landlock rights, Source: include/uapi/linux/landlock.h
_FS_EXECUTE, _FS_WRITE_FILE, _FS_READ_FILE, _FS_READ_DIR = 1, 2, 4, 8
_FS_MAKE_CHAR, _FS_MAKE_BLOCK = 1 << 6, 1 << 11
_FS_RIGHTS_OF_ABI = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}  # ABI -> how many rights the kernel knows
_READ = _FS_EXECUTE | _FS_READ_FILE | _FS_READ_DIR
_FILE_RIGHTS = _FS_EXECUTE | _FS_WRITE_FILE | _FS_READ_FILE | 1 << 14 | 1 << 15
_NET_RIGHTS, _SCOPES = 3, 3

_SYSTEM_DIRS = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/localtime", "/etc/timezone", "/etc/mime.types")
_DEVICES = ("null", "zero", "full", "random", "urandom")
_MOUNT_POINTS = ("/mnt", "/srv", "/media", "/opt", "/var/tmp", "/tmp", "/home", "/boot")


class Report:
    """Which layers are in force, and why the others are not."""

    def __init__(self, without: Iterable[str] = ()) -> None:
        """Start with nothing in force; ``without`` names layers not to try (for tests)."""
        self.without = frozenset(without)
        self.enforced: dict[str, str] = {}
        self.missing: dict[str, str] = {}

    def tries(self, name: str) -> bool:
        """Whether a layer is to be tried; noted as missing if not."""
        if name in self.without:
            self.missing[name] = "switched off"
        return name not in self.without

    def holds(self, name: str, detail: str = "") -> None:
        """Note that a layer is in force."""
        self.enforced[name] = detail
        self.missing.pop(name, None)

    def lacks(self, name: str, error: object) -> None:
        """Note that a layer could not be had, and why."""
        self.missing[name] = str(error)

    def below_minimum(self) -> str:
        """Return what is missing for hostile programs, or an empty string.

        The minimum: seccomp, resource limits, no-new-privileges, and files kept away by Landlock or a private root.
        Other processes are kept away by a pid namespace, else by :class:`SignalGuard`, which needs no more than that.
        The kernel does not count root's processes, so root needs another user id or a process control group.
        """
        have = self.enforced
        lacks = [name for name in ("seccomp", "rlimits", "no_new_privileges") if name not in have]
        if not {"landlock", "mount_namespace"} & have.keys():
            lacks.append("landlock or mount_namespace")
        if not ("uid" in have or "pids" in have.get("cgroup", "") or os.getuid() != 0):
            lacks.append("uid or cgroup (nothing limits the number of processes of root)")
        return ", ".join(lacks)


def enter_namespaces(report: Report) -> None:
    """Move into fresh namespaces; the next child is the first process of a fresh pid namespace."""
    if platform.machine() != "x86_64":
        report.lacks("pid_namespace", f"not supported on {platform.machine()}")
        return
    wanted = [
        ("mount_namespace", kernel.CLONE_NEWNS),
        ("pid_namespace", kernel.CLONE_NEWPID),
        ("net_namespace", kernel.CLONE_NEWNET),
        ("ipc_namespace", kernel.CLONE_NEWIPC),
    ]
    wanted = [item for item in wanted if report.tries(item[0])]
    if not wanted:
        return
    flags = sum(flag for _, flag in wanted)
    uid, gid = os.getuid(), os.getgid()
    try:
        kernel.unshare(flags)
    except OSError:
        try:
            kernel.unshare(flags | kernel.CLONE_NEWUSER)
            _map_ids(uid, gid)
        except OSError as error:
            for name, _ in wanted:
                report.lacks(name, error)
            return
        report.holds("uid", "user namespace")
    for name, _ in wanted:
        report.holds(name)


def _map_ids(uid: int, gid: int) -> None:
    for name, text in (("setgroups", "deny"), ("uid_map", f"{SANDBOX_UID} {uid} 1"), ("gid_map", f"1000 {gid} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def build_root(report: Report, visible: list[str], hidden: list[str], scratch_mb: int) -> None:
    """Build a root that holds the system, the interpreter and nothing else, read-only, and move into it.

    Args:
        report: Where success or the reason of failure is noted.
        visible: Folders of the interpreter and its packages, kept at their paths.
        hidden: Folders inside those that programs must not see (our own package, with its bundled tests).
        scratch_mb: Size of the scratch file systems.
    """
    if "mount_namespace" not in report.enforced:
        return
    if "pid_namespace" not in report.enforced:  # its processes are found by way of /proc, which the new root lacks
        del report.enforced["mount_namespace"]
        report.lacks("mount_namespace", "not used without a pid namespace")
        return
    try:
        _build_root(visible, hidden, scratch_mb)
    except OSError as error:
        del report.enforced["mount_namespace"]
        report.lacks("mount_namespace", error)


def _build_root(visible: list[str], hidden: list[str], scratch_mb: int) -> None:
    kernel.mount(None, "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    sources = [path for path in (*_SYSTEM_DIRS, *_SYSTEM_FILES, *visible) if os.path.exists(path)]
    root = next(
        p for p in _MOUNT_POINTS if os.path.isdir(p) and not any((s + "/").startswith(p + "/") for s in sources)
    )
    kernel.mount("tmpfs", root, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "size=1m,mode=755")
    for path in sources:
        _bring(path, root)
    for path in hidden:
        target = root + _place(path)
        if os.path.isdir(target):
            kernel.mount("tmpfs", target, "tmpfs", kernel.MS_RDONLY, "size=4k,mode=755")
    for name in _DEVICES:
        os.makedirs(f"{root}/dev", exist_ok=True)
        _bind(f"/dev/{name}", f"{root}/dev/{name}")
        kernel.make_readonly(f"{root}/dev/{name}", device=True)
    for path in ("/dev/shm", "/box", "/box/tmp"):
        os.makedirs(root + path, exist_ok=True)
    linked = os.path.isdir(root + _UNDER_TMP)
    if linked:
        os.makedirs(root + _TMP)
    os.symlink(_TMP if linked else SCRATCH_MOUNTS[0], f"{root}/tmp")
    os.makedirs(f"{root}/etc", exist_ok=True)
    with open(f"{root}/etc/passwd", "w") as file:
        file.write(f"sandbox:x:{SANDBOX_UID}:1000::{SCRATCH_MOUNTS[0]}:/bin/sh\n")
    kernel.pivot_root(root)
    kernel.mount(None, "/", None, kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_RDONLY)
    for path in scratch_mounts():
        _mount_scratch(path, scratch_mb)


def _bring(path: str, root: str) -> None:
    """Show a file or folder of the machine under ``root``."""
    target = root + _place(path)
    if os.path.lexists(target):
        return
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.islink(path):
        path = os.path.realpath(path)
        os.symlink(path, target)
        _bring(path, root)
        return
    _bind(path, target)
    kernel.make_readonly(target)


def _place(path: str) -> str:
    """Return where a path of the machine is shown: there too, but what is under /tmp elsewhere, with a link to it."""
    return _UNDER_TMP + path.removeprefix("/tmp") if path.startswith("/tmp/") else path


def _bind(path: str, target: str) -> None:
    if stat.S_ISDIR(os.stat(path).st_mode):
        os.makedirs(target, exist_ok=True)
    else:
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o644))
    kernel.mount(path, target, None, kernel.MS_BIND | kernel.MS_REC)


SCRATCH_MOUNTS = ("/box/tmp", "/dev/shm")
SCRATCH_INODES = 4096
# Where the interpreter lies under /tmp, it is shown elsewhere, and /tmp is a scratch mount of its own with links there.
_UNDER_TMP = "/box/under-tmp"
_TMP = "/box/linked-tmp"


def scratch_mounts() -> tuple[str, ...]:
    """Return all places that programs write to, in the new root."""
    return (*SCRATCH_MOUNTS, _TMP) if os.path.isdir(_UNDER_TMP) else SCRATCH_MOUNTS


def _mount_scratch(path: str, scratch_mb: int) -> None:
    options = f"size={scratch_mb}m,nr_inodes={SCRATCH_INODES},mode=1777"
    kernel.mount("tmpfs", path, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, options)
    if path == _TMP:
        for name in os.listdir(_UNDER_TMP):
            os.symlink(f"{_UNDER_TMP}/{name}", f"{path}/{name}")


def renew_scratch(scratch_mb: int) -> None:
    """Throw the scratch file systems away without walking them, and mount empty ones."""
    for path in scratch_mounts():
        kernel.unmount(path)
        _mount_scratch(path, scratch_mb)


def scratch_state(path: str) -> tuple[int, int, int, int]:
    """Return what tells a used scratch file system from a fresh one."""
    use, top = os.statvfs(path), os.stat(path)
    return use.f_files - use.f_ffree, use.f_blocks - use.f_bfree, top.st_ctime_ns, top.st_mode


class ControlGroup:
    """Control groups of one worker: memory, and processes where that controller is there too.

    The warm process keeps the descriptors of the memory limit and its event counter, and needs no path.
    """

    def __init__(self, memory: str, version: int, processes: str | None) -> None:
        """Create the folders (one for both in version 2), set the process limit, open the memory files."""
        self.memory = memory
        self.folders = [memory] if processes in (None, memory) else [memory, processes]
        limit, events = _MEMORY_FILES[version]
        made = []
        try:
            for folder in self.folders:
                os.mkdir(folder)
                made.append(folder)
            if processes is not None:
                _write(f"{processes}/pids.max", str(limits.PROCESSES + 8))
            if version == 2:
                _write(f"{memory}/memory.swap.max", "0")
            self.limit = os.open(f"{memory}/{limit}", os.O_WRONLY | os.O_CLOEXEC)
            self.events = os.open(f"{memory}/{events}", os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            for folder in made:
                os.rmdir(folder)
            raise

    def admit(self, pid: int) -> None:
        """Move a process (and its future children) into the groups."""
        for folder in self.folders:
            _write(f"{folder}/cgroup.procs", str(pid))


_MEMORY_FILES = {1: ("memory.limit_in_bytes", "memory.oom_control"), 2: ("memory.max", "memory.events")}


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)


def make_cgroup(report: Report) -> ControlGroup | None:
    """Make control groups for this worker under our own, if the machine lets us."""
    if not report.tries("cgroup"):
        return None
    try:
        group, what = _make_cgroup()
    except (OSError, ValueError, KeyError) as error:
        report.lacks("cgroup", error)
        return None
    report.holds("cgroup", what)
    return group


def _make_cgroup() -> tuple[ControlGroup, str]:
    with open("/proc/self/cgroup") as file:
        own = dict(line.strip().split(":", 2)[1:] for line in file)
    places = {name: path for names, path in own.items() for name in names.split(",")}
    if "memory" in places:
        parents = {
            name: f"/sys/fs/cgroup/{name}" + places[name].rstrip("/") for name in ("memory", "pids") if name in places
        }
        version = 1
    else:
        parent = "/sys/fs/cgroup" + places[""].rstrip("/")
        with open(f"{parent}/cgroup.subtree_control") as file:
            granted = file.read().split()
        if "memory" not in granted:
            raise OSError("the memory controller is not delegated to this control group")
        parents = {name: parent for name in ("memory", "pids") if name in granted}
        version = 2
    for parent in set(parents.values()):
        _remove_stale_cgroups(parent)
    folders = {name: f"{parent}/kodenv-{os.getpid()}" for name, parent in parents.items()}
    return ControlGroup(folders["memory"], version, folders.get("pids")), " and ".join(folders)


def _remove_stale_cgroups(parent: str) -> None:
    """Remove groups that workers killed with ``kill -9`` left behind."""
    for entry in os.listdir(parent):
        owner = entry.removeprefix("kodenv-")
        if owner != entry and owner.isdigit() and not os.path.exists(f"/proc/{owner}"):
            try:
                os.rmdir(f"{parent}/{entry}")
            except OSError:
                continue


def oom_kills(events: bytes) -> int:
    """Return how many processes a group's memory limit has killed, from its event file."""
    for line in events.decode().splitlines():
        if line.startswith("oom_kill "):
            return int(line.split()[1])
    return 0


def drop_privileges(report: Report, worker: int, visible: list[str]) -> None:
    """Become a user of no account, without capabilities, that can gain none.

    Args:
        report: Where each step is noted.
        worker: Process id of this worker outside, from which a user id of its own is made.
        visible: Folders that the new user must be able to read.
    """
    if os.getuid() == 0 and report.tries("uid"):
        closed = _closed_folder(visible, "mount_namespace" in report.enforced)
        if closed:
            report.lacks("uid", f"{closed} can be read by root only")
        else:
            _become(report, _FIRST_PRIVATE_UID + worker % 1_000_000)
    try:
        kernel.drop_capabilities()
        report.holds("capabilities")
    except OSError as error:
        report.lacks("capabilities", error)
    try:
        kernel.no_new_privileges()
        kernel.not_dumpable()
        report.holds("no_new_privileges")
    except OSError as error:
        report.lacks("no_new_privileges", error)


def _become(report: Report, private: int) -> None:
    try:
        os.setgroups([])
        os.setresgid(private, private, private)
        os.setresuid(private, private, private)
        report.holds("uid", "private user id")
    except OSError as error:
        report.lacks("uid", error)


def _closed_folder(visible: list[str], own_root: bool) -> str:
    """Return a folder on the way to what programs import that other users cannot enter, or an empty string."""
    for folder in visible:
        while len(folder) > 1 and os.path.isdir(folder):
            if os.stat(folder).st_mode & 0o005 != 0o005:
                return folder
            if own_root:
                break  # the folders above it are ours, and open
            folder = os.path.dirname(folder)
    return ""


def enter_landlock(report: Report, readable: list[str], writable: list[str]) -> None:
    """Allow reading beneath some paths and writing beneath others; no TCP, no abstract sockets, no signals out."""
    if not report.tries("landlock"):
        return
    abi = kernel.landlock_abi()
    if not abi:
        report.lacks("landlock", "the kernel has none")
        return
    every = (1 << _FS_RIGHTS_OF_ABI.get(abi, 16)) - 1
    try:
        ruleset = kernel.landlock_ruleset(every, _NET_RIGHTS if abi >= 4 else 0, _SCOPES if abi >= 6 else 0)
        for path in readable:
            if os.path.exists(path):
                kernel.landlock_allow(ruleset, path, _READ if os.path.isdir(path) else _READ & _FILE_RIGHTS)
        for path in writable:
            rights = every & ~(_FS_MAKE_CHAR | _FS_MAKE_BLOCK)
            kernel.landlock_allow(ruleset, path, rights if os.path.isdir(path) else rights & _FILE_RIGHTS)
        kernel.landlock_enter(ruleset)
        os.close(ruleset)
    except OSError as error:
        report.lacks("landlock", error)
        return
    report.holds("landlock", f"ABI {abi}" + (", signals" if abi >= 6 else ""))


def enter_seccomp(report: Report) -> None:
    """Forbid the system calls of :mod:`kodenv.sandbox.syscalls`."""
    if not report.tries("seccomp"):
        return
    if platform.machine() != "x86_64":
        report.lacks("seccomp", f"no call table for {platform.machine()}")
        return
    try:
        kernel.enter_seccomp(
            syscalls.build_filter(
                shared_files="mount_namespace" not in report.enforced,
                shared_sockets=not report.enforced.keys() >= {"mount_namespace", "net_namespace"},
                truncate=kernel.landlock_abi() >= 3,
            )
        )
    except OSError as error:
        report.lacks("seccomp", error)
        return
    report.holds("seccomp")


def readable_without_mounts(visible: list[str], hidden: list[str]) -> list[str]:
    """Return the paths to allow where no private root can be built: what ``visible`` holds, less ``hidden``."""
    paths = list(_SYSTEM_FILES) + [f"/dev/{name}" for name in _DEVICES]
    for folder in (*_SYSTEM_DIRS, *visible):
        paths += _around(os.path.realpath(folder), [os.path.realpath(path) for path in hidden])
    return paths


def _around(folder: str, hidden: list[str]) -> list[str]:
    """Return the smallest list of paths that covers a folder except what is hidden in it."""
    if folder in hidden or not os.path.exists(folder):
        return []
    if not any(path.startswith(folder + "/") for path in hidden):
        return [folder]
    return [path for name in sorted(os.listdir(folder)) for path in _around(f"{folder}/{name}", hidden)]


def empty_folder(top: str) -> None:
    """Remove what programs put into a folder; all of them have ended. Follows no link, at any depth.

    Folders are moved up before they are emptied, so neither the depth nor the length of a path matters.
    """
    os.chmod(top, 0o700)
    unused, moved = secrets.token_hex(8), 0
    waiting = _clear(top)
    while waiting:
        folder = waiting.pop()
        for inner in _clear(folder):
            moved += 1
            waiting.append(f"{top}/{unused}-{moved}")
            os.rename(inner, waiting[-1])
        os.rmdir(folder)


def _clear(folder: str) -> list[str]:
    """Unlink the files of a folder and return its folders, opened up for us."""
    folders = []
    with os.scandir(folder) as entries:
        for entry in list(entries):
            if entry.is_dir(follow_symlinks=False):
                os.chmod(entry.path, 0o700)
                folders.append(entry.path)
            else:
                os.unlink(entry.path)
    return folders


def set_limit(kind: int, value: int) -> None:
    """Lower a resource limit for good; a limit that is lower already stays."""
    hard = resource.getrlimit(kind)[1]
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(kind, (value, value))


def minimal_environment() -> dict[str, str]:
    """Return the few variables a program sees; nothing of the caller's."""
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": SCRATCH_MOUNTS[0],
        "TMPDIR": SCRATCH_MOUNTS[0],
        "LANG": "C.UTF-8",
        "PYTHONHASHSEED": "0",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "1",  # each takes 64 MiB of the address space that a program may have
        "PYTHONDONTWRITEBYTECODE": "1",
    }


class SignalGuard:
    """Keeps a program from signalling its keepers where there is no pid namespace."""

    def __init__(self, report: Report) -> None:
        """Prepare a Landlock scope, where there is one."""
        self.ruleset = -1
        if "signals" in report.enforced.get("landlock", ""):
            self.ruleset = kernel.landlock_ruleset(0, 0, _SCOPES)

    def enter(self) -> None:
        """Put this process and its children under the guard."""
        if self.ruleset >= 0:
            kernel.landlock_enter(self.ruleset)
        elif platform.machine() == "x86_64":
            kernel.enter_seccomp(syscalls.build_signal_filter(os.getpid()))


class Orphans:
    """The processes that are left to us where no pid namespace ends them: our children, adopted ones included."""

    def __init__(self) -> None:
        """Become the parent of orphaned descendants, and keep the kernel's list of our children open."""
        kernel.adopt_orphans()
        self.list = os.open(f"/proc/{os.getpid()}/task/{os.getpid()}/children", os.O_RDONLY | os.O_CLOEXEC)

    def end(self) -> None:
        """End every child with its session's group, again and again until none is left, and collect them."""
        while True:
            for child in os.pread(self.list, 1 << 16, 0).split():
                for end in (os.killpg, os.kill):
                    try:
                        end(int(child), signal.SIGKILL)
                    except (ProcessLookupError, PermissionError):
                        continue
            try:
                os.waitpid(-1, 0)
            except ChildProcessError:
                return


def count_processes(uid: int) -> int:
    """Return how many processes and threads a user has now, which its process limit counts too."""
    count = 0
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                if os.stat(f"/proc/{entry}").st_uid == uid:
                    count += len(os.listdir(f"/proc/{entry}/task"))
            except OSError:
                continue
    return count
