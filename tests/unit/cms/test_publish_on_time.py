"""The site's timer: once, or until it is told to end."""

from datetime import timedelta
from threading import Event

from django.core.management import call_command
from django.utils import timezone

from cms.management.commands.publish_on_time import Command
from cms.models import ArticlePage


class OneTurn(Event):
    """Lets a day pass after the first turn, and ends the command after the second."""

    def wait(self, timeout: float | None = None) -> bool:
        """Say whether to end."""
        if not self.is_set():
            end()
            self.set()
            return False
        return True


def end() -> None:
    """The last day of an article passes."""
    yesterday = timezone.now() - timedelta(days=1)
    ArticlePage.objects.filter(slug="resting").update(expire_at=yesterday)


def test_what_has_ended_is_taken_off(article: ArticlePage):
    end()

    call_command("publish_on_time")

    article.refresh_from_db()
    assert (article.live, article.expired) == (False, True)


def test_it_goes_on_until_it_is_told_to_end(article: ArticlePage):
    command = Command()
    command.stop = OneTurn()

    command.handle(every=60)

    article.refresh_from_db()
    assert article.expired
