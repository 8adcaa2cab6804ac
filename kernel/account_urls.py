"""Signing in: allauth's pages one by one, without those that let strangers in.

There is no sign-up, no password reset by e-mail, no e-mail management and no sign-in by code: an
administrator or clinic manager issues a new one-time link instead.
"""

from allauth.account import views as account
from django.urls import include, path

from kernel.views import accounts


urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", accounts.sign_out, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    path("profile/", accounts.profile, name="profile"),
    path("invitation/<str:token>/", accounts.accept, name="invitation"),
]
