"""Series, vintages, releases and what was published: no record of a person."""

from analytics.models.compilations import Compilation
from analytics.models.programmes import ProgrammeCell, ProgrammeRelease, ProgrammeVintage
from analytics.models.registry import PublishedCell, PublishedFigure, ReleaseFile
from analytics.models.releases import Release, ReportingClinic
from analytics.models.series import Series, Vintage


__all__ = [
    "Compilation",
    "ProgrammeCell",
    "ProgrammeRelease",
    "ProgrammeVintage",
    "PublishedCell",
    "PublishedFigure",
    "Release",
    "ReleaseFile",
    "ReportingClinic",
    "Series",
    "Vintage",
]
