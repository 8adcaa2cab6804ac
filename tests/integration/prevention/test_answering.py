"""A group's link: who has it answers, nothing of the visitor is kept, dead ones are alike."""

import logging
import re
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from kernel.logs import JsonLine, Redact
from kernel.models.audit_events import AuditEvent
from kernel.study_keys import destroy_study_key, make_study_key, study_key
from prevention.actions.waves import close_wave, end_link, make_link
from prevention.models import Answer, CodeElement, Questionnaire, Response, WaveDay
from prevention.rules.links import token_hash
from prevention.rules.sgic import Element, hashed
from prevention.views.flood import A_MINUTE, MOST, is_flooded
from tests.factories.prevention import make_service


CODE = {
    Element.MOTHER: "Г", Element.FATHER: "Б", Element.DAY: "07", Element.SIBLINGS: "2",
    Element.OWN_NAME: "я", Element.BIRTHPLACE: "О", Element.FAMILY_NAME: "ы",
}  # fmt: skip
BOXES = {f"code_{element}": sign for element, sign in CODE.items()}


@pytest.fixture
def wave(room, vault_keys):
    make_study_key(room.implementation.uid)
    return room.wave


@pytest.fixture
def token(room, wave):
    return make_link(wave, room.cohort, by=room.manager)


def answers(**fields):
    """Two questions answered, one left out, and who answered as far as it is asked."""
    return {
        "token": str(uuid4()), "q1": "2", "q3": "-", "gender": "f", "age_band": "13-15",
    } | fields  # fmt: skip


def post(link, /, **fields):
    return Client().post(f"/s/{link}", answers(**fields))


def test_what_is_sent_is_kept_with_a_scrambled_code(room, wave, token):
    answer = post(token, **BOXES)

    assert answer.status_code == 200
    response = Response.objects.get()
    assert (response.wave, response.cohort) == (wave, room.cohort)
    assert (response.gender, response.age_band, response.source) == ("f", "13-15", "device")
    assert response.entered_on == timezone.localdate()
    assert [(each.item.code, each.value) for each in response.answers.all()] == [("alcohol_30d", 2)]
    kept = [(row.fine, row.coarse, row.swapped) for row in response.code.order_by("position")]
    key = study_key(room.implementation.uid)
    assert kept == [(each.fine, each.coarse, each.swapped) for each in hashed(CODE, key=key)]


def test_a_page_sent_twice_is_one_answer_and_says_which_is_kept(token):
    Questionnaire.objects.update(language="en")
    page = str(uuid4())

    first, second = post(token, token=page), post(token, token=page, q1="3")

    assert (first.status_code, second.status_code) == (200, 200)
    assert "have arrived. You can close" in first.content.decode()
    assert "The answers that arrived first are kept" in second.content.decode()
    assert "have arrived. You can close" not in second.content.decode()
    assert Response.objects.count() == 1
    assert Answer.objects.get().value == 2


def test_the_page_sets_no_cookie_and_is_kept_nowhere(token):
    visitor = Client()

    for answer in (visitor.get(f"/s/{token}"), visitor.post(f"/s/{token}", answers())):
        assert answer.status_code == 200
        assert not answer.cookies
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "Cookie" not in answer["Vary"]
        assert "script-src 'none'" in answer["Content-Security-Policy"]
        assert b"csrfmiddlewaretoken" not in answer.content
        assert b"<script" not in answer.content
    assert not visitor.cookies


def test_the_page_tells_nothing_of_school_or_group(room, token):
    page = Client().get(f"/s/{token}").content.decode()

    for word in (room.site.name, room.cohort.label, room.implementation.title,
                 room.organisation.name, str(room.wave.uid)):  # fmt: skip
        assert word not in page


def test_nobody_is_asked_to_prove_a_form(token):
    visitor = Client(enforce_csrf_checks=True)

    assert visitor.post(f"/s/{token}", answers()).status_code == 200
    assert Response.objects.count() == 1


def gone(room, token, how):
    if how == "closed":
        close_wave(room.wave, version=None, by=room.manager)
    elif how == "ended":
        end_link(room.wave, room.cohort, by=room.manager)
    elif how == "replaced":
        make_link(room.wave, room.cohort, by=room.manager)
    elif how == "over":
        WaveDay.objects.update(token_ends_at=timezone.now() - timedelta(minutes=1))
    elif how == "cancelled":
        room.implementation.status = "cancelled"
        room.implementation.save()
    return {"unknown": "a" * 32, "short": "x", "strange": "%20%00é"}.get(how, token)


@pytest.mark.parametrize("how", ["closed", "ended", "replaced", "over", "cancelled", "unknown",
                                 "short", "strange"])  # fmt: skip
def test_every_dead_link_says_the_same(room, token, how):
    nowhere = Client().get("/s/never-was-a-link")
    dead = gone(room, token, how)

    for answer in (Client().get(f"/s/{dead}"), Client().get(f"/s/{dead}/"), post(dead)):
        assert answer.status_code == 404
        assert answer.content == nowhere.content
        assert answer["Cache-Control"] == nowhere["Cache-Control"]
    assert not Response.objects.exists()


