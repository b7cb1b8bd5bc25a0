"""What `make` does first: uv, the Python packages, the front-end packages, and Chromium for the browser tests.

Runs as a plain file on any Python 3.11 with nothing installed:
    python3 vaxportal/local/bootstrap.py run | dev | test
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
import json
import os
import platform
import re
import shutil
import ssl
import subprocess
import sys
import time
import urllib.request
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
TOOLS = Path(os.environ.get("VAXPORTAL_VAR") or ROOT / "var") / "tools"
INDEX = "https://pypi.org/simple"
OLDEST_PYTHON, OLDEST_UV, OLDEST_NPM = (3, 11), (0, 8), (9, 0)
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MANAGERS = {
    "apt-get": [["apt-get", "update"], ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]],
    "dnf": [["dnf", "install", "--assumeyes", "chromium"]],
    "apk": [["apk", "add", "chromium"]],
}


class Missing(Exception):
    """Says what the person at the terminal can do."""


def say(text: str) -> None:
    print(f"  • {text}", flush=True)


def answer(command: list[str]) -> str:
    """What the command prints, or nothing when it cannot run."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""


def version(command: list[str]) -> tuple[int, ...]:
    found = re.search(r"(\d+)\.(\d+)", answer([*command, "--version"]))
    return tuple(int(part) for part in found.groups()) if found else (0, 0)


def do(title: str, command: list[str], **environment: str) -> None:
    """Runs the command with its output shown; stops everything when it fails."""
    say(f"{title} …")
    began = time.monotonic()
    outside = {**certificates(), **os.environ}
    outside.pop("VIRTUAL_ENV", None)
    if subprocess.run(command, cwd=ROOT, env={**outside, **environment}).returncode:
        raise Missing(
            f"{title}: `{' '.join(command)}` failed; its words stand above. Run make again to go on from here."
        )
    print(f"    {time.monotonic() - began:.1f} s", flush=True)


