"""The audit: read the files, compare them, attack them; one verdict."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from analytics.auditing.attack import PROVED_WIDTH, Attack, attack
from analytics.auditing.figure_rules import check_figures, low_bases
from analytics.auditing.published import Cell, Entry, Figure, Published
from analytics.auditing.reading import read_files
from analytics.auditing.relations import absent
from analytics.auditing.sentences import allowed, check_sentences
from analytics.auditing.vintages import Comparison, compare, overlaps


FEW = 20
"""Findings of one kind that are told one by one; the rest are counted."""
Files = Mapping[str, bytes]
Exact = Mapping[str, int]


@dataclass(frozen=True)
class Verdict:
    """What the audit of a release came to.

    `attacks` are programs solved, `narrowest` the width that every small count keeps at least.
    `recovered` are cells, `differences` changes from earlier releases that are known too well.
    Of `numbers_read` in all files `numbers_equal` are those of the registry. `low_bases` are
    percentages not shown for a base under 50. `findings` say in words what is wrong and where,
    never a value; `unbuilt` what could not be tried.
    """

    cells: int
    relations: int
    attacks: int
    targets: int
    narrowest: int
    recovered: tuple[str, ...]
    differences: int
    numbers_read: int
    numbers_equal: int
    low_bases: int
    findings: tuple[str, ...]
    unbuilt: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether the files may go out."""
        return not (self.findings or self.recovered or self.differences)


def audit(
    files: Files,
    *,
    truth: Exact | None = None,
    known: Mapping[tuple[str, ...], int] | None = None,
    hashes: Mapping[str, object] | None = None,
    earlier: Sequence[Files] = (),
    earlier_hashes: Sequence[Mapping[str, object]] = (),
) -> Verdict:
    """Attack published files as an outsider, or with exact counts (`truth`) as the worst insider.

    `known` are exact sums of cells that intruders are taken to have. `earlier`: the files of other
    releases: those of overlapping periods are attacked together with this one, and the numbers of
    all may stand in its words. `hashes` and `earlier_hashes` (set hashes by cell) say which cells
    count the same records.

    Raises:
        NothingToAudit: no file names the cells.
    """
    begun = time.perf_counter()
    published = read_files(files)
    before = [read_files(each) for each in earlier]
    result = attack(published, truth=truth, known=known)
    pairs = _compare_all(published, before, hashes, earlier_hashes)
    words = check_sentences(published, allowed([published, *before]))
    wrong, entries = _unequal(published)
    findings = [
        *published.findings,
        *_limited(_structure(published, result)),
        *_limited(_untrue(published, truth)),
        *_limited(check_figures(published)),
        *_limited(wrong),
        *_limited(words.findings),
        *_linked(pairs),
    ]
    return Verdict(
        cells=result.cells,
        relations=result.relations,
        attacks=result.programs + sum(each.programs for each in pairs),
        targets=result.targets,
        narrowest=_narrowest(result),
        recovered=result.recovered,
        differences=sum(len(each.differences) for each in pairs),
        numbers_read=entries + words.read,
        numbers_equal=entries - len(wrong) + words.equal,
        low_bases=low_bases(published),
        findings=tuple(findings + _recovered(result)),
        unbuilt=result.unbuilt,
        seconds=time.perf_counter() - begun,
    )


def _compare_all(
    published: Published,
    before: Sequence[Published],
    hashes: Mapping[str, object] | None,
    earlier_hashes: Sequence[Mapping[str, object]],
) -> list[Comparison]:
    found = []
    for place, each in enumerate(before):
        if overlaps(each, published):
            own = earlier_hashes[place] if place < len(earlier_hashes) else None
            pair = None if own is None or hashes is None else (own, hashes)
            found.append(compare(each, published, hashes=pair))
    return found


def _structure(published: Published, result: Attack) -> Iterator[str]:
    for key, cell in sorted(published.cells.items()):
        if cell.value is not None and (cell.value % published.base or cell.value < 0):
            yield _("The cell %(key)s is not rounded.") % {"key": key}
    for table, key in absent(published):
        yield _("The table %(table)s has no cell %(key)s.") % {"table": table, "key": key}
    for each in result.broken:
        yield _("The parts of the cell %(key)s do not add up to it.") % {"key": each.parent}
    if not result.is_possible:
        yield _("No counts at all agree with what is published and known: some number is wrong.")


def _untrue(published: Published, truth: Exact | None) -> list[str]:
    """Cells that are not rounded to a neighbour of the exact count (2.6, Invariant Z)."""
    sentence = _("The cell %(key)s is not a neighbour of the exact count.")
    return [
        sentence % {"key": key}
        for key, cell in sorted(published.cells.items())
        if key in (truth or {}) and not _is_neighbour(cell, (truth or {})[key], published.base)
    ]


def _is_neighbour(cell: Cell, exact: int, base: int) -> bool:
    return cell.value is None or (
        abs(cell.value - exact) < base and (bool(exact % base) or cell.value == exact)
    )


def _unequal(published: Published) -> tuple[list[str], int]:
    """Places that say another number or mark than the reference, and how many numbers were read."""
    sentence = _("%(file)s, %(place)s: %(key)s is not as in the registry (%(field)s).")
    wrong = []
    numbers = 0
    for entry in published.entries:
        is_equal = _is_equal(published, entry)
        numbers += isinstance(entry.value, Decimal) or not is_equal
        if not is_equal:
            where = {"file": entry.file, "place": entry.place, "key": entry.key}
            wrong.append(sentence % (where | {"field": entry.field}))
    return wrong, numbers


def _is_equal(published: Published, entry: Entry) -> bool:
    source: Cell | Figure | None = published.cells.get(entry.key) or published.figures.get(
        entry.key
    )
    if source is None:
        return False
    return getattr(source, entry.field, None) == entry.value


def _narrowest(result: Attack) -> int:
    """Without small counts, what rounding gives any cell; 0 where the numbers cannot be true."""
    if not result.is_possible:
        return 0
    return PROVED_WIDTH if result.narrowest is None else result.narrowest


def _recovered(result: Attack) -> list[str]:
    sentence = _("The exact count of %(key)s can be narrowed to fewer than four values.")
    return [sentence % {"key": key} for key in result.recovered]


def _linked(pairs: Sequence[Comparison]) -> list[str]:
    sentence = _("The change of %(key)s since an earlier release can be known.")
    found = [sentence % {"key": key} for each in pairs for key in each.differences]
    if not all(each.is_possible for each in pairs):
        found.append(_("No counts at all agree with this release and an earlier one together."))
    return found


def _limited(findings: Sequence[str] | Iterator[str]) -> list[str]:
    told = list(findings)
    rest = len(told) - FEW
    more = [_("And %(number)d more of this kind.") % {"number": rest}] if rest > 0 else []
    return told[:FEW] + more