def test_a_code_that_cannot_be_read_is_asked_again_and_nothing_is_kept(token):
    answer = post(token, **BOXES | {"code_3": "45", "code_1": "Г"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "от 01 до 31" in page
    assert re.search(r'name="q1" value="2"[^>]*checked', page)
    assert not Response.objects.exists()
    assert not CodeElement.objects.exists()


def test_who_answers_nothing_sends_nothing(token):
    answer = post(token, q1="-")

    assert answer.status_code == 422
    assert "ничего не будет отправлено" in answer.content.decode()
    assert not Response.objects.exists()


@pytest.mark.parametrize("fields", [{"q1": "9"}, {"gender": "x"}, {"token": "mine"}, {"token": ""}])
def test_what_the_page_does_not_offer_is_refused(token, fields):
    assert post(token, **fields).status_code == 422
    assert not Response.objects.exists()


def test_without_the_key_of_the_study_no_code_is_asked_for(room, token):
    destroy_study_key(room.implementation.uid)

    page = Client().get(f"/s/{token}").content.decode()
    answer = post(token, **BOXES)

    assert 'name="code_1"' not in page
    assert answer.status_code == 200
    assert not CodeElement.objects.exists()


def test_gender_and_age_may_be_left_out(token):
    post(token, gender="-", age_band="")

    response = Response.objects.get()
    assert (response.gender, response.age_band) == ("o", "")


def test_a_flood_is_refused_and_what_was_written_stays(token):
    seconds, most = MOST[-1]
    today = int(timezone.now().timestamp()) // seconds
    cache.set(f"survey:{seconds}:{token_hash(token)}", (today, most), timeout=seconds)

    answer = post(token)

    assert answer.status_code == 429
    assert re.search(r'name="q1" value="2"[^>]*checked', answer.content.decode())
    assert not Response.objects.exists()


def test_help_stands_at_the_end_and_after_sending(room, token):
    make_service(room.organisation, kind="hotline", phones="0312 11 22 33")
    make_service(room.organisation, kind="narcology", phones="0312 44 44 44")

    pages = [Client().get(f"/s/{token}").content.decode(), post(token).content.decode()]

    for page in pages:
        assert "0312 11 22 33" in page
        assert "0312 44 44 44" not in page


def test_words_are_in_the_language_of_the_questionnaire(token):
    Questionnaire.objects.update(language="kk")

    page = Client(headers={"accept-language": "en"}).get(f"/s/{token}")

    assert page["Content-Language"] == "ru"
    assert '<html lang="ru">' in page.content.decode()
    assert '<h1 lang="kk">' in page.content.decode()
    assert "yril" in page.content.decode() or "ирилл" in page.content.decode()


def test_only_the_hash_of_a_link_is_stored(token):
    day = WaveDay.objects.get(token_hash=token_hash(token))

    assert token not in str(day.__dict__)
    assert len(token) >= 22  # 128 bits in letters of 6


def test_nothing_that_was_sent_is_logged_or_audited(token):
    text = StringIO()
    handler = logging.StreamHandler(text)
    handler.addFilter(Redact())
    handler.setFormatter(JsonLine())
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    before = AuditEvent.objects.count()
    try:
        post(token, **BOXES)
        post(token, q1="9")
        Client().get("/s/" + "b" * 32)
    finally:
        root.removeHandler(handler)
        root.setLevel(level)

    said = text.getvalue()
    assert AuditEvent.objects.count() == before
    assert token not in said
    assert "b" * 32 not in said
    assert "13-15" not in said


def test_a_number_is_taken_as_a_number(room, token):
    item = room.wave.questionnaire.items.get(number=2)
    item.kind, item.options = "number", []
    item.save()

    assert post(token, q2="12").status_code == 200
    assert Answer.objects.get(item=item).value == 12
    assert post(token, q2="-1").status_code == 422


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
def test_there_is_nothing_else_to_do_here(token, method):
    assert getattr(Client(), method)(f"/s/{token}").status_code == 405


@pytest.mark.parametrize("cache_backend", ["locmem.LocMemCache", "db.DatabaseCache"])
@pytest.mark.django_db
def test_a_class_is_let_in_and_a_script_is_not(cache_backend, settings):
    settings.CACHES = {
        "default": {"BACKEND": f"django.core.cache.backends.{cache_backend}", "LOCATION": "flood"}
    }
    call_command("createcachetable", verbosity=0)
    cache.clear()
    most = dict(MOST)[A_MINUTE]
    minute = 30_000_000.0 * A_MINUTE

    told = [is_flooded("one", now=minute) for _each in range(most + 1)]

    assert told == [False] * most + [True]
    assert not is_flooded("another", now=minute)
    assert not is_flooded("one", now=minute + A_MINUTE)
