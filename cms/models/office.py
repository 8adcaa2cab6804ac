"""What the office keeps beside pages: rooms of organisations, words to look at."""

from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection, Page

from cms.terms import Severity, compiled
from kernel.models import Organisation
from kernel.permissions import Role


class RoomManager(models.Manager["OrganisationRoom"]):
    """Rooms of organisations."""

    def of(self, user: AbstractBaseUser, roles: Iterable[Role]) -> QuerySet["OrganisationRoom"]:
        """Return the rooms where `user` holds one of `roles`, by the groups of the grants."""
        prefixes = tuple(f"{role.value}@" for role in roles)
        names = user.groups.values_list("name", flat=True)
        uids = [name.partition("@")[2] for name in names if name.startswith(prefixes)]
        return self.filter(organisation__uid__in=uids)

    def pages_of(self, user: AbstractBaseUser, roles: Iterable[Role]) -> QuerySet[Page]:
        """Return the pages in those rooms, in every language."""
        below = Q(pk__in=[])
        for room in self.of(user, roles).select_related("page"):
            for root in room.roots():
                below |= Q(path__startswith=root.path)
        return Page.objects.filter(below)

    def is_of(self, obj: models.Model, user: AbstractBaseUser, roles: Iterable[Role]) -> bool:
        """Whether `obj` is a page in one of those rooms."""
        if not isinstance(obj, Page):
            return False
        return self.pages_of(user, roles).filter(pk=obj.pk).exists()


class OrganisationRoom(models.Model):
    """Where the people of an NGO write: a part of the site, pictures and papers of their own."""

    IS_ABOUT_NO_PERSON = True

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="+")
    page = models.OneToOneField(Page, models.SET_NULL, null=True, related_name="+")
    collection = models.OneToOneField(Collection, models.PROTECT, related_name="+")

    objects: ClassVar[RoomManager] = RoomManager()

    class Meta:
        verbose_name = _("room of an organisation")
        verbose_name_plural = _("rooms of organisations")

    def __str__(self) -> str:
        return self.organisation.name

    def roots(self) -> list[Page]:
        """The page that the room begins at, in every language."""
        return list(self.page.get_translations(inclusive=True)) if self.page else []


class TermRule(models.Model):
    """A word or a pattern that texts avoid, and what to write instead."""

    IS_ABOUT_NO_PERSON = True

    language = models.CharField(
        _("language"),
        max_length=5,
        choices=settings.LANGUAGES,
        blank=True,
        help_text=_("Empty: every language"),
    )
    pattern = models.CharField(
        _("word or pattern"),
        max_length=200,
        help_text=_(
            "A word; an asterisk stands for any ending: addict*. Between slashes it is a regular "
            "expression."
        ),
    )
    severity = models.CharField(
        _("what happens"), max_length=8, choices=Severity, default=Severity.WARN
    )
    suggestion = models.CharField(_("better"), max_length=200, blank=True)
    reason = models.CharField(_("why"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("term to avoid")
        verbose_name_plural = _("terms to avoid")
        ordering: ClassVar[list[str]] = ["language", "pattern"]
        constraints: ClassVar[list] = [
            models.UniqueConstraint(fields=["language", "pattern"], name="term_rule_once"),
        ]

    def __str__(self) -> str:
        return self.pattern

    def clean(self) -> None:
        """Refuse a pattern that cannot be read."""
        try:
            compiled(self.pattern)
        except ValueError as error:
            raise ValidationError({"pattern": str(error)}) from error