def certificates() -> dict[str, str]:
    """Lets uv and Node trust what this machine trusts: a network with its own authority is common in offices."""
    file = ssl.get_default_verify_paths().cafile
    if not file or not os.path.getsize(file):
        return {}
    return {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1", "NODE_EXTRA_CA_CERTS": file}


def python() -> str:
    """A Python that is new enough: this one or a newer one beside it."""
    if sys.version_info >= OLDEST_PYTHON:
        return sys.executable
    for name in ("python3.14", "python3.13", "python3.12", "python3.11"):
        if shutil.which(name):
            return str(shutil.which(name))
    raise Missing(f"vaxportal needs Python 3.11 or newer; {sys.executable} is {platform.python_version()}.")


# --- uv


def uv() -> str:
    """uv from the PATH or from var/tools, fetched when there is none."""
    own = [TOOLS / "venv" / "bin" / "uv", TOOLS / "target" / "bin" / "uv", TOOLS / "wheel" / "uv"]
    for candidate in ["uv", *map(str, own)]:
        if version([candidate]) >= OLDEST_UV:
            return candidate
    say("Fetching uv into var/tools …")
    for fetch in (_uv_by_venv, _uv_by_pip, _uv_by_wheel):
        shutil.rmtree(TOOLS, ignore_errors=True)
        try:
            candidate = fetch()
        except (OSError, ValueError, KeyError, subprocess.CalledProcessError):
            continue
        if version([candidate]) >= OLDEST_UV:
            return candidate
    raise Missing(
        "uv could not be fetched. Is there a way to pypi.org? Else install uv (docs.astral.sh/uv) and try again."
    )


def _quiet(*command: str | Path) -> None:
    subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _uv_by_venv() -> str:
    if importlib.util.find_spec("ensurepip") is None:  # Debian without python3-venv
        raise ValueError
    _quiet(python(), "-m", "venv", TOOLS / "venv")
    _quiet(TOOLS / "venv" / "bin" / "python", "-m", "pip", "install", "--quiet", "uv")
    return str(TOOLS / "venv" / "bin" / "uv")


def _uv_by_pip() -> str:
    _quiet(python(), "-m", "pip", "install", "--quiet", "--target", TOOLS / "target", "uv")
    return str(TOOLS / "target" / "bin" / "uv")


def _uv_by_wheel() -> str:
    """Without pip: the newest wheel for this machine, its checksum compared."""
    index = os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("PIP_INDEX_URL") or INDEX
    listing = json.loads(_fetched(f"{index.rstrip('/')}/uv/"))
    files = [file for file in listing["files"] if _fits(file["filename"])]
    newest = max(files, key=lambda file: [int(part) for part in re.findall(r"\d+", file["filename"].split("-")[1])])
    wheel = _fetched(newest["url"])
    if hashlib.sha256(wheel).hexdigest() != newest["hashes"]["sha256"]:
        raise ValueError("the wheel of uv came damaged")
    program = TOOLS / "wheel" / "uv"
    program.parent.mkdir(parents=True)
    with zipfile.ZipFile(io.BytesIO(wheel)) as content:
        inside = next(name for name in content.namelist() if name.endswith("/scripts/uv"))
        program.write_bytes(content.read(inside))
    program.chmod(0o755)
    return str(program)


def _fetched(address: str) -> bytes:
    if not address.startswith("https://"):
        raise ValueError(address)
    request = urllib.request.Request(address, headers={"Accept": "application/vnd.pypi.simple.v1+json, */*;q=0.1"})  # noqa: S310
    with urllib.request.urlopen(request, timeout=300) as page:  # noqa: S310 - https only, two lines above
        return page.read()


def _fits(name: str) -> bool:
    machine = platform.machine().lower()
    system = {"Darwin": "macosx"}.get(
        platform.system(), "manylinux" if platform.libc_ver()[0] == "glibc" else "musllinux"
    )
    return bool(re.fullmatch(rf"uv-[\d.]+-py3-none-.*{system}.*_{machine}(\..*)?\.whl", name))


# --- packages


def packages(profile: str) -> None:
    """Python packages as locked; the stamp inside the environment tells what is there already."""
    stamp = VENV / "vaxportal-installed.json"
    lock = hashlib.sha256((ROOT / "uv.lock").read_bytes()).hexdigest()
    try:
        installed = json.loads(stamp.read_text())
    except (OSError, ValueError):
        installed = {}
    wanted = {"run": ["--no-dev"], "test": [], "node": ["--no-dev", "--only-group", "node"]}[profile]
    have = installed.get("have", []) if installed.get("lock") == lock and (VENV / "bin" / "python").exists() else []
    if profile in have or (profile == "run" and "test" in have):
        return
    command = [uv(), "sync", "--frozen", *wanted, "--python", str(python())]
    if have:
        command.append("--inexact")  # what another target needs stays
    do("Python packages", command, UV_PYTHON_DOWNLOADS="never", UV_NO_PROGRESS="0" if sys.stdout.isatty() else "1")
    stamp.write_text(json.dumps({"lock": lock, "have": [*have, profile]}))


def front_end() -> None:
    """npm ci when package-lock.json has changed."""
    lock, stamp = ROOT / "package-lock.json", ROOT / "node_modules" / ".vaxportal-installed"
    if not lock.exists():
        return
    now = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == now:
        return
    npm, path = "npm", os.environ.get("PATH", "")
    if version(["npm"]) < OLDEST_NPM or version(["node"]) < (18, 0):
        packages("node")
        npm, path = str(VENV / "bin" / "npm"), f"{VENV / 'bin'}{os.pathsep}{path}"
    do(
        "Front-end packages",
        [npm, "ci", "--no-audit", "--no-fund", "--no-update-notifier", "--ignore-scripts"],
        PATH=path,
    )
    stamp.write_text(now)


def browser() -> str:
    """The Chromium of this machine; nothing when there is none."""
    found = [os.environ.get("CHROMIUM"), *map(shutil.which, CHROMIUM_NAMES)]
    return next((path for path in found if path), "")


def chromium() -> None:
    """A Chromium for the browser tests, installed where the system's package manager can."""
    if browser():
        return
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    may = not root or bool(shutil.which("sudo") and answer(["sudo", "-n", "echo", "yes"]))
    manager = next((name for name in MANAGERS if shutil.which(name)), None)
    if may and manager:
        for command in MANAGERS[manager]:
            do("Chromium for the browser tests", [*root, *command], DEBIAN_FRONTEND="noninteractive")
        if browser():
            return
    raise Missing(
        "The browser tests need Chromium. Install it (Debian: `sudo apt-get install chromium`, Fedora: "
        "`sudo dnf install chromium`) or name one: `make test CHROMIUM=/path/to/chromium`."
    )


def main() -> int:
    profile = sys.argv[1] if len(sys.argv) > 1 else "run"
    try:
        packages("run" if profile == "run" else "test")
        front_end()
        if profile == "test":
            chromium()
    except Missing as reason:
        print(f"\n{reason}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
