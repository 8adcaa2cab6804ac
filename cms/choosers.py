"""Wagtail's choosers, started without an inline script.

Wagtail 7.4 writes `<script>new PageChooser(...)</script>` beside each chooser it renders on the
server (moving a page, for one). The office's content security policy refuses inline scripts, so
the same facts go into attributes that `cms/office.js` reads. To be looked at on every upgrade.
"""

import json

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.widgets.chooser import BaseChooser


def start_by_attributes() -> None:
    """Replace how every chooser starts; called once, when the apps are ready."""
    BaseChooser.render = _render


def _render(
    self: BaseChooser,
    name: str,
    value: object,
    attrs: dict | None = None,
    renderer: object = None,
) -> SafeString:
    ident = (attrs or {})["id"]
    value_data = self.get_value_data(value)
    return format_html(
        '{}<span hidden data-controller="umit-widget" data-umit-widget-class-value="{}"'
        ' data-umit-widget-field-value="{}" data-umit-widget-options-value="{}"></span>',
        self.render_html(name, value_data, attrs),
        self.js_constructor,
        ident,
        json.dumps(self.get_js_init_options(ident, name, value_data)),
    )
