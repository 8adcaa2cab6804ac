"""People, what is known of them under their own key, and the indexes by which they are found."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class PersonStatus(models.TextChoices):
    """What has become of an identity."""

    ACTIVE = "ACTIVE", _("Active")
    RESTRICTED = "RESTRICTED", _("Restricted")
    ERASED = "ERASED", _("Erased")


class IdentityGroup(models.IntegerChoices):
    """What is sealed together, because it is read together."""

    NAMES = 1, _("Names, present and former")
    BIRTH_AND_SEX = 2, _("Birth and sex")
    NATIONAL_IDS = 3, _("National numbers")
    CONTACTS = 4, _("Contacts")
    TRUSTED_PERSON = 5, _("Trusted person")


class IndexKind(models.TextChoices):
    """What a blind index stands for."""

    NATIONAL_ID = "NATIONAL_ID", _("National number")
    PASSPORT = "PASSPORT", _("Passport")
    GIVEN_BIRTH = "GIVEN_BIRTH", _("Given name and birth")
    SURNAME_BIRTH = "SURNAME_BIRTH", _("Surname and birth")
    PHONE = "PHONE", _("Phone")


class Person(models.Model):
    """Somebody who gave a name, with the data key that only the vault's keys can open."""

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    country = models.CharField(max_length=2)
    organisation_uid = models.UUIDField()
    wrapped_dek = models.BinaryField()
    dek_key_id = models.BigIntegerField(db_index=True)
    status = models.CharField(max_length=12, choices=PersonStatus, default=PersonStatus.ACTIVE)
    is_invented = models.BooleanField(default=False)
    row_version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        indexes = [models.Index("organisation_uid", name="vault_person_organisation")]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ("wrapped_dek",)
        quasi_identifying = ("uid",)
        clinical = ("organisation_uid",)
        open = ("country", "dek_key_id", "status", "is_invented", "row_version")

    def __str__(self) -> str:
        return f"person {self.uid}"


class SealedIdentity(models.Model):
    """One version of one group of facts about a person, encrypted and bound to its row."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="identities")
    group = models.PositiveSmallIntegerField(choices=IdentityGroup)
    version = models.PositiveIntegerField()
    ciphertext = models.BinaryField()
    source = models.CharField(max_length=32)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("sealed identity")
        verbose_name_plural = _("sealed identities")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "group", "version"], name="sealedidentity_one_version"
            ),
            models.CheckConstraint(
                condition=models.Q(group__gte=1, group__lte=5), name="sealedidentity_known_group"
            ),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ("ciphertext",)
        quasi_identifying = ("person", "created_at")
        clinical = ()
        open = ("id", "group", "version", "source")

    def __str__(self) -> str:
        return f"identity {self.pk}"


class BlindIndex(models.Model):
    """A keyed token by which a person can be found, and from which nothing can be read."""

    organisation_uid = models.UUIDField()
    kind = models.CharField(max_length=16, choices=IndexKind)
    token = models.BinaryField(max_length=16)
    person = models.ForeignKey(Person, models.PROTECT, related_name="blind_indexes")
    key_id = models.BigIntegerField()
    norm = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("blind index")
        verbose_name_plural = _("blind indexes")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_uid", "token", "kind", "person"], name="blindindex_once"
            ),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ("token",)
        quasi_identifying = ("person",)
        clinical = ("organisation_uid",)
        open = ("id", "kind", "key_id", "norm")

    def __str__(self) -> str:
        return f"index {self.pk}"
