"""Whether the states of the waves of a study allow linking, destroying and reading results."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from kernel.errors import Refused
from prevention.choices import WaveKind, WaveStatus
from prevention.models import CodeElement, Wave


FINISHED = (WaveStatus.LINKED, WaveStatus.CODES_DESTROYED)
COMPARABLE = (WaveStatus.CLOSED, WaveStatus.LINKED)


class NotLinkable(Refused):
    """The waves cannot be linked as they stand."""

    code = "not-linkable"


class NotDestroyable(Refused):
    """Codes cannot be destroyed yet, or are gone."""

    code = "not-destroyable"


class NotLinkedYet(Refused):
    """Answers are looked at only when linking is done."""

    code = "not-linked-yet"


def check_can_link(earlier: Wave | None, later: Wave) -> Wave:
    """The wave to which `later` is linked.

    Raises:
        NotLinkable: it is the first, one of the two still asks, or it was done before.
    """
    if later.kind == WaveKind.PRE:
        raise NotLinkable(
            _("The first wave is linked from a later one. Open the page of the wave after it.")
        )
    if later.status in FINISHED:
        raise NotLinkable(_("This wave has been linked. Linking is done once."))
    if earlier is None:
        raise NotLinkable(
            _("There is no wave before the first session: there is nothing to link to.")
        )
    if earlier.status == WaveStatus.CODES_DESTROYED:
        raise NotLinkable(
            _("The codes of this study are destroyed. Its questionnaires can never be linked.")
        )
    if earlier.status not in COMPARABLE or later.status not in COMPARABLE:
        raise NotLinkable(_("Close both waves first: nothing may be added once they are linked."))
    return earlier


def check_can_destroy(waves: Sequence[Wave]) -> list[Wave]:
    """The waves of a study whose codes would be destroyed.

    Raises:
        NotDestroyable: a wave still asks, or could still be linked, or there is nothing left.
    """
    if any(wave.status == WaveStatus.OPEN for wave in waves):
        raise NotDestroyable(_("A wave is open. Close it first."))
    left = [wave for wave in waves if wave.status in COMPARABLE]
    if not left:
        raise NotDestroyable(_("There are no codes: they are destroyed, or no wave was closed."))
    waiting = [wave for wave in left if wave.status == WaveStatus.CLOSED]
    has_first = any(wave.kind == WaveKind.PRE for wave in left)
    if has_first and any(wave.kind != WaveKind.PRE for wave in waiting):
        raise NotDestroyable(
            _("“%(wave)s” is not linked yet, and never could be afterwards. Link it first.")
            % {"wave": next(wave for wave in waiting if wave.kind != WaveKind.PRE)}
        )
    return left


def check_may_read(wave: Wave) -> None:
    """Refuse to look at the answers of a wave before linking is done.

    A wave that asked for no code has nothing to link: it is read once it is closed.

    Raises:
        NotLinkedYet: it still asks, or its codes were not compared.
    """
    if wave.status in FINISHED:
        return
    is_closed = wave.status == WaveStatus.CLOSED
    if not is_closed or CodeElement.objects.filter(response__wave=wave).exists():
        raise NotLinkedYet(
            _("“%(wave)s” is not linked yet. Answers are looked at only after linking.")
            % {"wave": wave}
        )
