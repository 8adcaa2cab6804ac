"""The look as a Django app."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Base templates, components and static files."""

    name = "ui"
