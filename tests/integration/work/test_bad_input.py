"""Every bad input at every form of the record: the verdict of the table, in both languages.

A page that refuses says so at the field, keeps all that was typed and stores nothing. One request
puts a row into all fields of a form at once; each field is judged by what it takes.
"""

from datetime import timedelta
from html import escape, unescape
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django import forms
from django.apps import apps
from django.core.validators import MaxValueValidator, MinValueValidator
from django.urls import reverse
from django.utils import timezone, translation

from clinics.forms.patients import IdentityForm
from clinics.models import Contact, Dose, Episode, Patient
from kernel.models.audit_events import AuditEvent
from tests.factories.kernel import SiteFactory
from tests.integration.work import bad_input
from tests.integration.work.bad_input import SAID, Accept, Refuse, Warn
from ui.answers import AnswerField
from vault.models import Person


pytestmark = pytest.mark.django_db
F = bad_input.Family
BODY = "application/x-www-form-urlencoded"
NAMES = {
    name
    for name, field in IdentityForm.base_fields.items()
    if any(getattr(each, "__name__", "") == "check_name" for each in field.validators)
}
WHOLE = ("register", "log-contact", "give-dose", "find")
"""Forms that have a field of every family: every row is put into every field of them."""
OF_PATIENT = (
    "name", "consent", "refer", "admission", "name-former", "merge",
)  # fmt: skip
OF_EPISODE = (
    "waiting", "assess", "admit", "decline", "interrupt", "resume", "discharge", "follow-up",
    "close", "reopen", "triage", "demand", "record-test", "give-second-dose", "prescribe",
    "end-prescription", "agree-take-home", "hold-dosing", "transfer-offer", "plan-make",
    "health-test", "health-care", "health-vaccination", "health-pregnancy", "health-children",
    "health-overdose", "health-naloxone", "health-diagnosis", "violence-screen",
    "safeguarding-record", "make-appointment",
)  # fmt: skip
OF_ENTRY = ("contact-correct", "dose-correct", "test-correct")
FORMS = (*OF_PATIENT, *OF_EPISODE, *OF_ENTRY, "group-make")
"""All others get every row once, each in some field."""


def address_of(name, room):
    """Where a form is."""
    if name in {"register", "find", "group-make"}:
        return reverse(f"work:{name}")
    if name.endswith("-correct"):
        return reverse(f"work:{name}", args=[getattr(room, name.removesuffix("-correct")).uid])
    about = room.patient if name in OF_PATIENT else room.episode
    return reverse(f"work:{name}", args=[about.uid])


KINDS = (
    ((forms.MultipleChoiceField, forms.BooleanField), None),
    (forms.UUIDField, F.HIDDEN),
    (forms.DateField, F.DAY),
    (forms.TimeField, F.TIME),
    (forms.DecimalField, F.AMOUNT),
    (forms.IntegerField, F.WHOLE),
    (forms.ChoiceField, F.CHOICE),
)


def family_of(name, field):
    """What kind of field this is; None for what takes no text, or is never shown again."""
    field = field.fields[0] if isinstance(field, AnswerField) else field
    for kind, family in KINDS:
        if isinstance(field, kind):
            return family
    if name.endswith(("password", "named")):
        return None
    if name == "national_id" or name in NAMES:
        return F.NATIONAL if name == "national_id" else F.NAME
    return F.NOTE if isinstance(field.widget, forms.Textarea) else F.LINE


def fields_of(form):
    """The fields of a form that are tried, each with its family."""
    found = {name: family_of(name, field) for name, field in form.fields.items()}
    return {name: family for name, family in found.items() if family}


def send(door, address, values):
    """Post a form as a browser would, or as something worse: values may be bytes."""
    return door.post(address, urlencode(values), content_type=BODY)


def in_russian(door, room):
    """The same browser of the same person, who reads Russian from now on."""
    type(room.clinician).objects.filter(pk=room.clinician.pk).update(language="ru")
    return door


def said_at(form, name, language):
    """What a form says at a field, in a language."""
    with translation.override(language):
        return " ".join(str(line) for error in form.errors.as_data().get(name, ())
                        for line in error)  # fmt: skip


def expected(row, family, field):
    """The verdict of the table, but for numbers without a limit and texts longer than the field."""
    verdict = row.verdict(family)
    said = verdict.said if isinstance(verdict, Refuse) else ""
    if family is F.AMOUNT and said == "too-much" and not has_limit(field, MaxValueValidator):
        return Refuse("too-many-digits")
    if family is F.WHOLE and said == "too-much" and not has_limit(field, MaxValueValidator):
        return Accept(None)
    if family is F.WHOLE and said == "too-little" and not has_limit(field, MinValueValidator):
        return Accept(None)
    longest = getattr(field, "max_length", None)
    if isinstance(verdict, Accept) and isinstance(verdict.stored, str) and longest:
        return Refuse("too-long") if len(verdict.stored) > longest else verdict
    return verdict


