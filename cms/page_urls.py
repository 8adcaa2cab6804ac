"""The pages, in every language: English at `/`, Russian at `/ru/`.

The root URLconf wraps these in `i18n_patterns`. Wagtail's own list is not included whole: it also
mounts a password form at `_util/login/`, which would bypass the second factor.
"""

from django.urls import re_path
from wagtail import views
from wagtail.urls import serve_pattern


urlpatterns = [re_path(serve_pattern, views.serve, name="wagtail_serve")]
