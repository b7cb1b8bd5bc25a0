"""What import-linter cannot say: rules know the standard library, rules and the pure part of core, nothing else."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
APPS = ("registration", "sessions", "reporting", "vaxportal")
PURE = ("problems", "text", "dates", "phones")  # of vaxportal.core; held to the same rule
RULES = [ROOT / "vaxportal" / "core" / f"{name}.py" for name in PURE]
RULES += sorted(file for app in APPS for file in (ROOT / app).rglob("rules/*.py"))
RULES += sorted(file for app in APPS for file in (ROOT / app).rglob("rules.py"))


def imported(file):
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_allowed(name):
    words = name.split(".")
    if words[:2] == ["vaxportal", "core"]:
        return words[2] in PURE
    return words[0] in sys.stdlib_module_names or "rules" in words


@pytest.mark.parametrize("file", RULES, ids=lambda file: str(file.relative_to(ROOT)))
def test_rules_are_pure(file):
    assert [name for name in imported(file) if not is_allowed(name)] == []


def test_there_are_rules():
    assert RULES
