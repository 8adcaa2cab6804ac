"""The public site's pages."""

from cms.models.alerts import AlertIndexPage, AlertPage
from cms.models.articles import (
    ArticlePage,
    LeafletPage,
    OrganisationPage,
    StandardPage,
    StoryPage,
    SubstancePage,
)
from cms.models.home import HomePage
from cms.models.office import OrganisationRoom, TermRule
from cms.models.review import ReviewAnswers, ScientificReview, StyleCheck, TranslationCheck
from cms.models.sections import EventPage, NewsIndexPage, NewsPage, SectionPage
from cms.models.tools import (
    FAQPage,
    GlossaryPage,
    HelpIndexPage,
    ProgrammeIndexPage,
    SelfCheckPage,
)


__all__ = [
    "AlertIndexPage",
    "AlertPage",
    "ArticlePage",
    "EventPage",
    "FAQPage",
    "GlossaryPage",
    "HelpIndexPage",
    "HomePage",
    "LeafletPage",
    "NewsIndexPage",
    "NewsPage",
    "OrganisationPage",
    "OrganisationRoom",
    "ProgrammeIndexPage",
    "ReviewAnswers",
    "ScientificReview",
    "SectionPage",
    "SelfCheckPage",
    "StandardPage",
    "StoryPage",
    "StyleCheck",
    "SubstancePage",
    "TermRule",
    "TranslationCheck",
]
