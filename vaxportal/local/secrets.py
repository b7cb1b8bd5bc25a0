"""Secrets of the embedded default: made once, kept under var/, readable by their owner only."""

import base64
import os
import secrets
from contextlib import suppress
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def kept(var: Path, name: str, *, may_invent: bool) -> str:
    """The secret in var/secrets/<name>, made when missing; refuses to invent one for a database that is not ours."""
    file = var / "secrets" / name
    try:
        return file.read_text()
    except FileNotFoundError:
        pass
    if not may_invent:
        raise ImproperlyConfigured(f"DATABASE_URL is set, so {name.upper()} must be set too (or DEMO=1 for a try-out).")
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = file.with_name(f"{name}.{os.getpid()}")
    part.touch(mode=0o600)
    part.write_text(secrets.token_urlsafe(48))
    with suppress(FileExistsError):  # the first of two starters wins
        os.link(part, file)
    part.unlink()
    return file.read_text()


def kept_key_ring(var: Path, *, may_invent: bool) -> str:
    secret = kept(var, "vaxportal_keys", may_invent=may_invent)
    return "k1:" + base64.urlsafe_b64encode(secret.encode()[:32]).decode()
