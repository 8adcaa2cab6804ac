"""Screens of the administrator and the auditor, at the work door."""

urlpatterns: list = []
