"""python -m bench.list_memory FILE: reads a list, writes its answered file, and says the peak memory of both processes.

A process of its own, as the worker for lists is; the benchmark starts it with its settings and database.
"""

import json
import resource
import sys
from pathlib import Path

import django

django.setup()

from bench.list_import import COMPANY, read_list  # noqa: E402
from registration.imports.lists import made_answer  # noqa: E402
from registration.models import Organization  # noqa: E402
from registration.services.list_answers import answer_on  # noqa: E402


def main() -> None:
    worker_list = read_list(Path(sys.argv[1]).read_bytes(), Organization.objects.get(name=COMPANY))
    answer_on(made_answer)
    worker_list.refresh_from_db(fields=["answer"])
    peaks = {
        name: resource.getrusage(who).ru_maxrss / 1024
        for name, who in (("worker", resource.RUSAGE_SELF), ("reader", resource.RUSAGE_CHILDREN))
    }
    print(json.dumps(peaks | {"answer": len(bytes(worker_list.answer or b"")) / 1024**2}))


if __name__ == "__main__":
    main()
