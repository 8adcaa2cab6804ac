"""What the audit events and log lines of one request share."""

import hashlib
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class RequestContext:
    """What every event of one request shares."""

    request_id: str = ""
    session_hash: str = ""
    surface: str = ""


request_context: ContextVar[RequestContext] = ContextVar("request_context")


def session_hash(session_key: str | None) -> str:
    """Sixteen hexadecimal digits that tell sessions apart without being one."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:16] if session_key else ""
