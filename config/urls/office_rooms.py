"""The editors' office: Wagtail's admin, entered through our own sign-in alone."""

from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from ui.views import healthz


to_sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)

urlpatterns = [
    path("healthz", healthz),
    path("login/", to_sign_in),
    re_path(r"^password_reset/", to_sign_in),
    path("documents/", include(wagtaildocs_urls)),
    path("", include(wagtailadmin_urls)),
]