def has_limit(field, kind):
    """Whether a number is limited: only the version of a row, which the page carries, is not."""
    inner = field.fields[0] if isinstance(field, AnswerField) else field
    return any(isinstance(validator, kind) for validator in inner.validators)


def stored_rows():
    """How many rows there are of everything."""
    models = [*apps.get_app_config("clinics").get_models(), Person]
    return {model.__name__: model.objects.count() for model in models}


def batches(rows, fields):
    """What is sent, request by request: field -> row. Every row reaches the form once."""
    names = list(fields)
    for start in range(0, len(rows), len(names)):
        part = rows[start : start + len(names)]
        yield {name: part[place % len(part)] for place, name in enumerate(names)}


def judged(door, room, name, requests):
    """What a form did that the table does not say, and what it stored; both should be nothing."""
    address = address_of(name, room)
    fields = fields_of(door.get(address).context["form"])
    before, wrong = stored_rows(), []
    for rows in requests(bad_input.ROWS, fields):
        page = send(door, address, {field: row.typed for field, row in rows.items()})
        form, text = page.context["form"], page.content.decode()
        for field, row in rows.items():
            verdict = expected(row, fields[field], form.fields[field])
            wrong += misjudged(row, field, verdict, form, text)
    after = stored_rows()
    return wrong, {model: count for model, count in after.items() if count != before[model]}


@pytest.mark.parametrize("name", WHOLE)
def test_every_field_gives_the_verdict_of_the_table(name, door, room):
    def each(rows, fields):
        return (dict.fromkeys(fields, row) for row in rows)

    assert judged(door, room, name, each) == ([], {})


@pytest.mark.parametrize("name", FORMS)
def test_every_form_gives_the_verdicts_of_the_table(name, door, room):
    assert judged(door, room, name, batches) == ([], {})


def misjudged(row, field, verdict, form, text):
    """How what a form said of a row differs from the verdict; nothing when it does not."""
    english, russian = (said_at(form, field, language) for language in ("en", "ru"))
    here = f"{row.number} {row.typed!r} in {field}"
    if isinstance(verdict, Accept):
        return [f"{here}: refused, {english}"] if english else []
    wanted = SAID[verdict.said]
    if wanted[0] not in english or wanted[1] not in russian:
        return [f"{here}: {verdict.said}, but said {english!r}, {russian!r}"]
    bound = form[field]
    if bound.is_hidden:
        return []
    lacks = []
    if f'id="{bound.auto_id}_error"' not in text:
        lacks.append(f"{here}: not said at the field")
    if isinstance(bound.field.widget, forms.TextInput | forms.Textarea) and isinstance(
        row.typed, str
    ):
        kept = str(bound.value())
        if escape(kept) not in text and kept not in unescape(text):
            lacks.append(f"{here}: not kept")
    return lacks


@pytest.mark.parametrize("name", ["register", "log-contact", "give-dose", "consent"])
def test_nothing_is_nothing_and_what_is_needed_is_asked_for(name, door, room):
    address = address_of(name, room)
    fields = fields_of(door.get(address).context["form"])
    before = stored_rows()

    for row in bad_input.EMPTY:
        form = send(door, address, dict.fromkeys(fields, row.typed)).context["form"]

        for field in fields:
            said = said_at(form, field, "en")
            is_needed = form.fields[field].required
            assert bool(said) == is_needed, (row, field, said)
            asked = [SAID[key][0] for key in ("required", "answer")]
            assert not is_needed or any(words in said for words in asked)
    assert stored_rows() == before


TAKEN = [
    row for row in bad_input.ROWS
    if isinstance(row.verdict(F.NOTE), Accept) and isinstance(row.typed, str)
]  # fmt: skip


def day(days_ago=0):
    """A day as people type it."""
    return f"{timezone.localdate() - timedelta(days=days_ago):%d.%m.%Y}"


def contact(**changed):
    """A contact as the form sends it; a note that seems to tell of a person is kept as it is."""
    return {
        "token": str(uuid4()), "kind": "MEDICAL", "on": day(), "mode": "PHONE",
        "attendance": "ATTENDED", "leak": "keep",
    } | changed  # fmt: skip


