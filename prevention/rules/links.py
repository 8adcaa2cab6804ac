"""Links under which a group answers: random, kept only as a hash, alive while a wave is open."""

import hashlib
import secrets


TOKEN_BYTES = 24
"""192 random bits: nobody finds a link by trying."""
PATH = "s/"
"""Where links stand at the public door; the work door cannot reverse names of another."""


def new_token() -> str:
    """A token that nobody has seen."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """What is kept of a link: the SHA-256 of its token."""
    return hashlib.sha256(token.encode()).hexdigest()


def address_of(token: str, *, site: str) -> str:
    """The whole address of a link; `site` is the public site's."""
    return f"{site.rstrip('/')}/{PATH}{token}"
