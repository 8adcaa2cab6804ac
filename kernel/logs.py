"""Logs as JSON lines in which nothing personal can stand."""

import json
import logging
import re
from collections.abc import ItemsView
from datetime import UTC, datetime
from types import FrameType, TracebackType
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter

from kernel.context import RequestContext, request_context


PERSONAL = re.compile(
    r"""(?x)
    [\w.+-]+@[\w-]+\.[\w.]+                     # an e-mail address
    | (?<=/invitation/)[\w-]+                   # the token of a one-time link
    | (?<=/s/)[\w-]+                            # the token of a group's questionnaire
    | \+?\d(?:[\s().\u00a0-]{0,3}\d){9,14}       # a patient code, a national number, a phone
    """
)
HIDDEN = "[hidden]"


class Redact(logging.Filter):
    """Replace anything that looks like a code, a national number, a phone or an address."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the message in place; nothing is dropped."""
        record.msg = PERSONAL.sub(HIDDEN, record.getMessage())
        record.args = ()
        return True


class JsonLine(logging.Formatter):
    """One JSON object a line: when, how grave, who says it, what, which request."""

    def format(self, record: logging.LogRecord) -> str:
        """Render the record; an exception gives its type and place, never its message."""
        context = request_context.get(RequestContext())
        line: dict[str, str | list[str]] = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request": context.request_id,
            "door": context.surface,
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = record.exc_info[0].__name__
            line["where"] = _places(record.exc_info[2])
        return json.dumps({key: value for key, value in line.items() if value}, ensure_ascii=False)


def _places(trace: TracebackType | None) -> list[str]:
    """The last eight functions on the way to an exception, with their lines."""
    places = []
    while trace is not None:
        places.append(f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}")
        trace = trace.tb_next
    return places[-8:]


class HideEverything(SafeExceptionReporterFilter):
    """Error reports show no request body, no variable and no setting."""

    def is_active(self, request: HttpRequest | None) -> bool:
        """Hide always, in debug mode too."""
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        """Show that parameters were sent, never what they were."""
        return dict.fromkeys(getattr(request, "POST", {}), self.cleansed_substitute)

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: FrameType
    ) -> ItemsView[str, Any]:
        """Show no variable of any frame."""
        return {}.items()
