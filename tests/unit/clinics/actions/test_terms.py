"""What a patient's word becomes, and what experts decide on the words that nobody knows."""

from datetime import date, timedelta

import pytest

from clinics.actions import terms
from clinics.actions._locking import Stale
from clinics.actions.demand import UNKNOWN_WHICH, NameUnclear, correct_demand, record_demand
from clinics.models import AddedSubstance, SubstanceUse, TermResolution, UnknownTerm
from clinics.selectors.demand import in_words, latest_demand
from clinics.selectors.substances import catalogue_of, meaning_of
from clinics.substances import resolve
from kernel.models.audit_events import AuditEvent
from kernel.permissions import NotPermitted
from tests.factories import kernel as people
from tests.factories.clinics import NOW, token
from tests.factories.health import UnknownTermFactory


pytestmark = pytest.mark.django_db
ON = date(2026, 3, 10)
REASON = {"evidence": "SELF_REPORT", "reason": "Three clinics say so", "now": NOW}


@pytest.fixture
def expert():
    return people.expert(at=people.ministry(country="KZ"))


def say(episode, by, *substances, **more):
    usual = {"as_of": ON, "answers": {}, "token": token(), "now": NOW}
    return record_demand(episode=episode, substances=list(substances), by=by, **(usual | more))


def use_of(demand):
    use = demand.substances.get()
    return use.substance, use.named, use.resolution


@pytest.mark.parametrize(
    ("said", "stored"),
    [
        ({"as_said": "мефедрон"}, ("CATHINONES", "mephedrone", "AUTO")),
        ({"as_said": "4-ММС", "named": "mephedrone"}, ("CATHINONES", "mephedrone", "CONFIRMED")),
        ({"named": "heroin"}, ("HEROIN", "heroin", "CONFIRMED")),
        ({"as_said": "героин", "substance": "HEROIN"}, ("HEROIN", "heroin", "AUTO")),
        ({"as_said": "соль", "named": UNKNOWN_WHICH},
         ("CATHINONES", "cathinone_unsp", "CLASS_LEVEL")),
        ({"as_said": "соль", "named": "apvp"}, ("CATHINONES", "apvp", "CONFIRMED")),
        ({"as_said": "соль", "substance": "CATHINONES"},
         ("CATHINONES", "cathinone_unsp", "CLASS_LEVEL")),
        ({"as_said": "бирюза"}, ("OTHER", "", "UNRESOLVED")),
        ({"as_said": "бирюза", "substance_null": "UNK"}, ("OTHER", "", "UNRESOLVED")),
        ({"as_said": "бирюза", "substance": "HEROIN"}, ("HEROIN", "", "UNRESOLVED")),
        ({"as_said": "герыч", "substance": "HEROIN"}, ("HEROIN", "heroin", "CONFIRMED")),
        ({"as_said": "герыч", "named": UNKNOWN_WHICH}, ("OTHER", "", "UNRESOLVED")),
        ({"as_said": "мефедрон", "substance": "HEROIN", "named": UNKNOWN_WHICH},
         ("HEROIN", "", "")),
        ({"as_said": "?!", "substance": "HEROIN"}, ("HEROIN", "", "")),
        ({"substance": "HEROIN"}, ("HEROIN", "", "")),
    ],
)  # fmt: skip
def test_a_word_becomes_what_it_certainly_means(said, stored, episode, doctor):
    assert use_of(say(episode, doctor, said)) == stored


@pytest.mark.parametrize(
    ("said", "offered"),
    [
        ({"as_said": "соль"}, {UNKNOWN_WHICH, "mephedrone", "apvp"}),
        ({"as_said": "герыч"}, {UNKNOWN_WHICH, "heroin"}),
        ({"as_said": "мефедрон", "substance": "HEROIN"}, {UNKNOWN_WHICH}),
        ({"as_said": "мефедрон", "named": "heroin"}, {"mephedrone"}),
        ({"named": "mephedrone", "substance": "HEROIN"}, {UNKNOWN_WHICH}),
        ({"named": "no_such_key"}, set()),
    ],
)
def test_a_word_that_is_not_clear_is_asked_about(said, offered, episode, doctor):
    with pytest.raises(NameUnclear) as unclear:
        say(episode, doctor, {"substance": "ALCOHOL"}, said)

    (question,) = unclear.value.questions
    assert question.place == 1
    assert question.text
    assert offered <= {key for key, _words in question.options}
    assert SubstanceUse.objects.count() == UnknownTerm.objects.count() == 0


def test_an_unknown_word_waits_for_the_expert_of_the_country(episode, episode_at, doctor):
    say(episode, doctor, {"as_said": "Бирюза"})
    say(episode_at(), doctor, {"as_said": "бирюза "}, as_of=ON - timedelta(days=5))

    term = UnknownTerm.objects.get()
    assert (term.country, term.normalised, term.as_said) == ("KZ", "бирюза", "Бирюза")
    assert (term.first_said_on, term.last_said_on) == (ON - timedelta(days=5), ON)
    assert term.due_on == date(2026, 3, 30)


def test_a_double_tap_asks_the_expert_once(episode, doctor):
    same = token()

    first = say(episode, doctor, {"as_said": "бирюза"}, token=same)
    again = say(episode, doctor, {"as_said": "бирюза"}, token=same)

    assert first.pk == again.pk
    assert UnknownTerm.objects.count() == 1


