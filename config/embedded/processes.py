"""What every embedded server asks of the machine: a lock, a folder of its own, and an end when its parent ends."""

import ctypes
import fcntl
import os
import signal
import stat
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1


class ServerError(RuntimeError):
    """A server could not be started; the message says why, and where its log lies."""


def end_with_parent(number: signal.Signals = signal.SIGTERM) -> Callable[[], None]:
    """Return a `preexec_fn`: the kernel sends the child this signal when its parent dies, even by kill -9."""
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    return partial(prctl, _PR_SET_PDEATHSIG, int(number), 0, 0, 0)


def take_lock(path: Path, refusal: str) -> IO[str]:
    """Hold a lock file until it is closed; raises ServerError with `refusal` when another process holds it."""
    handle = path.open("w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        raise ServerError(refusal) from None
    return handle


def private_folder(path: Path, uid: int | None = None, gid: int | None = None) -> None:
    """Make a folder (0700) that belongs to `uid`, or to oneself. Folders above it are never touched.

    Raises ServerError when a stranger's folder or a link stands there: its name in /tmp can be guessed.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError as error:
        raise ServerError(f"{path} is not a folder of ours: {error.strerror}.") from error
    try:
        if os.fstat(handle).st_uid not in (os.geteuid(), uid):
            raise ServerError(f"{path} belongs to another account.")
        os.fchmod(handle, stat.S_IRWXU)
        if uid is not None and gid is not None:
            os.fchown(handle, uid, gid)
    finally:
        os.close(handle)


def runs(pid: int, argument: str) -> bool:
    """Tell whether a live process has `argument` on its command line. Pids are used again; arguments tell."""
    try:
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return argument.encode() in arguments  # a zombie has no command line left
