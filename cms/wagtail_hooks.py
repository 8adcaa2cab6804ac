"""What the office adds to Wagtail's admin, and what it takes away."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_global_admin_js")
def start_widgets() -> SafeString:
    """Load the script that starts the widgets."""
    return format_html('<script src="{}"></script>', static("cms/office.js"))
