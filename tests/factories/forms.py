"""Forms that no screen has, for tests of how every form reads what is typed."""

from django import forms

from ui.forms import Form


class PasswordForm(Form):
    """One secret."""

    password = forms.CharField()
