"""python -m bench.list_memory FILE: reads a list, writes its answered file, and says the peak memory.

A process of its own, as the worker for lists is; the benchmark starts it with its settings and database. The file is
opened by a second one: `together` is the most that both have held at one moment, looked at a hundred times a second.
"""

import json
import os
import re
import resource
import sys
from pathlib import Path
from threading import Event, Thread

import django

django.setup()

from django.db.models.functions import Length  # noqa: E402

from bench.list_import import COMPANY, read_list  # noqa: E402
from registration.imports.lists import made_answer  # noqa: E402
from registration.models import Organization, WorkerList  # noqa: E402
from registration.services.list_answers import answer_on  # noqa: E402


def main() -> None:
    watch = Watch()
    watch.start()
    worker_list = read_list(Path(sys.argv[1]).read_bytes(), Organization.objects.get(name=COMPANY))
    answer_on(made_answer)
    watch.is_over.set()
    watch.join()
    written = WorkerList.objects.filter(pk=worker_list.pk).values_list(Length("answer"), flat=True).get()
    peaks = {
        name: resource.getrusage(who).ru_maxrss / 1024
        for name, who in (("worker", resource.RUSAGE_SELF), ("reader", resource.RUSAGE_CHILDREN))
    }
    print(json.dumps(peaks | {"together": watch.most, "answer": written / 1024**2}))


class Watch(Thread):
    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.is_over, self.most = Event(), 0.0

    def run(self) -> None:
        while not self.is_over.wait(0.01):
            self.most = max(self.most, sum(map(resident, (os.getpid(), *children()))))


def children() -> list[int]:
    tasks = Path("/proc/self/task").iterdir()
    return [int(pid) for task in tasks for pid in said(task / "children").split()]


def resident(pid: int) -> float:
    """MB; nothing of a process that has just ended."""
    found = re.search(r"VmRSS:\s+(\d+) kB", said(Path(f"/proc/{pid}/status")))
    return int(found[1]) / 1024 if found else 0.0


def said(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""


if __name__ == "__main__":
    main()