def test_what_is_taken_is_stored_so_and_shown_as_text(door, room):
    address = address_of("log-contact", room)
    for row in TAKEN:
        response = send(door, address, contact(note=row.typed))

        assert response.status_code == 302, row
        assert Contact.objects.latest("pk").note == row.verdict(F.NOTE).stored.strip()

    shown = door.get(reverse("work:contacts", args=[room.patient.uid])).content.decode()
    assert "alert()</script>" not in shown
    assert "<svg onload" not in shown
    assert escape("<script>alert()</script>") in shown
    assert "{{7*7}}" in shown
    assert "=HYPERLINK" in shown


@pytest.mark.parametrize(
    ("field", "typed", "stored"),
    [("minutes", "٤٥", 45), ("at", "٠٩:٣٠", "09:30:00"), ("minutes", " 45 ", 45)],
)
def test_digits_of_another_script_are_stored_as_numbers(field, typed, stored, door, room):
    send(door, address_of("log-contact", room), contact(**{field: typed}))

    kept = getattr(Contact.objects.latest("pk"), field)
    assert kept == stored or str(kept) == stored


@pytest.mark.parametrize(("typed", "stored"), [("7,5", "7.50"), ("٦٠", "60.00")])
def test_an_amount_is_stored_as_it_is_meant(typed, stored, door, room):
    send(door, address_of("give-dose", room), {
        "token": str(uuid4()), "amount": typed, "unit": "MG", "medicine": "METHADONE",
        "mode": "SUPERVISED", "on": day(),
    })  # fmt: skip

    assert str(Dose.objects.latest("pk").amount) == stored


@pytest.mark.parametrize(("number", "typed", "verdict"), bad_input.CODES)
def test_a_code_that_is_none_is_refused_in_words(number, typed, verdict, door, room):
    address = reverse("work:caseload")

    english = send(door, address, {"code": typed}).content.decode()
    russian = send(in_russian(door, room), address, {"code": typed}).content.decode()

    wanted = SAID[verdict.said]
    assert wanted[0] in english
    assert wanted[1] in russian
    assert not typed.strip() or escape(typed) in english or typed in unescape(english)


def person(**changed):
    """A person as the form of registering sends them."""
    return {
        "key": str(uuid4()), "kind": "named", "surname": "Пробова", "given": "Алия",
        "birth_date": "04.03.1991", "birth_quality": "document", "sex": "FEMALE",
    } | changed  # fmt: skip


@pytest.mark.parametrize("row", bad_input.NATIONAL_NUMBERS, ids=lambda row: f"{row[0]}-{row[4]}")
def test_a_doubtful_national_number_is_asked_about_and_never_refused(row, door, room):
    _number, typed, born, sex, verdict = row
    address, before = reverse("work:register"), Patient.objects.count()
    data = person(
        organisation=str(room.organisation.uid), national_id=typed, birth_date=born, sex=sex
    )

    page = send(door, address, data)

    if isinstance(verdict, Warn):
        asked = page.context["doubts"]
        assert SAID[verdict.said][0] in " ".join(str(doubt.message) for doubt in asked)
        with translation.override("ru"):
            assert SAID[verdict.said][1] in " ".join(str(doubt.message) for doubt in asked)
        assert typed in page.content.decode()
        assert Patient.objects.count() == before
        codes = [("confirmed", doubt.code) for doubt in asked]
        page = send(door, address, [*data.items(), *codes])
    assert page.status_code == 302
    assert Patient.objects.count() == before + 1
    patient = Patient.objects.latest("pk")
    shown = door.post(reverse("work:patient", args=[patient.uid]), {"purpose": "DESK_CHECK"})
    stored = verdict.stored if isinstance(verdict, Accept) else typed
    assert stored in shown.content.decode()


def test_a_doubt_is_asked_as_well_when_a_name_is_given_later(door, room):
    send(door, reverse("work:register"), {
        "key": str(uuid4()), "organisation": str(room.organisation.uid), "kind": "anonymous",
        "birth_quality": "stated", "sex": "FEMALE", "birth_year": "1991",
    })  # fmt: skip
    address = reverse("work:name", args=[Patient.objects.latest("pk").uid])
    data = person(national_id="910304450010")

    asked = send(door, address, data).context["doubts"]
    response = send(door, address, [*data.items(), ("confirmed", asked[0].code)])

    assert [doubt.code for doubt in asked] == ["N02"]
    assert response.status_code == 302


