"""What the worker does for the public site."""

from django_tasks import task

from cms import leaflets


@task()
def print_leaflet(page: int) -> None:
    """Print a leaflet as it is published now."""
    leaflets.print_by_id(page)
