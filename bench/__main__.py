"""python -m bench [ONLY]: runs all benchmarks, or those whose name begins with ONLY."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from rich.console import Console


def main() -> int:
    only = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("ONLY", "")
    from bench import database

    os.environ["DATABASE_URL"] = database.made_anew()
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    os.environ |= {"DEMO": "1", "STATIC_MANIFEST": "0"}
    _prepare_django()
    return _run(only)


def _prepare_django() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, run_syncdb=True)
    call_command("load_reference", verbosity=0)


def _run(only: str) -> int:
    from django.conf import settings

    from bench import (
        desk_dose,
        desk_import,
        desk_offline,
        desk_verdict,
        dose_entry,
        freshness,
        interactions,
        list_import,
        matcher,
        results,
    )

    benchmarks: dict[str, Callable[[Path], list[results.Result]]] = {
        "dose_entry_vs_bare": dose_entry.against_bare,
        "dose_entry_vs_pgbench": dose_entry.against_pgbench,
        "report_freshness": freshness.measure,
        "matcher_recall": matcher.measure,
        "list_import": list_import.measure,
        "desk_dose": desk_dose.measure,
        "desk_verdict": desk_verdict.measure,
        "desk_under_import": desk_import.measure,
        "desk_offline": desk_offline.measure,
        "acts": interactions.measure,
    }
    chosen = {name: measure for name, measure in benchmarks.items() if name.startswith(only)}
    if not chosen:
        print(f"No benchmark begins with {only!r}. There are: {', '.join(benchmarks)}", file=sys.stderr)
        return 2
    console, found = Console(), list[results.Result]()
    for name, measure in chosen.items():
        with console.status(f"{name} …"):
            found += measure(settings.VAR)
        results.keep(found, settings.VAR / "bench.json")
    results.show(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
