"""Pictures and films of pages, for the doors that show them.

Other documents are served by Wagtail's own view, at the office alone.
"""

from django.conf import settings
from django.urls import path, re_path
from django.views.static import serve

from cms.films import film


urlpatterns = [
    path("media/images/<path:path>", serve, {"document_root": settings.MEDIA_ROOT / "images"}),
    re_path(r"^media/documents/(?P<name>[^/]+)\.(?P<kind>mp4|vtt)$", film, name="film"),
]
