"""Passwords that a neighbour would try first are refused."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


LOCAL_WORDS = (
    "umit", "umut", "umid", "umyt", "clinic", "klinika", "клиника", "narkolog", "нарколог",
    "metadon", "methadone", "метадон", "parol", "пароль", "qwerty", "йцукен", "password",
    "bishkek", "бишкек", "almaty", "алматы", "astana", "астана", "dushanbe", "душанбе",
    "tashkent", "toshkent", "ташкент", "ashgabat", "ашхабад", "kazakhstan", "казахстан",
)  # fmt: skip


LEFT_OVER = 8
DISTINCT = 5


class LocalWordsValidator:
    """Refuse local words with little around them and the same few characters (NIST 800-63B-4)."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise when little remains beside the blocked words, or few characters are different."""
        rest = lowered = password.lower()
        for word in LOCAL_WORDS:
            rest = rest.replace(word, "")
        if (rest != lowered and len(rest.strip()) < LEFT_OVER) or len(set(lowered)) < DISTINCT:
            raise ValidationError(
                _("This password is one that many would try. Use several unrelated words."),
                code="password_local_word",
            )

    def get_help_text(self) -> str:
        """Say what helps."""
        return _("Several unrelated words are strong and easy to type.")
