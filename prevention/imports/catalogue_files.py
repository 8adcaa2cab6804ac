"""The catalogue's files: read, checked, and told apart from what no table would take.

A file says nothing that the format of `prevention/data/catalogue/README.md` does not know: a
misspelt key would otherwise be a fact that silently never arrives.
"""

import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from kernel.errors import Refused
from prevention.choices import (
    CatalogueStatus,
    Level,
    ProgrammeKind,
    Registry,
    SessionKind,
    Setting,
    Stage,
)
from prevention.rules.ratings import SCALES, rank


DATA = Path(__file__).resolve().parent.parent / "data" / "catalogue"
LANGUAGES = ("en", "ru")
LONGEST_SESSION = 300
TEXTS = ("names", "abstract", "dose", "training", "central_asia")
LISTS = ("settings", "levels", "types", "unverified", "sources", "core_components", "keep",
         "avoid", "ratings", "sessions", "studies")  # fmt: skip
PROGRAMME_KEYS = frozenset(
    {"code", "slug", "kind", "status", "licence", *TEXTS, *LISTS,
     "developer", "country_of_origin", "age_min", "age_max", "target_group", "contact"}
)  # fmt: skip
TYPE_KEYS = frozenset(
    {"code", "name", "stages", "settings", "levels", "stars_first_edition", "stars_checked",
     "levels_checked", "source", "note"}
)  # fmt: skip
RATING_KEYS = frozenset({"registry", "label", "scope_note", "source", "checked", "checked_on"})
SESSION_KEYS = frozenset({"number", "title", "kind", "minutes", "objectives"})
STUDY_KEYS = frozenset({"citation", "design", "n", "n_unit", "country", "result"})


class CatalogueFileRefused(Refused):
    """A file of the catalogue is wrong: which one, at which key, and what to do."""

    code = "catalogue-file"


@dataclass(frozen=True)
class Catalogue:
    """The files as read."""

    types: tuple[Mapping[str, Any], ...]
    programmes: tuple[Mapping[str, Any], ...]
    fidelity: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Checker:
    """Checks one table of one file; remembers where it stands, for the sentence of a refusal."""

    file: str
    row: Mapping[str, Any]
    place: str = ""

    def refuse(self, key: str, wrong: str, advice: str) -> CatalogueFileRefused:
        """Build the refusal."""
        return CatalogueFileRefused(
            _("%(file)s, %(key)s: %(wrong)s %(advice)s")
            % {"file": self.file, "key": f"{self.place}{key}", "wrong": wrong, "advice": advice}
        )

    def keys(self, known: Collection[str]) -> None:
        """Refuse a key that the format does not know."""
        for key in sorted(set(self.row) - set(known)):
            raise self.refuse(
                key, _("nobody reads this key."), _("Correct its spelling or take it out.")
            )

    def text(self, key: str, *, longest: int = 0) -> str:
        """Return a text that has to be there."""
        value = self.row.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(key, _("a text is missing."), _("Write one in quotation marks."))
        if longest and len(value) > longest:
            wrong = _("the text is longer than %(longest)s characters.") % {"longest": longest}
            raise self.refuse(key, wrong, _("Shorten it."))
        return value

    def words(self, key: str, value: Any, *, longest: int = 0) -> None:
        """Refuse anything but the same text in every language of the files."""
        if not isinstance(value, Mapping) or set(value) != set(LANGUAGES):
            raise self.refuse(
                key, _("a language is missing."), _("Write it as { en = “…”, ru = “…” }.")
            )
        for language in LANGUAGES:
            Checker(self.file, value, f"{self.place}{key}.").text(language, longest=longest)

    def choice(self, key: str, known: Iterable[str], *, value: Any = None) -> None:
        """Refuse a code that is none of the known ones."""
        found = self.row.get(key) if value is None else value
        known = [str(each) for each in known]
        if found not in known:
            wrong = _("“%(found)s” is no known code.") % {"found": found}
            advice = _("Take one of: %(known)s.") % {"known": ", ".join(known)}
            raise self.refuse(key, wrong, advice)

    def choices(self, key: str, known: Iterable[str]) -> None:
        """Refuse a list with a code that is none of the known ones."""
        known = list(known)
        for value in self.list(key):
            self.choice(key, known, value=value)

    def list(self, key: str) -> list[Any]:
        """Return a list that has to be there, if empty."""
        value = self.row.get(key)
        if not isinstance(value, list):
            raise self.refuse(
                key, _("a list is missing."), _("Write [] when there is nothing to say.")
            )
        return value

    def number(self, key: str, low: int, high: int, *, is_needed: bool = False) -> None:
        """Refuse a number out of its range; left out is fine where nothing is known."""
        value = self.row.get(key)
        if value is None and not is_needed:
            return
        if type(value) is not int or not low <= value <= high:
            wrong = _("a whole number from %(low)s to %(high)s is needed.")
            advice = _("Leave the line out when the number is not known.")
            raise self.refuse(key, wrong % {"low": low, "high": high}, advice)

    def each(self, key: str) -> Iterable["Checker"]:
        """Step into the tables of a list."""
        for position, row in enumerate(self.list(key), start=1):
            if not isinstance(row, Mapping):
                raise self.refuse(
                    key, _("a table is needed."), _("Begin each with [[%(key)s]].") % {"key": key}
                )
            yield Checker(self.file, row, f"{self.place}{key}[{position}].")


