"""The editors' office: what it shows first, its reports, its acts."""


def begin() -> None:
    """Close the ways past the review, save only what changed, open rooms with an NGO's grants."""
    from cms.office.rights import publish_by_review_alone  # noqa: PLC0415 - Wagtail is ready
    from cms.office.saving import save_what_changed_alone  # noqa: PLC0415 - as above
    from cms.office.translating import (  # noqa: PLC0415 - as above
        take_over_without_publishing,
    )
    from cms.rooms import open_room  # noqa: PLC0415 - as above
    from kernel.grants import follow_office_roles  # noqa: PLC0415 - as above

    publish_by_review_alone()
    save_what_changed_alone()
    take_over_without_publishing()
    follow_office_roles(open_room)
