"""Every type of page can be previewed at the office, where the public site has no addresses."""

from django.test import override_settings
from wagtail.models import Page

from cms.models.pages import PublicPage
from cms.site_files import TYPES
from tests.factories.kernel import editor, international


def test_a_page_of_every_type_is_previewed(enter: object):
    pages: dict[type[PublicPage], Page] = {
        page.specific_class: page for page in Page.objects.filter(locale__language_code="ru")
    }

    with override_settings(ROOT_URLCONF="config.urls.office", SURFACE="office"):
        client = enter(editor(at=international()))
        shown = {model: client.get(f"/pages/{it.pk}/view_draft/") for model, it in pages.items()}

    assert set(shown) == set(TYPES.values())
    assert {response.status_code for response in shown.values()} == {200}
    assert all('<html lang="ru">' in response.text for response in shown.values())