def read_catalogue(directory: Path = DATA) -> Catalogue:
    """Read and check every file below `directory`.

    Raises:
        CatalogueFileRefused: a file is missing, is not TOML, or says what nobody can take.
    """
    types = _tables(directory / "intervention_types.toml", "types", _check_type)
    known = frozenset(row["code"] for row in types)
    fidelity = _tables(directory / "fidelity.toml", "sets", _check_set(known))
    files = sorted((directory / "programmes").glob("*.toml"))
    programmes = [_programme(file, known) for file in files]
    _refuse_twins(programmes)
    return Catalogue(types, tuple(row for _file, row in programmes), fidelity)


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CatalogueFileRefused(
            _("%(file)s is missing. Put it back, or name the right directory.")
            % {"file": file.name}
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueFileRefused(
            _("%(file)s is not readable: %(error)s. Correct that line.")
            % {"file": file.name, "error": error}
        ) from error


def _tables(
    file: Path, key: str, check: Callable[[Checker], None]
) -> tuple[Mapping[str, Any], ...]:
    content = _read(file)
    for each in Checker(file.name, content).each(key):
        check(each)
    return tuple(content[key])


def _check_type(row: Checker) -> None:
    row.keys(TYPE_KEYS)
    row.text("code", longest=24)
    row.words("name", row.row.get("name"), longest=160)
    row.choices("stages", Stage.values)
    row.choices("settings", Setting.values)
    row.choices("levels", Level.values)
    row.number("stars_first_edition", 1, 5)


def _check_set(types: Collection[str]) -> Callable[[Checker], None]:
    def check(row: Checker) -> None:
        row.keys({"code", "types", "name", "items"})
        row.choices("types", types)
        for item in row.each("items"):
            item.keys({"code", "text", "core", "weight"})
            item.words("text", item.row.get("text"), longest=300)
            item.number("weight", 1, 10, is_needed=True)

    return check


def _programme(file: Path, types: Collection[str]) -> tuple[str, Mapping[str, Any]]:
    content = _read(file)
    row = Checker(file.name, content)
    row.keys(PROGRAMME_KEYS)
    row.text("code", longest=24)
    row.text("slug", longest=40)
    row.choice("kind", ProgrammeKind.values)
    row.choice("status", CatalogueStatus.values)
    for key in LISTS:
        row.list(key)
    row.choices("settings", Setting.values)
    row.choices("levels", Level.values)
    row.choices("types", types)
    row.number("age_min", 0, 120)
    row.number("age_max", content.get("age_min", 0), 120)
    for key in TEXTS:
        row.words(key, content.get(key), longest=160 if key == "names" else 0)
    _check_lists(row)
    return file.name, content


def _check_lists(row: Checker) -> None:
    for key in ("core_components", "keep", "avoid"):
        for line in row.list(key):
            row.words(key, line, longest=300)
    for rating in row.each("ratings"):
        _check_rating(rating)
    for session in row.each("sessions"):
        session.keys(SESSION_KEYS)
        session.number("number", 1, 200, is_needed=True)
        session.words("title", session.row.get("title"), longest=160)
        session.choice("kind", SessionKind.values)
        session.number("minutes", 1, LONGEST_SESSION)
    for study in row.each("studies"):
        study.keys(STUDY_KEYS)
        study.text("citation", longest=400)
        study.words("result", study.row.get("result"))


def _check_rating(rating: Checker) -> None:
    rating.keys(RATING_KEYS)
    rating.choice("registry", Registry.values)
    registry = Registry(rating.row["registry"])
    label = rating.text("label", longest=40)
    if rank(registry, label) is None:
        rating.choice("label", [known for known, _rank in SCALES[registry]])
    rating.words("scope_note", rating.row.get("scope_note"), longest=300)


def _refuse_twins(programmes: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    for key in ("code", "slug"):
        seen: dict[str, str] = {}
        for file, row in programmes:
            if (first := seen.setdefault(row[key], file)) != file:
                wrong = _("%(first)s has the same one.") % {"first": first}
                raise Checker(file, row).refuse(key, wrong, _("Give each programme its own."))
