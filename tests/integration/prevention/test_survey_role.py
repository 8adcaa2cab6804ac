"""At the public door answers go in and never come out: tried under a role with those grants."""

from io import StringIO
from secrets import token_hex
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from kernel.study_keys import make_study_key
from prevention.actions.waves import make_link
from prevention.management.survey_role import CLOSED, INSERT
from prevention.models import Answer, CodeElement, Response, Wave, WaveDay
from tests.factories.prevention import make_service


@pytest.fixture
def grants(settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "umit_cache"
        }
    }  # fmt: skip

    def printed(role: str) -> str:
        out = StringIO()
        call_command("survey_role", role, stdout=out)
        return out.getvalue()

    return printed


def test_no_grant_reads_an_answer(grants):
    lines = grants("door").splitlines()

    tables = [model._meta.db_table for model in CLOSED]
    reading = [line for line in lines if line.startswith("GRANT") and "SELECT" in line]
    assert not [line for line in reading for table in tables if f'"{table}"' in line]
    assert sum(line.startswith("GRANT INSERT ON") for line in lines) == len(INSERT)


def test_the_name_of_a_role_is_quoted_and_another_cache_needs_no_grant(grants, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache"}}

    text = grants('a"b')

    assert 'TO "a""b";' in text
    assert "umit_cache" not in text


@pytest.fixture
def role(grants):
    """A role of this test's own with the printed grants and no other."""
    name = f"umit_door_{token_hex(6)}"
    call_command("createcachetable", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE ROLE "{name}" NOLOGIN')
        cursor.execute(grants(name))
        yield name
        cursor.execute("RESET ROLE")
        cursor.execute(f'DROP OWNED BY "{name}"')
        cursor.execute(f'DROP ROLE "{name}"')


@pytest.mark.postgres
@pytest.mark.django_db
def test_a_participant_answers_under_a_role_that_can_read_no_answer(room, vault_keys, role):
    make_study_key(room.implementation.uid)
    make_service(room.organisation, kind="hotline", phones="0312 11 22 33")
    token = make_link(room.wave, room.cohort, by=room.manager)
    given = {"token": str(uuid4()), "q1": "1", "q2": "0", "gender": "m", "code_1": "А"}
    visitor = Client()

    with connection.cursor() as cursor:
        cursor.execute(f'SET ROLE "{role}"')
        page = visitor.get(f"/s/{token}")
        sent = visitor.post(f"/s/{token}", given)
        again = visitor.post(f"/s/{token}", given)
        dead = visitor.get("/s/nothing")
        refused = [_is_refused(ask) for ask in FORBIDDEN]
        cursor.execute("RESET ROLE")

    assert [each.status_code for each in (page, sent, again, dead)] == [200, 200, 200, 404]
    assert "0312 11 22 33" in page.content.decode()
    assert (Response.objects.count(), Answer.objects.count()) == (1, 2)
    assert CodeElement.objects.exclude(fine="").count() == 1
    assert refused == [True] * len(FORBIDDEN)


FORBIDDEN = (
    Response.objects.count,
    Answer.objects.first,
    lambda: CodeElement.objects.values_list("fine").first(),
    lambda: Response.objects.update(gender="o"),
    lambda: Response.objects.all()._raw_delete("default"),
    lambda: Wave.objects.update(status="open"),
    lambda: WaveDay.objects.values_list("present").first(),
    lambda: _select("SELECT label FROM prevention_cohort"),
    lambda: _select("SELECT name FROM prevention_deliverysite"),
    lambda: _select("SELECT title FROM prevention_implementation"),
    lambda: _select("SELECT name FROM kernel_organisation"),
    lambda: _select("SELECT * FROM django_session"),
)


def _select(query):
    with connection.cursor() as cursor:
        cursor.execute(query)


def _is_refused(ask) -> bool:
    try:
        with transaction.atomic():
            ask()
    except ProgrammingError as refusal:
        return "permission denied" in str(refusal)
    return False
