"""How forms are drawn: one field template for the whole house."""

from django.forms.renderers import TemplatesSetting


class UmitRenderer(TemplatesSetting):
    """Draw every form and field with the templates of `ui`."""

    field_template_name = "ui/field.html"
