"""What the translators' editor says of the review: its view takes no more context."""

from django import template
from wagtail.models import Page

from cms.office import desk
from cms.office.desk import Line
from kernel.models import User


register = template.Library()


@register.simple_tag
def review_of(page: Page, user: User) -> Line:
    """Where the page stands in the review, and what this person can do about it."""
    return desk.review_of(page, user)
