"""Components that need a little logic: the patient code, icons, null flavours."""

from django import template

register = template.Library()
