"""The participants, put together out of the tables that have a few rows for each."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from clinics.bulk.accounts import Accounts
from clinics.bulk.reading import Table, locate
from clinics.bulk.refusals import ErrorsFile, FileRefused, Refusal
from clinics.imports.ctn0094.tables import ANALYTES, JOINED, META, PEOPLE, TABLES, TRIALS
from clinics.vocabulary import Analyte


SPAN_DAYS = 730
"""Start days are spread over two years."""
FOLLOW_UP = "Post-medication follow-up"
NOT_TESTED = ("NO", None)
ROW_KEYS = {"randomization": ("who", "which"), "rbs": ("who", "what")}
"""What one row of a table is about, where that is not the person alone."""


@dataclass
class Person:
    """One participant and what the joined tables say; answers by column name."""

    who: int
    row: int
    trial: int
    site: int
    day_zero: date
    answers: dict[str, Any] = field(default_factory=dict)
    arms: dict[int, tuple[str, int]] = field(default_factory=dict)
    """First and second randomisation -> arm and day."""
    used: dict[str, tuple[bool | None, int | None]] = field(default_factory=dict)
    """Substance of the risk behaviour survey -> used in the last 30 days, and on how many days."""

    def on(self, day: int) -> date:
        """The calendar day of a day of the source."""
        return self.day_zero + timedelta(days=day)

    def phases(self) -> list[tuple[int, str, int]]:
        """Randomisation, arm and day; a second one on the same day is the first told again."""
        phases: list[tuple[int, str, int]] = []
        for which, (arm, day) in sorted(self.arms.items(), key=lambda item: item[1][1]):
            if not phases or day != phases[-1][2]:
                phases.append((which, arm, day))
        return phases


@dataclass
class Trials:
    """What the source says of the trials themselves."""

    panels: dict[int, frozenset[Analyte]]
    """Trial -> what its urine tests looked for."""
    weeks: dict[tuple[int, str, int], int]
    """Trial, arm and phase -> weeks of medication, follow-up left out."""


Row = dict[str, Any]


@dataclass
class Small:
    """A table read whole: its rows with their numbers, and those that were not taken."""

    file: str
    rows: list[tuple[int, Row]]
    refusals: list[Refusal]

    def keep(self, problem: "Callable[[Row], tuple[str, str, str] | None]") -> None:
        """Refuse the rows in which `problem` finds one: column, value class and rule."""
        kept = []
        for number, row in self.rows:
            why = problem(row)
            if why:
                self.refusals.append(Refusal(self.file, number, *why))
            else:
                kept.append((number, row))
        self.rows = kept

    def account(self, name: str, errors: ErrorsFile, accounts: Accounts) -> None:
        """Report what came of the rows."""
        stored, refused = len(self.rows), len(self.refusals)
        accounts[name].add(rows_in=stored + refused, stored=stored, refused=refused)
        errors.add(self.refusals)


def read_small(directory: Path, name: str) -> Small:
    """Read a table that has a few rows a person."""
    table = Table(locate(directory, name), TABLES[name])
    small = Small(table.file.name, [], [])
    for batch in table.batches():
        names = list(batch.columns)
        for number, values in zip(
            batch.rows, zip(*batch.columns.values(), strict=True), strict=True
        ):
            small.rows.append((number, dict(zip(names, values, strict=True))))
        small.refusals += batch.refusals
    return small


def read_people(
    directory: Path, *, first_day: date, errors: ErrorsFile, accounts: Accounts
) -> dict[int, Person]:
    """Read every participant with a site, and what the joined tables say of each.

    A row about somebody unknown is refused, and so is the second row of one key.
    """
    everybody = read_small(directory, PEOPLE)
    joined = {name: read_small(directory, name) for name in JOINED}
    known = {row["who"] for _number, row in everybody.rows}
    for name, small in joined.items():
        small.keep(_unknown_or_repeated(known, ROW_KEYS.get(name, ("who",))))
        small.account(name, errors, accounts)
    sites = {row["who"]: row["site_masked"] for _number, row in joined["site_masked"].rows}
    everybody.keep(_unknown_or_repeated(set(sites), ("who",), unknown=("no site", "REQUIRED")))
    errors.add(everybody.refusals)
    accounts[PEOPLE].add(rows_in=len(everybody.refusals), stored=0, refused=len(everybody.refusals))
    people = {
        row["who"]: Person(row["who"], number, row["project"], sites[row["who"]], first_day)
        for number, row in everybody.rows
    }
    _spread(people, first_day)
    _tell(people, joined)
    return people


def read_trials(directory: Path) -> Trials:
    """Read the tables about the trials.

    Raises:
        FileRefused: one of their few rows is wrong; nothing can be made of the rest.
    """
    length, groups = (_whole(directory, name) for name in META)
    weeks: dict[tuple[int, str, int], int] = defaultdict(int)
    for row in length:
        if row["description"] != FOLLOW_UP:
            weeks[row["project"], row["treatment"], row["phase"]] += row["weeks"]
    panels = {
        trial: frozenset(
            ANALYTES[row[f"CTN-00{trial}"]]
            for row in groups
            if row[f"CTN-00{trial}"] not in NOT_TESTED
        )
        for trial in TRIALS.values()
    }
    return Trials(panels=panels, weeks=dict(weeks))


def start_offset(rank: int, members: int) -> int:
    """Day, from the first, on which the person of this rank at a site of this size begins."""
    return rank * SPAN_DAYS // members


def _unknown_or_repeated(
    known: set[int],
    key: tuple[str, ...],
    *,
    unknown: tuple[str, str] = ("unknown person", "KNOWN_PERSON"),
) -> Callable[[Row], tuple[str, str, str] | None]:
    seen: set[tuple[Any, ...]] = set()

    def problem(row: Row) -> tuple[str, str, str] | None:
        if row["who"] not in known:
            return ("who", *unknown)
        told = tuple(row[name] for name in key)
        if told in seen:
            return (key[-1], "repeated", "ONCE")
        seen.add(told)
        return None

    return problem


def _spread(people: Mapping[int, Person], first_day: date) -> None:
    """Give each site's people, in the order of their numbers, days evenly over the span."""
    by_site: dict[int, list[Person]] = defaultdict(list)
    for who in sorted(people):
        by_site[people[who].site].append(people[who])
    for members in by_site.values():
        for rank, person in enumerate(members):
            offset = start_offset(rank, len(members))
            person.day_zero = first_day + timedelta(days=offset)


def _tell(people: Mapping[int, Person], joined: Mapping[str, Small]) -> None:
    """Put the joined rows with their people."""
    for name, small in joined.items():
        for _number, row in small.rows:
            person = people.get(row["who"])
            if person is None:
                continue
            if name == "randomization":
                person.arms[row["which"]] = (row["treatment"], row["when"])
            elif name == "rbs":
                person.used[row["what"]] = (row["did_use"], row["days"])
            else:
                person.answers[name] = row


def _whole(directory: Path, name: str) -> list[Row]:
    small = read_small(directory, name)
    for refusal in small.refusals:
        message = f"This table must be right in every row ({refusal.value_class})."
        raise FileRefused(small.file, message, row=refusal.row, column=refusal.column)
    return [row for _number, row in small.rows]
