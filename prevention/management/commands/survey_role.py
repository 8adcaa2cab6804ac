"""Print the grants with which the public door takes answers and can read none."""

from django.core.management.base import BaseCommand, CommandParser

from prevention.management.survey_role import statements


class Command(BaseCommand):
    """SQL for PostgreSQL, to be run by the owner of the tables after each migration."""

    help = "Print GRANTs for the public door's database role: answers go in and never come out."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the role's name."""
        parser.add_argument("role", help="database role of the public door")

    def handle(self, *args: object, role: str, **options: object) -> None:
        """Print one statement a line."""
        for line in statements(role):
            self.stdout.write(line)
