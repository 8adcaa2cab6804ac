"""The files of a release: written once, attacked, and stored as they are."""

from analytics.charts import draw
from analytics.contents import Contents
from analytics.documents import Rendered, render
from analytics.documents.report import PangoMissing


LANGUAGES = ("en", "ru")
SVG = "image/svg+xml"


def write(contents: Contents) -> list[Rendered]:
    """Every file in every language, charts included; without Pango all but the PDF."""
    files = render(contents, language="en", formats=("json", "csv"), charts={})
    for language in LANGUAGES:
        charts = draw(contents, language=language)
        files += [
            Rendered(f"{contents.head.label}-{name}.{language}.svg", SVG, language, svg.encode())
            for name, svg in charts.items()
        ]
        files += render(contents, language=language, formats=("xlsx",), charts=charts)
        files += _report(contents, language, charts)
    return files


def _report(contents: Contents, language: str, charts: dict[str, str]) -> list[Rendered]:
    try:
        return render(contents, language=language, formats=("pdf",), charts=charts)
    except PangoMissing:
        return []
