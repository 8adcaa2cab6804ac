"""The auditor: attacks the files that go out, with code of its own."""

from analytics.auditing.reading import NothingToAudit, read_directory, read_files
from analytics.auditing.verdict import Verdict, audit


__all__ = ["NothingToAudit", "Verdict", "audit", "read_directory", "read_files"]
