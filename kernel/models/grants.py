"""Who holds which role where: guardian's rows with direct foreign keys, per organisation only."""

from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from django.db import models

from kernel.models.organisations import Organisation


class OrganisationUserGrant(UserObjectPermissionBase):
    """A person holds a role (`hold_<role>`) at an organisation."""

    content_object = models.ForeignKey(Organisation, models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False


class OrganisationGroupGrant(GroupObjectPermissionBase):
    """Guardian needs the pair; groups hold no role in Umit."""

    content_object = models.ForeignKey(Organisation, models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = False
