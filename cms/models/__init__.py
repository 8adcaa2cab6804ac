"""The public site's pages."""

from cms.models.articles import ArticlePage
from cms.models.home import HomePage
from cms.models.review import ScientificReview


__all__ = ["ArticlePage", "HomePage", "ScientificReview"]
