"""Pictures of pages, for the doors that show them. Documents are served by Wagtail's own view."""

from django.conf import settings
from django.urls import path
from django.views.static import serve


urlpatterns = [
    path("media/images/<path:path>", serve, {"document_root": settings.MEDIA_ROOT / "images"}),
]
