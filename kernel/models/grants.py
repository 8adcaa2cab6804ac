"""Who holds which role where: guardian's rows with direct foreign keys, per organisation only."""

from django.db import models
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from kernel.models.organisations import Organisation
from kernel.permissions import Role


class OrganisationUserGrant(UserObjectPermissionBase):
    """A person holds a role (`hold_<role>`) at an organisation."""

    content_object = models.ForeignKey(Organisation, models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False

    @property
    def role(self) -> Role:
        """The role that the grant gives; the permission must be loaded."""
        return Role(self.permission.codename.removeprefix("hold_"))


class OrganisationGroupGrant(GroupObjectPermissionBase):
    """Guardian needs the pair; groups hold no role in Umit."""

    content_object = models.ForeignKey(Organisation, models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = False
