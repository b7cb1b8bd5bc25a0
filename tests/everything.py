"""`make test`: every check and test in order, each with its time. Needs the servers' addresses in the environment."""

import os
import subprocess
import sys
import time
from pathlib import Path

from vaxportal.local import bootstrap

ROOT = Path(__file__).resolve().parents[1]
PY = sys.executable
MANAGE = [PY, "manage.py"]
SERVED = {
    "HTTPS": "1",
    "DEMO": "0",
    "SECRET_KEY": "served-" * 10,
    "ALLOWED_HOSTS": "vaxportal.example",
    "MESSENGER": "smtp",
}
CHECKS: list[tuple[str, list[str], dict[str, str]]] = [
    ("Lock file", [bootstrap.uv(), "lock", "--check", "--quiet"], {}),
    ("Lint", [PY, "-m", "ruff", "check"], {}),
    ("Format", [PY, "-m", "ruff", "format", "--check"], {}),
    ("Types", [PY, "-m", "mypy"], {}),
    ("Import contracts", [str(Path(PY).with_name("lint-imports")), "--no-logo"], {}),
    ("Catalogs made", [PY, "-m", "vaxportal.catalogs", "compile"], {}),
    ("Catalogs complete", [PY, "-m", "vaxportal.catalogs", "check"], {}),
    ("Settings as served", [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], SERVED),
    ("Migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"], {}),
    ("Tables", [*MANAGE, "migrate", "--noinput", "--verbosity", "0"], {}),
    ("Tests", [PY, "-m", "pytest", "-q", "-n", "2", "--ignore=tests/journeys"], {}),
    ("Journeys in a browser", [PY, "-m", "pytest", "-q", "tests/journeys"], {}),
]


def main() -> int:
    outside = {**os.environ, "DEMO": "1"}  # the same settings against the embedded servers and given ones
    checks = CHECKS
    if outside.get("VAXPORTAL_EMBEDDED"):
        outside["TEST_TEMPLATE"] = "vaxportal"  # our own fresh database: every test process copies its tables
        outside["PYTEST_ADDOPTS"] = "--reuse-db"  # the servers vanish afterwards, nothing has to be dropped
    else:
        checks = [check for check in CHECKS if check[0] != "Tables"]  # a given database is not ours to change
    results = []
    for title, command, environment in checks:
        print(f"\n=== {title}", flush=True)
        began = time.monotonic()
        code = subprocess.run(command, cwd=ROOT, env=outside | environment).returncode
        results.append((title, code, time.monotonic() - began))
    print()
    for title, code, seconds in results:
        print(f"{'ok' if code == 0 else 'FAILED':7}{title:26}{seconds:7.1f} s")
    return 1 if any(code for _, code, _ in results) else 0


if __name__ == "__main__":
    sys.exit(main())
