"""Give every organisation the questionnaires that the product ships. Safe to run twice."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from kernel.errors import Refused
from prevention.actions.questionnaires import store_instruments, store_questionnaire
from prevention.management.questionnaire_files import (
    FOLDER,
    WrongQuestionnaireFile,
    read_instruments,
    read_questionnaires,
)
from prevention.models import Instrument


class Command(BaseCommand):
    """Instruments with their licence, and the questionnaires whose texts may be kept.

    Instruments that are known stay as they are: a permission may have been put on file here.
    """

    help = "Load shared questionnaires; what is there already is not touched."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take another folder of files: a country's own."""
        parser.add_argument("--from", dest="folder", type=Path, default=FOLDER, help="folder")

    @transaction.atomic
    def handle(self, *args: object, folder: Path, **options: object) -> None:
        """Load all or nothing, and say what was added."""
        at = timezone.now()
        try:
            store_instruments(read_instruments(folder))
            written = read_questionnaires(folder)
            added = [each for each in written if store_questionnaire(each, at=at)]
        except Instrument.DoesNotExist as missing:
            message = "A questionnaire names an instrument that is not in instruments.toml."
            raise CommandError(message) from missing
        except (WrongQuestionnaireFile, Refused) as refusal:
            raise CommandError(str(refusal)) from refusal
        for each in added:
            self.stdout.write(f"Loaded: {each.title} ({each.language}, edition {each.edition})")
        if not added:
            self.stdout.write("Every questionnaire is there; nothing was changed.")
