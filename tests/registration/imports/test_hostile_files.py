"""Hostile files at full size: refused with a sentence, and neither the portal nor the reader takes much memory."""

import json
import os
import subprocess
import sys
import tracemalloc

import pytest

from registration.imports.guess import guess
from registration.imports.reader import MOST_MEMORY, MOST_SECONDS
from registration.imports.reading import LEAST, ROOT, refuse_at_the_door
from tests.registration.hostile import FILES, HARMLESS
from vaxportal.core.errors import RuleBroken

MB = 1024 * 1024
OF_THE_PORTAL = 4 * MB  # beside the file itself, which it holds


def read_alone(content, task):
    """What the reader answers first, and what it took: memory, and seconds of the processor."""
    reader = subprocess.Popen(
        [sys.executable, "-m", "registration.imports.reader"],
        cwd=ROOT,
        env=LEAST,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        reader.stdin.write(json.dumps(task).encode() + b"\n" + content)
        reader.stdin.close()
    except BrokenPipeError:
        pass
    said = reader.stdout.read()
    _pid, reader.returncode, used = os.wait4(reader.pid, 0)
    reader.stdout.close()
    return said, used


@pytest.mark.parametrize("hostile", FILES, ids=lambda one: one.name)
def test_it_is_refused_with_a_sentence_in_bounded_memory(hostile):
    content = hostile.make()
    tracemalloc.start()
    try:
        with pytest.raises(RuleBroken) as refused:
            refuse_at_the_door(content)
            guess(content)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    [problem] = refused.value.problems
    assert problem.code == hostile.code
    [told] = refused.value.told()
    assert (told["field"], told["message"] != problem.code, "{" in told["message"]) == ("file", True, False)
    assert peak < OF_THE_PORTAL


@pytest.mark.parametrize("harmless", HARMLESS, ids=lambda one: one.name)
def test_what_only_looks_hostile_is_read(harmless):
    content = harmless.make()
    refuse_at_the_door(content)
    _seen, _layout, people = guess(content)
    assert people == 3


@pytest.mark.parametrize(
    "name", ["million rows", "million rows of text", "million rows of .ods", "one cell of 250 MB", "claims of .xls"]
)
def test_the_reader_itself_stays_within_its_limits(name):
    """The limits are the system's: what goes beyond them ends, and its end is a refusal."""
    [content] = [one.make() for one in FILES if one.name == name]
    said, used = read_alone(content, {"do": "look"})
    assert used.ru_maxrss * 1024 < MOST_MEMORY
    assert used.ru_utime + used.ru_stime < MOST_SECONDS
    assert len(said) < MB
