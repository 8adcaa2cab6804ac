"""The workspace's pages at 1,000 and at 100,000 episodes, in one run: `-m bench.workspace_speed`.

PostgreSQL. Each size is one clinic: as many episodes, fifty doses in each (50,000 and 5,000,000),
four hundred open ones, two hundred of them with a dose due today. A page may cost twelve statements
and at the large size 1.3 times what it costs at the small one.
"""

import statistics
import sys
import time
from collections.abc import Callable

from bench import scratch


SMALL, LARGE = 1_000, 100_000
ROUNDS = 7
TURNS = 3
"""Rounds, with the two before them, and turns stay under the 30 searches a minute of one person."""
MOST_STATEMENTS, MOST_TIMES = 12, 1.3


def main() -> int:
    """Fill both, measure them in turn, each time in a process of its own, and compare.

    What else the machine does falls on both alike.
    """
    found: dict[int, dict[str, list[tuple[float, int]]]] = {SMALL: {}, LARGE: {}}
    with scratch.postgres() as small, scratch.postgres() as large:
        databases = {SMALL: small, LARGE: large}
        for episodes, variables in databases.items():
            scratch.run(variables, "-m", "bench.workspace_speed", "build", str(episodes))
        for _turn in range(TURNS):
            for episodes, variables in databases.items():
                printed = scratch.run(variables, "-m", "bench.workspace_speed", "measure")
                for name, figures in map(_read, printed.splitlines()):
                    found[episodes].setdefault(name, []).append(figures)
    told = [_told(name, found) for name in found[SMALL]]
    return 0 if all(told) else 1


def _told(name: str, found: dict[int, dict[str, list[tuple[float, int]]]]) -> bool:
    """Print a line a page; whether it keeps within what it may cost."""
    small, large = (
        statistics.median(milliseconds for milliseconds, _statements in found[size][name])
        for size in (SMALL, LARGE)
    )
    statements = max(each for _milliseconds, each in found[LARGE][name])
    print(f"{name:<22} {small:7.1f} ms {large:7.1f} ms {large / small:5.2f} times {statements:3}")
    return statements <= MOST_STATEMENTS and large / small <= MOST_TIMES


def _read(line: str) -> tuple[str, tuple[float, int]]:
    name, milliseconds, statements = line.rsplit("|", 2)
    return name, (float(milliseconds), int(statements))


def fill(episodes: int) -> int:
    """Write the clinic."""
    import django  # noqa: PLC0415 - in a process of its own

    django.setup()
    from bench.workspace import build  # noqa: PLC0415 - needs set-up

    build(episodes)
    return 0


def measure() -> int:
    """Print a line a page: its name, the median of some rounds, and its statements."""
    import django  # noqa: PLC0415 - in a process of its own

    django.setup()
    from django.test import Client  # noqa: PLC0415 - needs set-up

    from bench.workspace import found  # noqa: PLC0415 - likewise

    clinic = found()
    browser = Client()
    browser.force_login(clinic.clinician)
    for name, act in {
        "today": lambda: browser.get("/work/today/"),
        "caseload": lambda: browser.get("/work/patients/"),
        "search by code": lambda: browser.post("/work/patients/", {"q": clinic.code()}),
        "search by birth date": lambda: browser.post("/work/find/", clinic.question()),
        "patient page": lambda: browser.get(f"/work/patients/{clinic.patient()}/"),
        "dosing round": lambda: browser.get("/work/round/"),
        "scan a card": lambda: browser.post("/work/round/", {"code": clinic.due()}),
    }.items():
        milliseconds, statements = _taken(act)
        print(f"{name}|{milliseconds:.3f}|{statements}")
    return 0


def _taken(act: Callable) -> tuple[float, int]:
    from django.db import connections  # noqa: PLC0415 - needs set-up
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - likewise

    answer = act()
    if answer.status_code >= 400:  # noqa: PLR2004 - a page that does not answer is no measure
        message = f"{answer.status_code} for {answer.request['PATH_INFO']}"
        raise RuntimeError(message)
    with CaptureQueriesContext(connections["default"]) as default:
        act()
    statements = [
        each["sql"] for each in default if each["sql"].split()[0] not in {"BEGIN", "COMMIT"}
    ]
    taken = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        act()
        taken.append(1000 * (time.perf_counter() - began))
    return statistics.median(taken), len(statements)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["build", episodes]:
            sys.exit(fill(int(episodes)))
        case ["measure"]:
            sys.exit(measure())
        case _:
            sys.exit(main())