def test_a_decision_holds_from_now_on_and_past_rows_keep_theirs(
    episode, episode_at, doctor, expert
):
    before = say(episode, doctor, {"as_said": "бирюза"})
    term = UnknownTerm.objects.get()

    terms.resolve_term(term=term, substance="apvp", by=expert, **REASON)

    after = say(episode_at(), doctor, {"as_said": "бирюза"})
    assert use_of(before) == ("OTHER", "", "UNRESOLVED")
    assert use_of(after) == ("CATHINONES", "apvp", "AUTO")
    corrected = correct_demand(
        demand=before, answers={"labour_null": "UNK"}, reason="TYPING_ERROR", now=NOW, by=doctor
    )
    assert use_of(corrected) == ("OTHER", "", "UNRESOLVED")


def test_a_page_says_what_the_word_means_today(episode, doctor, expert):
    say(episode, doctor, {"as_said": "бирюза"})
    terms.resolve_term(term=UnknownTerm.objects.get(), substance="apvp", by=expert, **REASON)

    words = in_words(latest_demand(viewer=doctor, episode=episode)).substances[0].label

    assert "бирюза" in words
    assert "Alpha-PVP" in words


def test_a_decision_holds_in_its_country_alone(expert):
    term = UnknownTermFactory(country="KZ", normalised="бирюза")

    terms.resolve_term(term=term, substance="apvp", by=expert, **REASON)

    assert resolve("бирюза", catalogue=catalogue_of("KZ")).key == "apvp"
    assert resolve("бирюза", catalogue=catalogue_of("KG")).key is None


def test_the_last_decision_holds_and_the_earlier_ones_stay(expert):
    term = UnknownTermFactory(normalised="бирюза")

    for key in ("apvp", "mephedrone"):
        terms.resolve_term(term=term, substance=key, by=expert, **REASON)
    assert resolve("бирюза", catalogue=catalogue_of("KZ")).key == "mephedrone"
    terms.set_aside(term=term, reason="A name of a place", now=NOW, by=expert)

    term.refresh_from_db()
    assert resolve("бирюза", catalogue=catalogue_of("KZ")).key is None
    assert (term.state, term.row_version) == ("SET_ASIDE", 4)
    assert [row.substance for row in TermResolution.objects.all()] == ["apvp", "mephedrone", ""]


def test_no_decision_makes_a_word_certain_that_means_several_things(expert):
    term = UnknownTermFactory(normalised="соль")

    terms.resolve_term(term=term, substance="apvp", by=expert, **REASON)

    assert resolve("соль", catalogue=catalogue_of("KZ")).needs_confirmation


def test_an_added_substance_can_be_named_and_counts_as_it_should(episode, doctor, expert):
    say(episode, doctor, {"as_said": "бирюза"})
    term = UnknownTerm.objects.get()

    added = terms.add_substance(
        term=term, name_en="Turquoisone", name_ru="Бирюзон", counts_as="CATHINONES", by=expert,
        **REASON,
    )  # fmt: skip

    assert added.key == "kz_turquoisone"
    demand = say(episode, doctor, {"as_said": "бирюзон"})
    assert use_of(demand) == ("CATHINONES", "kz_turquoisone", "AUTO")
    assert "Turquoisone" in in_words(demand).substances[0].label
    assert catalogue_of("KZ").substances["kz_turquoisone"].tdi_row == "3.4"
    assert next(hit.key for hit in meaning_of("turquois", country="KZ").hits) == "kz_turquoisone"
    told = AuditEvent.objects.order_by("-id")[:4]
    assert {"clinics.substance.added", "clinics.term.resolved"} <= {event.event for event in told}
    assert all("бирюза" not in str(event.detail) for event in AuditEvent.objects.all())


def test_two_substances_of_one_stem_have_two_keys(expert):
    arguments = {"name_ru": "", "counts_as": "OTHER", "by": expert} | REASON

    first = terms.add_substance(
        term=UnknownTermFactory(), name_en="A very long name of a substance",
        **arguments | {"name_ru": "Первое"},
    )  # fmt: skip
    second = terms.add_substance(
        term=UnknownTermFactory(), name_en="A very long name of a substantive",
        **arguments | {"name_ru": "Второе"},
    )  # fmt: skip

    assert first.key != second.key
    assert max(len(first.key), len(second.key)) == 24


def test_a_name_that_the_list_has_is_not_added(expert):
    with pytest.raises(terms.AlreadyNamed):
        terms.add_substance(
            term=UnknownTermFactory(), name_en="Heroin", name_ru="Новое", counts_as="HEROIN",
            by=expert, **REASON,
        )  # fmt: skip

    assert AddedSubstance.objects.count() == 0


def test_two_experts_do_not_overwrite_each_other(expert):
    term = UnknownTermFactory()
    terms.resolve_term(term=term, substance="apvp", row_version=1, by=expert, **REASON)

    with pytest.raises(Stale):
        terms.set_aside(term=term, reason="Slip", row_version=1, now=NOW, by=expert)


def test_only_an_expert_of_the_country_decides(doctor, expert):
    theirs = UnknownTermFactory(country="KG")

    for person in (doctor, expert, people.analyst(at=people.ministry(country="KG"))):
        with pytest.raises(NotPermitted):
            terms.resolve_term(term=theirs, substance="apvp", by=person, **REASON)


def test_a_key_that_the_list_lacks_is_refused(expert):
    with pytest.raises(terms.NoSuchSubstance):
        terms.resolve_term(term=UnknownTermFactory(), substance="nothing", by=expert, **REASON)
