"""Bring the tables of code lists to what the files say. Safe to run twice."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from clinics.code_lists import load
from clinics.models import Code, CodeList
from clinics.vocabulary import VERSION


class Command(BaseCommand):
    """`manage.py load_code_lists`."""

    help = "Bring the tables of code lists to what the files in clinics/code_lists say."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what changed."""
        with transaction.atomic():
            counts = load(CodeList, Code, version=VERSION)
        self.stdout.write(
            f"Version {VERSION}: {counts['added']} codes added, {counts['changed']} changed, "
            f"{counts['same']} as they were."
        )
