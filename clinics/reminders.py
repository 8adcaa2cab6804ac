"""What reminds a patient, and who carries it: nothing in it tells whose it is or what for.

The text holds a day and a time. It names no clinic, no person and no code, so that whoever else
reads it learns nothing. A sender is a class that the setting `REMINDER_SENDER` names by its dotted
path; it gets the number once, keeps and logs neither number nor text, and answers within a second
or hands over to a queue of its own, since the act waits for it.
"""

import sys
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from clinics.choices import ReminderChannel


DEFAULT_SENDER = "clinics.reminders.ConsoleSender"


class NotSent(Exception):
    """The sender could not take the message; raised by senders, without its number or text."""


class Sender(Protocol):
    """Carries a message to a number or an address."""

    def send(self, *, reminder: UUID, channel: str, to: str, text: str) -> None:
        """Send `text` to `to`.

        Raises:
            NotSent: the message did not leave.
        """


class ConsoleSender:
    """Sends nothing: says on the console that a reminder would have left."""

    def send(self, *, reminder: UUID, channel: str, to: str, text: str) -> None:
        """Write the reminder's own uid and the channel; never the number, never the text."""
        del to, text
        word = str(ReminderChannel(channel).value).lower()
        sys.stdout.write(f"reminder {reminder} {word}\n")


def sender() -> Sender:
    """The sender that this installation uses."""
    found: Sender = import_string(getattr(settings, "REMINDER_SENDER", DEFAULT_SENDER))()
    return found


def neutral_text(starts_at: datetime, *, language: str) -> str:
    """Day and time in one of the interface's languages, and nothing else."""
    with translation.override(language):
        when = timezone.localtime(starts_at)
        return _("Reminder: %(day)s, %(time)s.") % {
            "day": date_format(when, "l j E"),
            "time": date_format(when, "H:i"),
        }
