"""Rooms of NGOs: a part of the site and a collection where only the NGO's people write.

A room opens by itself when the first person of the NGO is given a role of the office, or when the
site is loaded. It has a group for each role; `kernel.grants` puts people into them and takes them
out.
"""

from django.conf import settings
from django.db import transaction
from wagtail.models import Collection, Page

from cms.access import ROOM_PERMISSIONS, sync_room_groups
from cms.models import HomePage, OrganisationRoom, SectionPage
from kernel.grants import mirror_office_roles, office_group
from kernel.models import Organisation, OrganisationKind
from kernel.permissions import Role


@transaction.atomic
def open_room(organisation: Organisation) -> None:
    """Make the room of an NGO, or make it whole; safe to repeat. Others work on the whole site."""
    if organisation.kind != OrganisationKind.NGO:
        return
    room = OrganisationRoom.objects.filter(organisation=organisation).first()
    if room is None:
        collection = Collection.get_first_root_node().add_child(name=organisation.name)
        room = OrganisationRoom.objects.create(organisation=organisation, collection=collection)
    if room.page is None:
        room.page = _begin(organisation)
        room.save(update_fields=["page"])
    names = {role: office_group(Role(role), organisation) for role in ROOM_PERMISSIONS}
    sync_room_groups(names, room.roots(), room.collection)


@transaction.atomic
def open_rooms() -> None:
    """Open the room of every NGO whose people may enter the office; safe to repeat."""
    for organisation in mirror_office_roles():
        open_room(organisation)


def _begin(organisation: Organisation) -> Page | None:
    """Put a draft section with the NGO's name below the home page; None before there is one."""
    home = HomePage.objects.filter(locale__language_code=settings.LANGUAGE_CODE).first()
    if home is None:
        return None
    section = SectionPage(
        title=organisation.name,
        slug=f"organisation-{organisation.pk}",
        locale=home.locale,
        lead=organisation.name,
        live=False,
    )
    home.add_child(instance=section)
    return Page.objects.get(pk=section.pk)
