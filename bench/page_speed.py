"""Milliseconds and queries of the work door's pages at 10,000 episodes: `-m bench.page_speed`."""

import statistics
import sys
import time
from collections.abc import Callable

from bench import scratch


EPISODES = 10_000
ROUNDS = 25
"""Fewer than the 30 searches a minute that one person may make."""


def main() -> int:
    """Fill fresh databases, then measure in a process of their own."""
    for name, databases in (("SQLite", scratch.sqlite), ("PostgreSQL", scratch.postgres)):
        with databases() as variables:
            print(name)
            print(scratch.run(variables, "-m", "bench.page_speed", "measure"))
    return 0


def measure() -> int:
    """Print a line a page: median and worst of some rounds, and the number of queries."""
    import django  # noqa: PLC0415 - in a process of its own

    django.setup()
    from django.test import Client  # noqa: PLC0415 - needs set-up

    from bench.clinic import build  # noqa: PLC0415 - likewise

    clinic = build(EPISODES)
    browser = Client()
    browser.force_login(clinic.clinician)
    for name, act in {
        "caseload, first page": lambda: browser.get("/work/patients/"),
        "caseload, later page": lambda: browser.get("/work/patients/", clinic.later()),
        "search by code": lambda: browser.post("/work/patients/", {"q": clinic.code()}),
        "search by birth date": lambda: browser.post("/work/find/", clinic.question()),
        "patient page": lambda: browser.get(f"/work/patients/{clinic.patient()}/"),
        "log a contact": lambda: browser.post(*clinic.contact()),
        "give a dose": lambda: browser.post(*clinic.dose()),
    }.items():
        print(_line(name, act))
    return 0


def _line(name: str, act: Callable) -> str:
    from django.db import connections  # noqa: PLC0415 - needs set-up
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - likewise

    act()
    with (
        CaptureQueriesContext(connections["default"]) as default,
        CaptureQueriesContext(connections["vault"]) as vault,
    ):
        answer = act()
    queries = f"{len(default):3} + {len(vault)} queries"
    taken = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        act()
        taken.append(1000 * (time.perf_counter() - began))
    return (
        f"{name:<22} {statistics.median(taken):6.1f} ms median {max(taken):7.1f} ms worst "
        f"{queries}, {answer.status_code}, "
        f"{len(answer.content) / 1024:5.1f} KiB"
    )


if __name__ == "__main__":
    sys.exit(measure() if sys.argv[1:] == ["measure"] else main())
