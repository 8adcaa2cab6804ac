"""What people choose for themselves."""

from kernel.models import User


def choose_look(*, language: str, is_dark: bool, by: User) -> User:
    """Choose language and colours of one's own screens. No right depends on it: no audit."""
    by.language, by.is_dark = language, is_dark
    by.full_clean(exclude=["password", "staff_code"])
    by.save(update_fields=["language", "is_dark"])
    return by
