"""The vault's only door: these functions, and nothing else of this app, may be called from outside.

Each call demands a permission at one organisation, sees only that organisation, and writes its
event before it answers. While the vault is locked every call refuses with `Locked`, except that
people who give no name can still be registered.
"""

from vault.codes import WrongCode, format_code, parse_code
from vault.context import Context, Purpose
from vault.correction import CorrectionReason, add_alias, correct
from vault.custody import lock, make_keys, unlock
from vault.duplicates import Duplicate, candidates
from vault.identities import BirthQuality, Identity, IdentityUnusable
from vault.invented import invent_identity, is_invented_national_id
from vault.keys import Locked, is_locked
from vault.mentions import Mention, mentions
from vault.numbers import NumberDoubt, number_doubts
from vault.people import NoSuchPatient, NotNamed
from vault.reading import Label, TooManyLabels, contacts, labels
from vault.registration import (
    AlreadyNamed,
    KeyReused,
    Registration,
    attach,
    register,
    register_many,
)
from vault.sealing import IdentityDamaged
from vault.search import MaskedHit, Query, QueryTooWide, TooManyHits, TooManySearches, find


__all__ = [
    "AlreadyNamed",
    "BirthQuality",
    "Context",
    "CorrectionReason",
    "Duplicate",
    "Identity",
    "IdentityDamaged",
    "IdentityUnusable",
    "KeyReused",
    "Label",
    "Locked",
    "MaskedHit",
    "Mention",
    "NoSuchPatient",
    "NotNamed",
    "NumberDoubt",
    "Purpose",
    "Query",
    "QueryTooWide",
    "Registration",
    "TooManyHits",
    "TooManyLabels",
    "TooManySearches",
    "WrongCode",
    "add_alias",
    "attach",
    "candidates",
    "contacts",
    "correct",
    "find",
    "format_code",
    "invent_identity",
    "is_invented_national_id",
    "is_locked",
    "labels",
    "lock",
    "make_keys",
    "mentions",
    "number_doubts",
    "parse_code",
    "register",
    "register_many",
    "unlock",
]