@pytest.mark.parametrize(("number", "typed", "verdict"), bad_input.BIRTHS)
def test_a_birth_date_is_a_day_of_somebody_alive(number, typed, verdict, door, room):
    before = Patient.objects.count()

    page = send(door, reverse("work:register"),
                person(organisation=str(room.organisation.uid), birth_date=typed))  # fmt: skip

    if isinstance(verdict, Accept):
        assert Patient.objects.latest("pk").birth_year == int(verdict.stored[:4])
        return
    form = page.context["form"]
    assert SAID[verdict.said][0] in said_at(form, "birth_date", "en")
    assert SAID[verdict.said][1] in said_at(form, "birth_date", "ru")
    assert typed in page.content.decode()
    assert Patient.objects.count() == before


def test_a_name_that_is_markup_is_shown_as_text(door, room):
    named = person(organisation=str(room.organisation.uid), surname='"><svg onload=alert()>')
    send(door, reverse("work:register"), named)

    patient = Patient.objects.latest("pk")
    shown = door.post(reverse("work:patient", args=[patient.uid]), {"purpose": "DESK_CHECK"})
    assert "<svg onload" not in shown.content.decode()
    assert "&lt;svg onload" in shown.content.decode()


@pytest.mark.parametrize("name", ["register", "log-contact", "caseload"])
def test_ten_megabytes_are_refused_with_a_page_and_nothing_is_stored(name, door, room):
    before = stored_rows()
    address = reverse("work:caseload") if name == "caseload" else address_of(name, room)

    english = send(door, address, {"note": "я" * 2_000_000})
    russian = send(in_russian(door, room), address, {"note": "x" * 10_000_000})

    for page, said in zip((english, russian), SAID["too-big"], strict=True):
        assert (page.status_code, said in page.content.decode()) == (400, True)
    assert stored_rows() == before


@pytest.mark.parametrize("which", ["unknown", "retired", "foreign"])
def test_a_site_that_is_not_offered_is_the_same_whatever_it_is(which, door, room):
    Episode.objects.filter(pk=room.episode.pk).update(
        state="CLOSED", ended_on="2026-02-02", discharge_reason="COMPLETED"
    )
    SiteFactory(organisation=room.organisation)
    uid = {
        "unknown": uuid4,
        "retired": lambda: (
            SiteFactory(organisation=room.organisation, retired_at=timezone.now()).uid
        ),
        "foreign": lambda: SiteFactory().uid,
    }[which]()

    form = send(door, address_of("refer", room),
                {"on": day(), "source": "GP", "site": str(uid)}).context["form"]  # fmt: skip

    assert (said_at(form, "site", "en"), said_at(form, "site", "ru")) == (
        "Choose one of the answers", "Выберите один из ответов",
    )  # fmt: skip
    assert Episode.objects.filter(patient=room.patient).count() == 1


def test_a_token_that_comes_back_with_something_else_is_refused(door, room):
    address, sent = address_of("log-contact", room), contact(note="First")
    send(door, address, sent)

    english = send(door, address, sent | {"note": "Second"}).content.decode()
    russian = send(in_russian(door, room), address, sent | {"note": "Second"}).content.decode()

    assert SAID["used"][0] in english
    assert SAID["used"][1] in russian
    assert "Second" in english
    assert not Contact.objects.filter(note="Second").exists()


def test_nobody_is_discharged_before_admission(door, room):
    page = send(door, address_of("discharge", room),
                {"on": "03.01.2026", "reason": "COMPLETED", "row_version": "1"})  # fmt: skip

    assert page.context["form"].errors
    room.episode.refresh_from_db()
    assert room.episode.state == "IN_TREATMENT"


def test_ids_and_unknown_fields_in_a_body_change_nothing(door, room):
    elsewhere = SiteFactory()
    send(door, address_of("log-contact", room), contact(
        note="Here", episode=str(uuid4()), patient=str(uuid4()), recorded_by="1",
        organisation=str(elsewhere.organisation.uid), state="VOIDED",
    ))  # fmt: skip

    kept = Contact.objects.get(note="Here")
    assert (kept.episode, kept.organisation) == (room.episode, room.organisation)
    assert (kept.recorded_by, kept.state) == (room.clinician, "CURRENT")


def test_keys_of_a_filter_that_nobody_offers_are_left_alone(door, room):
    page = door.get(reverse("work:caseload") + "?_connector=OR&patient__organisation__name=x")

    assert page.status_code == 200


def test_nothing_of_what_was_typed_stands_in_the_audit(door, room):
    send(door, address_of("log-contact", room), contact(note="Али\x07я", minutes="many"))

    told = str(list(AuditEvent.objects.values()))
    assert "Али" not in told
    assert "many" not in told
