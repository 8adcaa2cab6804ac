"""Registering: idempotent, one organisation only, and possible for people who give no name."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kernel.models import User
from kernel.permissions import NotPermitted
from tests.factories.kernel import UserFactory, auditor, clinic, clinician, ministry
from vault import api, codes, keys, people, registration
from vault.models import BlindIndex, Person, Pseudonym, SealedIdentity, VaultAuditEvent


pytestmark = pytest.mark.django_db(databases=["default", "vault"])
TABLES = (Pseudonym, Person, SealedIdentity, BlindIndex, VaultAuditEvent)


def counts() -> list[int]:
    return [table.objects.count() for table in TABLES]


def robot() -> User:
    return UserFactory(is_system=True)


def test_a_person_gets_a_code_and_is_sealed(ctx, register, aliya):
    answer = register(aliya)

    assert answer.is_new
    assert answer.duplicates == ()
    assert api.parse_code(answer.code) == answer.code
    assert counts() == [1, 1, 5, 5, 1]
    person = Person.objects.get()
    assert (person.country, person.organisation_uid) == ("KZ", ctx.organisation.uid)
    assert person.uid != answer.patient_uid
    assert not person.is_invented


def test_groups_about_which_nothing_is_known_are_not_written(register):
    register(api.Identity(given="Алия"), is_invented=True)

    assert sorted(SealedIdentity.objects.values_list("group", flat=True)) == [1, 2]
    assert not BlindIndex.objects.exists(), "a name alone is never indexed"
    assert Person.objects.get().is_invented


def test_who_gives_no_name_has_a_code_and_no_person(register):
    answer = register(None)

    assert answer.is_new
    assert counts() == [1, 0, 0, 0, 1]


def test_the_same_key_gives_the_same_answer(ctx, register, aliya):
    first = register(aliya, idempotency_key=(key := uuid4()))
    again = register(aliya, idempotency_key=key)

    assert again == replace(first, is_new=False)
    assert counts()[:4] == [1, 1, 5, 5]


def test_the_same_key_of_a_nameless_person_gives_the_same_answer(register):
    first = register(None, idempotency_key=(key := uuid4()))

    assert register(None, idempotency_key=key).code == first.code
    assert Pseudonym.objects.count() == 1


def test_the_same_key_with_another_person_is_refused(register, aliya):
    register(aliya, idempotency_key=(key := uuid4()))

    with pytest.raises(api.KeyReused):
        register(replace(aliya, given="Динара"), idempotency_key=key)

    register(None, idempotency_key=(nameless := uuid4()))
    with pytest.raises(api.KeyReused):
        register(aliya, idempotency_key=nameless)


def test_former_names_may_come_as_a_list(register, aliya):
    listed = replace(aliya, former_surnames=["Ким", " "], former_givens=["Лена"])
    first = register(listed, idempotency_key=(key := uuid4()))

    assert register(listed, idempotency_key=key).code == first.code


def test_a_repeated_key_answers_even_after_a_correction(ctx, register, aliya):
    first = register(aliya, idempotency_key=(key := uuid4()))
    api.correct(
        ctx, patient_uid=first.patient_uid, changes={"given": "Әлия"}, reason_code="TYPING_ERROR"
    )

    assert register(aliya, idempotency_key=key).patient_uid == first.patient_uid


@pytest.mark.parametrize(
    "step",
    [
        "vault.registration.note",
        "vault.people.NewPeople.save",
        "vault.registration.insert",
        "vault.duplicates.of",
        "vault.models.VaultAuditEvent.save",
    ],
)
def test_a_registration_that_dies_leaves_nothing_and_can_be_repeated(
    register, aliya, monkeypatch, step
):
    class Killed(BaseException):
        pass

    def die(*_arguments: object, **_options: object) -> None:
        raise Killed

    key = uuid4()
    with monkeypatch.context() as patch:
        patch.setattr(step, die)
        with pytest.raises(Killed):
            register(aliya, idempotency_key=key)
    assert counts() == [0, 0, 0, 0, 0]

    assert register(aliya, idempotency_key=key).is_new


def test_the_same_person_again_gets_a_new_code_and_is_pointed_out(register, aliya):
    first, second = register(aliya), register(aliya)

    assert second.code != first.code
    assert second.duplicates == (api.Duplicate(first.patient_uid, first.code, "certain"),)


@pytest.mark.parametrize(
    ("changes", "band"),
    [
        ({"national_id": "", "passport": "", "phone": ""}, "likely"),
        ({"national_id": "", "passport": "аn 123-45 67", "given": "X", "surname": "Y"}, "certain"),
        ({"national_id": "", "passport": "", "surname": "Юлдашева"}, "likely"),
        ({"national_id": "", "passport": "", "surname": "Юлдашева", "sex": "MALE"}, "possible"),
        ({"national_id": "", "passport": "", "given": "Динара"}, "possible"),
        ({"national_id": "", "passport": "", "given": "Акhметова", "surname": "Alia"}, "likely"),
        ({"national_id": "", "passport": "", "birth_date": date(1990, 1, 2)}, "possible"),
    ],
)
def test_duplicates_come_in_bands(register, aliya, changes, band):
    first = register(aliya)

    second = register(replace(aliya, **changes))

    assert [each.band for each in second.duplicates] == [band]
    assert second.duplicates[0].code == first.code


def test_duplicates_are_of_the_same_organisation_only(ctx, register, aliya):
    register(aliya)
    other = clinic()
    elsewhere = api.Context(clinician(at=other), other, api.Purpose.REGISTER)

    answer = api.register(elsewhere, identity=aliya, idempotency_key=uuid4())

    assert answer.duplicates == ()
    tokens = list(BlindIndex.objects.values_list("token", flat=True))
    assert len({bytes(token) for token in tokens}) == len(tokens), "no token means anything twice"


def test_a_birth_date_that_is_only_a_year_enters_no_token_of_a_day(register, aliya):
    vague = replace(
        aliya, birth_date=date(1987, 1, 1), birth_quality="default", national_id="", passport="",
        phone="",
    )  # fmt: skip
    first = register(vague)

    exact = replace(vague, birth_date=date(1987, 1, 1), birth_quality="document")
    assert [each.code for each in register(exact).duplicates] == [first.code]
    other_name = replace(exact, surname="Ким", given="Алия")
    assert first.code not in {each.code for each in register(other_name).duplicates}


def test_sealing_without_keys_is_refused_whoever_asks(ctx, aliya):
    new = people.NewPeople(ctx, None, at=timezone.now())

    with pytest.raises(api.Locked):
        new.add(aliya)


def test_locked_vault_registers_only_people_without_a_name(register, aliya):
    keys.lock()

    assert register(None).is_new
    with pytest.raises(api.Locked):
        register(aliya)


@pytest.mark.parametrize(
    "changes",
    [
        {"given": " ", "surname": "\u00a0"},
        {"given": "А" * 501},
        {"birth_quality": "guess"},
        {"sex": "X"},
        {"former_surnames": ("А" * 501,)},
    ],
)
def test_what_cannot_be_kept_is_refused(register, aliya, changes):
    with pytest.raises(api.IdentityUnusable) as refusal:
        register(replace(aliya, **changes))

    assert "А" * 10 not in str(refusal.value)
    assert counts() == [0, 0, 0, 0, 0]


def test_who_may_not_register_is_refused(ctx, aliya):
    stranger = api.Context(auditor(at=ministry()), ctx.organisation, ctx.purpose)

    for call in (
        lambda: api.register(stranger, identity=None, idempotency_key=uuid4()),
        lambda: api.register_many(stranger, [(uuid4(), None)], is_invented=True),
        lambda: api.attach(stranger, patient_uid=uuid4(), identity=aliya),
    ):
        with pytest.raises(NotPermitted):
            call()
    assert counts() == [0, 0, 0, 0, 0]


def test_no_token_is_equal_in_two_countries(register, aliya):
    register(aliya)
    other = clinic(country="KG")

    api.register(
        api.Context(clinician(at=other), other, api.Purpose.CARE),
        identity=aliya,
        idempotency_key=uuid4(),
    )

    assert BlindIndex.objects.values("token").distinct().count() == 10


class TestMany:
    """The bulk path: the same rules, a batch at a time."""

    @pytest.fixture
    def importer(self, ctx) -> api.Context:
        return api.Context(robot(), ctx.organisation, api.Purpose.IMPORT)

    @pytest.fixture
    def crowd(self) -> list[tuple[UUID, api.Identity | None]]:
        rng = random.Random(7)  # noqa: S311 - invented people
        return [
            (
                UUID(int=number),
                api.invent_identity(rng, country="KZ", sex="FEMALE", birth_year=1980)
                if number % 10
                else None,
            )
            for number in range(1_100)
        ]

    def test_a_crowd_is_registered_in_batches(self, importer, crowd):
        with CaptureQueriesContext(connections["vault"]) as queries:
            answers = api.register_many(importer, crowd, is_invented=True)

        assert len({answer.code for answer in answers}) == len(crowd)
        assert all(answer.is_new for answer in answers)
        assert len(queries) < 50, "a batch costs a fixed number of statements"
        assert Person.objects.filter(is_invented=True).count() == 990
        events = VaultAuditEvent.objects.order_by("id")
        assert [event.detail["new"] for event in events] == [500, 500, 100]
        assert {event.event for event in events} == {"vault.persons.registered"}

    def test_an_import_that_is_killed_goes_on_where_it_was(self, importer, crowd, monkeypatch):
        write, calls = registration._write_batch, []

        def second_fails(*arguments: object, **options: object) -> object:
            calls.append(1)
            if len(calls) == 2:
                raise KeyboardInterrupt
            return write(*arguments, **options)

        with monkeypatch.context() as patch:
            patch.setattr(registration, "_write_batch", second_fails)
            with pytest.raises(KeyboardInterrupt):
                api.register_many(importer, crowd, is_invented=True)
        assert Pseudonym.objects.count() == 500

        answers = api.register_many(importer, crowd, is_invented=True)

        assert [answer.is_new for answer in answers] == [False] * 500 + [True] * 600
        assert Pseudonym.objects.count() == len(crowd)
        again = api.register_many(importer, iter(crowd), is_invented=True)
        assert [each.code for each in again] == [each.code for each in answers]

    def test_a_key_twice_in_a_batch_is_one_person(self, importer, aliya):
        key = uuid4()

        first, second = api.register_many(importer, [(key, aliya), (key, aliya)])

        assert (first.code, first.is_new) == (second.code, not second.is_new)
        assert Pseudonym.objects.count() == 1

    def test_duplicates_within_a_batch_are_seen(self, importer, aliya):
        first, second = api.register_many(importer, [(uuid4(), aliya), (uuid4(), aliya)])

        assert first.duplicates[0].code == second.code
        assert second.duplicates[0].code == first.code

    def test_nameless_people_are_imported_while_names_are_locked(self, importer):
        keys.lock()

        assert len(api.register_many(importer, [(uuid4(), None) for _ in range(3)])) == 3

    def test_nothing_is_done_for_nobody(self, importer):
        assert api.register_many(importer, []) == []
        assert not VaultAuditEvent.objects.exists()


class TestCodes:
    """Unique for each organisation, also when two draw the same at once."""

    def test_a_code_that_is_taken_is_drawn_again(self, register, monkeypatch):
        taken = register(None).code
        draws = iter([taken, taken, codes.with_check_digits("12345678")])
        monkeypatch.setattr(codes, "new_code", lambda: next(draws))

        assert register(None).code == codes.with_check_digits("12345678")

    def test_the_code_of_a_retired_pseudonym_stays_taken(self, register, monkeypatch):
        taken = register(None).code
        Pseudonym.objects.update(state="RETIRED")
        draws = iter([taken, codes.with_check_digits("12345678")])
        monkeypatch.setattr(codes, "new_code", lambda: next(draws))

        assert register(None).code != taken

    def test_a_code_taken_in_the_same_moment_is_drawn_again(self, register, monkeypatch):
        taken, real = register(None).code, registration._free_codes
        draws = iter([[taken], [taken]])
        monkeypatch.setattr(
            registration, "_free_codes", lambda ctx, count: next(draws, None) or real(ctx, count)
        )

        assert register(None).code != taken

    def test_a_fault_that_stays_is_raised(self, register, monkeypatch):
        taken = register(None).code
        monkeypatch.setattr(registration, "_free_codes", lambda _ctx, _count: [taken])

        with pytest.raises(IntegrityError):
            register(None)

    def test_another_organisation_may_use_the_same_code(self, register, monkeypatch):
        taken = register(None).code
        monkeypatch.setattr(codes, "new_code", lambda: taken)
        other = clinic()
        elsewhere = api.Context(clinician(at=other), other, api.Purpose.REGISTER)

        assert api.register(elsewhere, identity=None, idempotency_key=uuid4()).code == taken


class TestAttach:
    """A name given later."""

    def test_the_code_stays_when_a_name_comes(self, ctx, register, aliya):
        known, nameless = register(aliya), register(None)

        found = api.attach(ctx, patient_uid=nameless.patient_uid, identity=aliya)

        assert [each.code for each in found] == [known.code]
        label = api.labels(ctx, patient_uids=[nameless.patient_uid])[nameless.patient_uid]
        assert label.name == "Ахметова Алия Сериковна"
        event = VaultAuditEvent.objects.get(detail__step="attached")
        assert event.object_uids == [str(nameless.patient_uid)]

    def test_a_name_is_attached_once(self, ctx, register, aliya):
        with pytest.raises(api.AlreadyNamed):
            api.attach(ctx, patient_uid=register(aliya).patient_uid, identity=aliya)

    def test_a_form_sent_again_without_its_name_is_somebody_else(self, ctx, aliya):
        key = uuid4()
        api.register(ctx, identity=aliya, idempotency_key=key)

        with pytest.raises(api.KeyReused):
            api.register(ctx, identity=None, idempotency_key=key)

    def test_a_name_given_later_leaves_the_first_answer_as_it_was(self, ctx, aliya):
        key = uuid4()
        first = api.register(ctx, identity=None, idempotency_key=key)
        api.attach(ctx, patient_uid=first.patient_uid, identity=aliya)

        assert api.register(ctx, identity=None, idempotency_key=key).code == first.code

    def test_nobody_is_attached_at_another_organisation(self, ctx, register, aliya):
        other = clinic()
        elsewhere = api.Context(clinician(at=other), other, api.Purpose.CARE)

        with pytest.raises(api.NoSuchPatient):
            api.attach(elsewhere, patient_uid=register(None).patient_uid, identity=aliya)


@pytest.mark.slow
@pytest.mark.django_db(databases=["default", "vault"], transaction=True)
def test_fifty_at_once_get_fifty_codes_and_one_key_gets_one(ctx, aliya):
    shared = uuid4()
    api.register(ctx, identity=None, idempotency_key=uuid4())

    def once(number: int) -> str:
        try:
            return api.register(
                ctx, identity=aliya, idempotency_key=shared if number % 2 else uuid4()
            ).code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as pool:
        drawn = list(pool.map(once, range(50)))

    assert len(set(drawn)) == 26
    assert Pseudonym.objects.count() == 27
