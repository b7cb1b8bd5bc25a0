"""Scans and keys that one dose takes, counted by the journey in a real browser: nothing here is timed."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.results import Result

JOURNEY = "tests/journeys/test_live_desk.py"
COUNTED = "test_one_scan_and_one_key_for_a_planned_person_four_for_somebody_new"


def measure(var: Path) -> list[Result]:
    """The journey makes its own test database beside the benchmark's."""
    with tempfile.NamedTemporaryFile("r", suffix=".json") as told:
        words = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", f"{JOURNEY}::{COUNTED}"]
        done = subprocess.run(
            words, env={**os.environ, "ACTS_COUNTED": told.name}, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(done.stdout[-2000:])
        return [_result(**row) for row in json.load(told)]


def _result(name: str, scans: int, keys: int) -> Result:
    return Result(name, scans + keys, "acts", note=f"{scans} scan, {keys} keys")
