"""Passwords that a neighbour would try first are refused."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LOCAL_WORDS = (
    "umit", "umut", "umid", "umyt", "clinic", "klinika", "клиника", "narkolog", "нарколог",
    "metadon", "methadone", "метадон", "parol", "пароль", "qwerty", "йцукен", "password",
    "bishkek", "бишкек", "almaty", "алматы", "astana", "астана", "dushanbe", "душанбе",
    "tashkent", "toshkent", "ташкент", "ashgabat", "ашхабад", "kazakhstan", "казахстан",
)  # fmt: skip


class LocalWordsValidator:
    """Refuse a password that is a local word with a few characters around it (NIST 800-63B-4)."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise when less than eight characters remain beside a blocked word."""
        lowered = password.lower()
        if any(word in lowered and len(lowered) - len(word) < 8 for word in LOCAL_WORDS):
            raise ValidationError(
                _("This password is built on a word that many would try. Use several words."),
                code="password_local_word",
            )

    def get_help_text(self) -> str:
        """Say what helps."""
        return _("Several unrelated words are strong and easy to type.")
