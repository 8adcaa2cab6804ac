"""Pages that belong to no door: health, language, refusals."""

from django.db import connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from ui.gallery import material


def healthz(request: HttpRequest) -> JsonResponse:
    """Say as JSON whether the door answers and its databases do too; 503 when one does not."""
    databases = {}
    for alias in connections:
        try:
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT 1")
            databases[alias] = "ok"
        except Exception:  # noqa: BLE001 - whatever fails, the answer is "unreachable"
            databases[alias] = "unreachable"
    healthy = set(databases.values()) == {"ok"}
    return JsonResponse(
        {
            "status": "ok" if healthy else "failing",
            "door": getattr(request, "door", ""),
            "databases": databases,
        },
        status=200 if healthy else 503,
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the page was open too long, and offer it afresh."""
    return render(request, "ui/csrf_failure.html", status=403)


def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component in every state, with invented material."""
    return render(request, "ui/gallery.html", material())
