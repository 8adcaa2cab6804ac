"""Wagtail's widgets start without inline scripts, which the office's policy refuses."""

import pytest
from wagtail.admin.widgets import (
    AdminDateInput,
    AdminDateTimeInput,
    AdminPageChooser,
    AdminTimeInput,
)
from wagtail.images.widgets import AdminImageChooser


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("widget", "starts"),
    [
        (AdminPageChooser(), "PageChooser"),
        (AdminImageChooser(), "ImageChooser"),
        (AdminDateInput(), "initDateChooser"),
        (AdminTimeInput(), "initTimeChooser"),
        (AdminDateTimeInput(), "initDateTimeChooser"),
    ],
)
def test_a_widget_names_its_start_in_an_attribute(widget: object, starts: str):
    html = widget.render("field", None, attrs={"id": "id_field"})

    assert "<script" not in html
    assert f'"{starts}"' in html
    assert 'field-value="id_field"' in html
