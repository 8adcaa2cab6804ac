"""Finding: exact questions, few masked answers, every one of them counted."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from kernel.permissions import NotPermitted
from tests.factories.kernel import clinic, clinic_manager, clinician
from vault import api, keys
from vault.models import VaultAuditEvent


pytestmark = pytest.mark.django_db(databases=["default", "vault"])
BORN = date(1987, 3, 14)


def find(ctx: api.Context, **query: object) -> tuple[api.MaskedHit, ...]:
    return api.find(ctx, query=api.Query(**query))


@pytest.mark.parametrize(
    ("query", "matched_on"),
    [
        ({"national_id": "870314400010"}, ("NATIONAL_ID",)),
        ({"national_id": "8703 1440 0010"}, ("NATIONAL_ID",)),
        ({"national_id": "٨٧٠٣١٤٤٠٠٠١٠"}, ("NATIONAL_ID",)),
        ({"national_id": "an 1234567"}, ("PASSPORT",)),
        ({"national_id": "АN1234567"}, ("PASSPORT",)),
        ({"phone": "8 000 123-45-67"}, ("PHONE",)),
        ({"phone": "0001234567"}, ("PHONE",)),
        ({"given": "Алия", "birth_date": BORN}, ("GIVEN_BIRTH",)),
        ({"given": "Әлия", "birth_date": BORN}, ("GIVEN_BIRTH",)),
        ({"given": "Aliya", "surname": "Akhmetova", "birth_date": BORN},
         ("GIVEN_BIRTH", "SURNAME_BIRTH")),
        ({"given": "Ахметова", "surname": "Алия", "birth_date": BORN},
         ("GIVEN_BIRTH", "SURNAME_BIRTH")),
        ({"given": "Ахметова", "birth_date": BORN}, ("SURNAME_BIRTH",)),
        ({"given": "Алия", "surname": "Юлдашева", "birth_date": BORN}, ("GIVEN_BIRTH",)),
    ],
)  # fmt: skip
def test_somebody_is_found_however_they_are_written(ctx, register, aliya, query, matched_on):
    answer = register(aliya)

    (hit,) = find(ctx, **query)

    assert (hit.patient_uid, hit.code) == (answer.patient_uid, answer.code)
    assert hit.matched_on == matched_on


def test_a_hit_shows_first_letters_and_a_year_and_nothing_more(ctx, register, aliya):
    register(aliya)

    (hit,) = find(ctx, given="Алия", birth_date=BORN)

    assert hit.masked_name == "А••••• А•••"
    assert hit.birth_year == 1987
    shown = repr(hit) + str(vars(hit))
    for secret in ("хметова", "лия", "Серик", "8703144", "1987-03", "000 123"):
        assert secret not in shown


def test_somebody_without_surname_or_birth_date_is_masked_too(ctx, register):
    register(api.Identity(given="Алия", national_id="870314400010"))

    (hit,) = find(ctx, national_id="870314400010")

    assert (hit.masked_name, hit.birth_year) == ("А•••", None)


def test_a_name_of_two_letters_is_a_name(ctx, register, aliya):
    register(replace(aliya, given="Ия"))

    assert find(ctx, given="Ия", birth_date=BORN)


def test_nobody_is_an_answer(ctx, register, aliya):
    register(aliya)

    assert find(ctx, given="Динара", birth_date=BORN) == ()
    assert VaultAuditEvent.objects.first().detail == {"hits": 0}


def test_people_of_other_organisations_are_not_found(ctx, register, aliya):
    register(aliya)
    other = clinic()
    elsewhere = api.Context(clinician(at=other), other, api.Purpose.CARE)

    assert find(elsewhere, national_id=aliya.national_id) == ()
    assert find(elsewhere, given=aliya.given, birth_date=BORN) == ()


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"given": "Алия"},
        {"surname": "Ахметова", "given": "Алия"},
        {"birth_date": BORN},
        {"surname": "Ахметова", "birth_date": BORN},
        {"national_id": "8703"},
        {"phone": "12345"},
        {"given": "А*", "birth_date": BORN},
        {"given": "Али%", "birth_date": BORN},
        {"given": "Алия", "surname": "А_", "birth_date": BORN},
        {"given": "Я", "birth_date": BORN},
        {"given": "123", "birth_date": BORN},
    ],
)
def test_wide_questions_are_refused(ctx, query):
    with pytest.raises(api.QueryTooWide):
        find(ctx, **query)


def test_more_than_five_are_too_many_and_are_counted(ctx, register, aliya):
    for number in range(6):
        register(replace(aliya, national_id=f"87031440001{number}", passport="", phone=""))

    with pytest.raises(api.TooManyHits):
        find(ctx, given="Алия", birth_date=BORN)

    event = VaultAuditEvent.objects.first()
    assert (event.outcome, event.detail, event.object_uids) == ("TOO_MANY_HITS", {"hits": 6}, [])


def test_a_surname_narrows_what_would_be_too_many(ctx, register, aliya):
    same = replace(aliya, national_id="", passport="", phone="")
    for surname in ("Иванова", "Ким", "Цой", "Оспанова", "Попова"):
        register(replace(same, surname=surname))
    wanted = register(same)

    (hit,) = find(ctx, given="Алия", surname="Ахметова", birth_date=BORN)

    assert hit.code == wanted.code


def test_the_thirty_first_search_of_a_minute_is_refused(ctx, register, aliya):
    register(aliya)
    for _search in range(30):
        find(ctx, national_id=aliya.national_id)

    for _search in range(2):
        with pytest.raises(api.TooManySearches):
            find(ctx, national_id=aliya.national_id)

    event = VaultAuditEvent.objects.first()
    assert (event.action, event.outcome, event.object_uids) == ("FAIL", "LIMITED", [])
    colleague = replace(ctx, by=clinician(at=ctx.organisation))
    assert find(colleague, national_id=aliya.national_id)


def test_a_day_has_three_hundred_searches_and_ends(ctx, register, aliya, monkeypatch):
    find(ctx, national_id=aliya.national_id)
    searched = VaultAuditEvent.objects.get()
    for ago in range(299):
        searched.pk, searched.uid = None, uuid4()
        searched.at -= timedelta(minutes=1 if ago else 2)
        searched.save(force_insert=True)

    with pytest.raises(api.TooManySearches):
        find(ctx, national_id=aliya.national_id)

    monkeypatch.setattr("vault.search.LIMITS", ((timedelta(hours=1), 300),))
    assert find(ctx, national_id=aliya.national_id) == ()


def test_a_search_writes_which_fields_were_used_and_who_was_shown(ctx, register, aliya):
    answer = register(aliya)

    find(ctx, given="Алия", birth_date=BORN)

    event = VaultAuditEvent.objects.first()
    assert event.event == "vault.person.searched"
    assert event.fields == ["given", "birth_date"]
    assert event.object_uids == [str(answer.patient_uid)]
    assert (event.actor_uid, event.purpose) == (ctx.by.uid, "CARE")


def test_a_search_whose_event_cannot_be_written_is_not_answered(ctx, monkeypatch):
    def fail(*_arguments: object, **_options: object) -> None:
        raise OSError("no audit")

    monkeypatch.setattr(VaultAuditEvent, "save", fail)

    with pytest.raises(OSError, match="no audit"):
        find(ctx, phone="+7 000 123 45 67")


def test_who_may_not_search_is_refused(ctx):
    manager = replace(ctx, by=clinic_manager(at=ctx.organisation))

    with pytest.raises(NotPermitted):
        find(manager, phone="+7 000 123 45 67")


def test_a_locked_vault_finds_nobody(ctx, register, aliya):
    register(aliya)
    keys.lock()

    with pytest.raises(api.Locked):
        find(ctx, national_id=aliya.national_id)


def test_a_retired_pseudonym_is_not_shown(ctx, register, aliya):
    from vault.models import Pseudonym  # noqa: PLC0415 - only this test reaches behind the door

    register(aliya)
    Pseudonym.objects.update(state="RETIRED")

    assert find(ctx, national_id=aliya.national_id) == ()


def test_a_query_does_not_show_itself():
    query = api.Query(given="Алия", national_id="870314400010", birth_date=BORN)

    assert repr(query) == "Query()"
