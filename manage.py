#!/usr/bin/env python
"""Django's command line for Umit."""

import os
import sys


def main() -> None:
    """Run one management command with the settings that the environment names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - after settings

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
