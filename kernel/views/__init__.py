"""Screens of the administrator, the auditor and everybody's own account."""
