"""Child processes that end when their parent does, even by kill -9."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
_prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


def _tied_to(parent: int, by: signal.Signals) -> Callable[[], None]:
    def tie() -> None:  # runs between fork and exec, after the change of user: a change of user unties
        if _prctl is not None:
            _prctl(PR_SET_PDEATHSIG, int(by))
            if os.getppid() != parent:  # the parent died before the tie
                os.kill(os.getpid(), by)

    return tie


def start(
    command: Sequence[str | Path],
    *,
    ends_by: signal.Signals = signal.SIGTERM,
    own_group: bool = True,
    **options: Any,  # whatever subprocess.Popen takes: user, env, cwd, stdin, stdout
) -> subprocess.Popen[bytes]:
    """Starts a child; `own_group` keeps a Ctrl-C on the terminal from it. Call from the main thread only: the tie is
    to the thread."""
    return subprocess.Popen(
        [str(part) for part in command],
        preexec_fn=_tied_to(os.getpid(), ends_by),
        process_group=0 if own_group else None,
        **options,
    )


def stop(child: subprocess.Popen[bytes], by: signal.Signals = signal.SIGTERM, patience: float = 10) -> None:
    """Asks, waits, and ends the whole group when the wait was in vain."""
    if child.poll() is not None:
        return
    child.send_signal(by)
    try:
        child.wait(patience)
    except subprocess.TimeoutExpired:
        kill_group(child)


def kill_group(child: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        child.kill()
    child.wait()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        found = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True)
        return found.stdout.strip()


def wait_gone(pid: int, patience: float) -> bool:
    until = time.monotonic() + patience
    while is_alive(pid):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True
