"""python -m vaxportal.local exec [--throwaway] -- COMMAND…  |  run"""

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path

from vaxportal.local import processes, servers, supervisor
from vaxportal.local.places import CannotStart

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m vaxportal.local", description="The embedded servers of vaxportal.")
    commands = parser.add_subparsers(dest="command", required=True)
    execute = commands.add_parser("exec", help="run a command with PostgreSQL and Valkey beside it")
    execute.add_argument("--throwaway", action="store_true", help="fresh servers that vanish afterwards, for tests")
    execute.add_argument("words", nargs="+", metavar="COMMAND")
    commands.add_parser("run", help="servers, web, worker and beat until Ctrl-C")
    given = parser.parse_args()
    var = Path(os.environ.get("VAXPORTAL_VAR") or ROOT / "var").resolve()
    try:
        if given.command == "run":
            return supervisor.run(var)
        signal.signal(signal.SIGTERM, _leave)
        return run_beside(given.words, var, throwaway=given.throwaway)
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1
    except PermissionError as refused:
        whose = "It belongs to another user: start as that user, or name another folder by VAXPORTAL_VAR."
        print(f"{refused.filename}: {refused.strerror}. {whose}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def run_beside(words: list[str], var: Path, *, throwaway: bool) -> int:
    """Runs the command in the foreground with the servers' addresses in its environment; answers its exit code."""
    beside = servers.throwaway(os.environ) if throwaway else servers.running(var, os.environ)
    with beside as found:
        try:
            child = processes.start(words, own_group=False, env=os.environ | found)
        except OSError as error:
            raise CannotStart(f"{words[0]}: {error.strerror}") from None
        return _wait(child)


def _wait(child: subprocess.Popen[bytes]) -> int:
    """A Ctrl-C on the terminal reaches the command itself; the servers stay until it has ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        code = child.wait()
    except SystemExit:
        processes.stop(child)
        raise
    return code if code >= 0 else 128 - code


def _leave(number: int, _frame: object) -> None:
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
