"""The files of a release: report, workbook, CSV and JSON, made from its contents alone."""

from analytics.documents.rendering import Rendered, render


__all__ = ["Rendered", "render"]
