"""Who may have which figures compiled."""

from kernel.models import Organisation, User
from kernel.permissions import Permission, require, require_country


def check_may_compile(by: User, *, country: str, organisation: Organisation | None) -> None:
    """National figures: an analyst of the country. A clinic's own: its manager.

    Raises:
        NotPermitted: neither.
    """
    if organisation:
        require(by, Permission.FIGURES_OWN, at=organisation)
    else:
        require_country(by, Permission.FIGURES_NATIONAL, country)
