"""The pages, in every language: English at `/`, Russian at `/ru/`.

The root URLconf wraps these in `i18n_patterns`. Wagtail's own list is not included whole: it also
mounts a password form at `_util/login/`, which would bypass the second factor.
"""

from django.urls import path, re_path
from wagtail import views
from wagtail.urls import serve_pattern

from cms.feeds import Alerts, News
from cms.views import find, kept, kept_list, leaflet, work_out


urlpatterns = [
    path("self-check/<slug:tool>/", work_out, name="self_check"),
    path("search/", find, name="search"),
    path("leaflets/<slug:slug>.pdf", leaflet, name="leaflet_paper"),
    path("leaflets/a6/<slug:slug>.pdf", leaflet, {"is_folded": True}, name="folded_paper"),
    path("offline/", kept, name="kept"),
    path("offline/list.json", kept_list, name="kept_list"),
    path("alerts/feed.xml", Alerts(), name="alerts_feed"),
    path("alerts/<slug:country>/feed.xml", Alerts(), name="alerts_feed_of"),
    path("news/feed.xml", News(), name="news_feed"),
    re_path(serve_pattern, views.serve, name="wagtail_serve"),
]
