"""The files of a release: written once, attacked, and stored as they are."""

import hashlib
from collections.abc import Sequence

from analytics.charts import draw
from analytics.contents import Contents
from analytics.documents import Rendered, render
from analytics.documents.report import PangoMissing
from analytics.models import Release, ReleaseFile


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


def store_files(release: Release, files: Sequence[Rendered]) -> list[ReleaseFile]:
    """Write the files of a release, with their checksums."""
    return ReleaseFile.objects.bulk_create(
        [
            ReleaseFile(
                release=release,
                language=file.language,
                name=file.name,
                media_type=file.media_type,
                sha256=hashlib.sha256(file.content).hexdigest(),
                size=len(file.content),
                content=file.content,
            )
            for file in files
        ]
    )


def _report(contents: Contents, language: str, charts: dict[str, str]) -> list[Rendered]:
    try:
        return render(contents, language=language, formats=("pdf",), charts=charts)
    except PangoMissing:
        return []
