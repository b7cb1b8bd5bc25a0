"""Where the embedded servers listen, read from the file that their starter writes."""

import json
from pathlib import Path

FILE = "local.json"
NOT_RUNNING_DATABASE = "postgres://vaxportal@127.0.0.1:1/vaxportal"
NOT_RUNNING_REDIS = "redis://127.0.0.1:1/0"


def written(var: Path) -> dict[str, str]:
    """The addresses of the running servers; empty when none run."""
    try:
        return json.loads((var / FILE).read_text())
    except (OSError, ValueError):
        return {}


def database_url(var: Path) -> str:
    return written(var).get("database_url", NOT_RUNNING_DATABASE)


def redis_url(var: Path) -> str:
    return written(var).get("redis_url", NOT_RUNNING_REDIS)
