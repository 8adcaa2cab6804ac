"""Freezing results, and the report that carries them."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from kernel.audit import Event
from kernel.models.audit_events import AuditEvent
from prevention.actions.linking import link_wave
from prevention.actions.outcomes import NoPrimaryOutcome, NothingToFreeze, freeze_results
from prevention.models import Answer, Attendance, Cost, OutcomeResult, Response
from prevention.policies.linking import NotLinkedYet
from prevention.rules.linkage import LINKAGE
from prevention.rules.outcomes import NEARLY_SAME
from prevention.selectors.linkage import baseline_of
from prevention.selectors.linking import waves_of_study
from prevention.selectors.reports import report_of
from prevention.selectors.results import results_of, why_not_frozen
from tests.factories.prevention import make_session, make_wave
from tests.factories.prevention_outcomes import make_response, make_study


pytestmark = pytest.mark.django_db
BOTH_SIDES = ("intervention", "comparison")


@pytest.fixture
def run(room):
    room.wave.days.all().delete()
    room.wave.delete()
    return room.implementation


def frozen(run, room):
    return freeze_results(run, at=timezone.now(), by=room.manager)


def linked_and_frozen(study, room):
    link_wave(study.post, version=None, at=timezone.now(), by=room.manager)
    return frozen(study.run, room)


def of(rows, outcome, method="linked"):
    return next(row for row in rows if (row.outcome, row.method) == (outcome, method)).content


def test_nothing_is_looked_at_before_linking(run, room):
    make_study(run, schools=1, pupils=2)

    with pytest.raises(NotLinkedYet, match="only after linking"):
        frozen(run, room)


def test_a_comparison_gives_effects_with_everything_beside_them(run, room):
    run.arm_design = "comparison"
    run.save()
    study = make_study(run, schools=3, pupils=40, arms=BOTH_SIDES)
    rows = linked_and_frozen(study, room)
    content = of(rows, "alcohol_30d")
    first = content["estimates"]["both"][0]

    assert content["is_primary"]
    assert first["claim"] == "EFFECT"
    assert first["method"] == "CLUSTER_MEANS"
    assert (first["n_intervention"], first["clusters_intervention"]) == (120, 3)
    assert first["match_rate"] == 1.0
    assert first["data_cut"] == timezone.localdate().isoformat()
    assert content["code_version"] == "effects-1 sgic-1"
    assert [each["scale"] for each in content["estimates"]["both"]] == [
        "DIFFERENCE", "ODDS_RATIO", "ODDS_RATIO", "NUMBER_NEEDED",
    ]  # fmt: skip
    assert set(content["estimates"]) == {"both", "girls", "boys"}
    assert content["interaction"]["method"] == "GIRLS_AGAINST_BOYS"
    assert not of(rows, "cigarettes_30d")["is_primary"]
    assert of(rows, "alcohol_30d", "linked-exact")["levels"] == {}
    assert of(rows, "alcohol_30d", "unlinked")["estimates"]["both"][0]["match_rate"] is None
    assert AuditEvent.objects.filter(event=Event.OUTCOMES_FROZEN).count() == 1


def test_without_a_comparison_it_is_a_change_and_never_an_effect(run, room):
    rows = linked_and_frozen(make_study(run, schools=2, pupils=40), room)
    content = of(rows, "alcohol_30d")

    claims = {each["claim"] for found in content["estimates"].values() for each in found}
    assert claims == {"CHANGE"}
    shown = results_of(run)[0].results[0]
    assert "Why, this cannot tell" in shown.lines[0].reading or "do not tell" in (
        shown.lines[0].reading
    )


def test_nine_pairs_give_no_result(run, room):
    study = make_study(run, schools=1, pupils=9)
    rows = linked_and_frozen(study, room)
    content = of(rows, "alcohol_30d")

    assert content["estimates"]["both"] == []
    assert content["reasons"]["both"] == "few"
    marks = [
        mark
        for by_who in content["levels"].values()
        for waves in by_who.values()
        for mark in waves.values()
    ]
    assert {(mark["percent"], mark["people"]) for mark in marks} == {(None, None)}


def test_one_class_gives_no_number(run, room):
    rows = linked_and_frozen(make_study(run, schools=1, pupils=60), room)

    assert of(rows, "alcohol_30d")["reasons"]["both"] == "single-cluster"


def test_one_boy_hides_the_girls(run, room):
    study = make_study(run, schools=2, pupils=40)
    Response.objects.filter(wave=study.post).update(gender="o")
    boys = Response.objects.filter(wave=study.pre, gender="m")
    boys.exclude(pk=boys.first().pk).update(gender="f")
    rows = linked_and_frozen(study, room)
    content = of(rows, "alcohol_30d")

    assert set(content["estimates"]) == {"both"}
    side = content["levels"]["intervention"]
    assert side["girls"]["before"]["percent"] is None
    assert side["girls"]["before"]["people"] is None
    assert side["both"]["before"]["percent"] is not None


def test_who_claims_what_does_not_exist_is_left_out_and_counted(run, room):
    study = make_study(run, schools=2, pupils=40)
    Answer.objects.filter(
        response__in=Response.objects.filter(wave=study.pre)[:3].values("pk"),
        item__code="relevin",
    ).update(value=2)
    rows = linked_and_frozen(study, room)
    content = of(rows, "alcohol_30d")

    assert content["left_out"][0] == {"OVERCLAIM": 3, "MISSING": 0, "STRAIGHT": 0}
    assert content["levels"]["intervention"]["both"]["before"]["people"] == 77


def test_results_are_frozen_once_and_need_a_primary_outcome(run, room):
    study = make_study(run, schools=2, pupils=12)
    linked_and_frozen(study, room)
    with pytest.raises(NothingToFreeze):
        frozen(run, room)
    run.primary_outcome = ""
    run.save()
    with pytest.raises(NoPrimaryOutcome):
        frozen(run, room)
    run.primary_outcome, run.status = "alcohol_30d", "cancelled"
    run.save()
    with pytest.raises(NothingToFreeze, match="cancelled"):
        frozen(run, room)


def test_freezing_is_offered_when_there_is_something_to_freeze(run, room, door):
    page = reverse("work:prevention-run-results", args=[run.uid])
    freeze = reverse("work:prevention-results-freeze", args=[run.uid])

    def said():
        assert freeze not in door.get(page).content.decode()
        return door.get(freeze).content.decode()

    assert "No questionnaire has been closed yet" in said()
    study = make_study(run, schools=2, pupils=12)
    assert "Link them first" in said()
    link_wave(study.post, version=None, at=timezone.now(), by=room.manager)
    assert freeze in door.get(page).content.decode()
    type(run).objects.filter(pk=run.pk).update(primary_outcome="")
    assert "No primary outcome is named" in said()


def test_a_wave_without_codes_gives_tables_by_gender(run, room):
    wave = make_wave(run, "pre", status="closed")
    for number in range(60):
        answers = {"alcohol_30d": number % 3, "relevin": 0, "cigarettes_30d": 0}
        make_response(wave, room.cohort, gender="fm"[number % 2], answers=answers)
    rows = frozen(run, room)

    drank = of(rows, "alcohol_30d", "table")["levels"]["intervention"]
    assert drank["girls"]["after"]["percent"] == 67
    smoked = of(rows, "cigarettes_30d", "table")["levels"]["intervention"]
    assert smoked["both"]["after"] == {"word": "kept-back", "percent": None, "people": 60}


def test_pages_and_files_tell_the_same_in_plain_words(run, room, door, enter):
    run.arm_design = "comparison"
    run.save()
    Cost.objects.create(
        organisation=run.organisation, implementation=run, category="materials", amount=500,
        currency="KGS", on=run.starts_on,
    )  # fmt: skip
    study = make_study(run, schools=2, pupils=40, arms=BOTH_SIDES)
    link_wave(study.post, version=None, at=timezone.now(), by=room.manager)
    freeze = reverse("work:prevention-results-freeze", args=[run.uid])
    answer = door.post(freeze, follow=True)
    assert answer.status_code == 200
    assert "Primary outcome" in answer.content.decode()
    assert freeze not in answer.content.decode()
    assert "All results are frozen" in door.get(freeze).content.decode()
    coordinator = enter(room.coordinator)
    page = coordinator.get(reverse("work:prevention-report", args=[run.uid]))
    pdf = coordinator.get(reverse("work:prevention-report-pdf", args=[run.uid]))
    sheet = coordinator.get(reverse("work:prevention-report-xlsx", args=[run.uid]))

    words = page.content.decode()
    assert "How faithful it was" in words
    assert "Per participant" in words
    assert pdf.content.startswith(b"%PDF")
    book = openpyxl.load_workbook(BytesIO(sheet.content))
    assert len(book.worksheets) == len(page.context["report"].sections) + 2
    assert AuditEvent.objects.filter(event=Event.OUTCOMES_READ).count() == 2
    assert AuditEvent.objects.filter(event=Event.DELIVERY_READ).exists()


def test_a_report_without_outcomes_says_so(run, room):
    report = report_of(run, on=timezone.localdate())

    assert any(warning.code == "W12" for warning, _is_allowed in report.warned)
    assert any("No outcome was measured" in gap for gap in report.gaps)


def test_a_coordinator_accepts_the_report(run, room, enter):
    run.status = "evaluated"
    run.save()
    coordinator = enter(room.coordinator)
    page = coordinator.get(reverse("work:prevention-report", args=[run.uid]))
    assert "Accept the report" in page.content.decode()
    coordinator.post(
        reverse("work:prevention-run-move", args=[run.uid, "accept"]),
        {"row_version": run.version},
    )
    run.refresh_from_db()
    assert run.status == "reported"


def test_linking_alone_is_no_result(run, room):
    study = make_study(run, schools=1, pupils=4)
    link_wave(study.post, version=None, at=timezone.now(), by=room.manager)

    assert OutcomeResult.objects.get().outcome == LINKAGE
    assert results_of(run) == []


def asked_again(study, pupils, room):
    """A second later wave, linked after the first; half of those who are there drank."""
    wave = make_wave(
        study.run, "fu6", status="closed", opens_on=study.run.starts_on + timedelta(90)
    )
    for number, pupil in enumerate(pupils):
        answers = {"alcohol_30d": number // 2 % 2, "cigarettes_30d": 0, "relevin": 0}
        make_response(
            wave, pupil.cohort, gender=pupil.gender, answers=answers, code=pupil.code
        )  # fmt: skip
    for each in (study.post, wave):
        link_wave(each, version=None, at=timezone.now(), by=room.manager)
    return wave


def of_wave(rows, wave, method="linked"):
    return of([row for row in rows if row.later_wave_id == wave.pk], "alcohol_30d", method)


@pytest.mark.parametrize("arms", [("intervention",), BOTH_SIDES])
def test_two_waves_of_nearly_the_same_people_do_not_tell_who_stayed_away(run, room, arms):
    run.arm_design = "comparison" if len(arms) > 1 else "none"
    run.save()
    study = make_study(run, schools=2, pupils=40, arms=arms, use=(0.45, 0.45))
    wave = asked_again(study, study.pupils[1:], room)
    rows = frozen(run, room)
    first, second = of_wave(rows, study.post), of_wave(rows, wave)

    assert first["levels"]["intervention"]["both"]["before"]["people"] == 80
    assert len(first["estimates"]["both"]) == (4 if len(arms) > 1 else 1)
    assert second["levels"] == {}
    assert len(second["estimates"]["both"]) == 1
    assert second["reasons"]["both"] == NEARLY_SAME
    assert of_wave(rows, wave, "linked-exact")["levels"] == {}
    for each in (study.post, wave):
        each.refresh_from_db()
    assert {row.matched.word for row in baseline_of(study.post, waves_of_study(study.post))} != {
        "kept-back"
    }
    assert {
        (row.matched.word, row.alone.word) for row in baseline_of(wave, waves_of_study(wave))
    } == {("kept-back", "kept-back")}
    assert "Nearly the same people" in str(results_of(run)[1].results[0].reasons)


def test_a_second_wave_of_the_same_people_or_of_many_others_shows_its_shares(run, room):
    study = make_study(run, schools=2, pupils=60, use=(0.5, 0.5))
    wave = asked_again(study, study.pupils[60:], room)
    rows = frozen(run, room)

    assert of_wave(rows, wave)["levels"]["intervention"]["both"]["before"]["people"] == 60
    wave.refresh_from_db()
    assert baseline_of(wave, waves_of_study(wave))[0].matched.people == 60


def rows_of(report, title):
    section = next(each for each in report.sections if each.title == title)
    return {row[0]: row[1:] for row in section.rows}


def followed_up(study, room):
    """A follow-up of the second half, linked."""
    wave = make_wave(
        study.run, "fu6", status="closed", opens_on=study.run.starts_on + timedelta(90)
    )
    for pupil in study.pupils[60:]:
        make_response(wave, pupil.cohort, gender=pupil.gender, code=pupil.code,
                      answers={"alcohol_30d": 1, "cigarettes_30d": 0, "relevin": 0})  # fmt: skip
    link_wave(wave, version=None, at=timezone.now(), by=room.manager)


def test_a_follow_up_after_the_report_adds_its_own_figures_and_changes_none(run, room, door):
    study = make_study(run, schools=2, pupils=60, use=(0.5, 0.5))
    linked_and_frozen(study, room)
    before = list(OutcomeResult.objects.order_by("pk").values())
    told = report_of(run, on=timezone.localdate())
    run.status, run.reported_at = "reported", timezone.now()
    run.save()

    followed_up(study, room)
    page = door.get(reverse("work:prevention-run-results", args=[run.uid])).content.decode()
    door.post(reverse("work:prevention-results-freeze", args=[run.uid]), {})

    kept = OutcomeResult.objects.filter(pk__in=[row["id"] for row in before])
    report = report_of(run, on=timezone.localdate())
    first, second = report.results
    words = "Six months later, after the report was accepted"
    assert "Freeze the results" in page
    assert list(kept.order_by("pk").values()) == before
    assert (first, second.added_on) == (told.results[0], timezone.localdate())
    for title in ("Who was asked", "Match rates"):
        now, then = rows_of(report, title), rows_of(told, title)
        assert now == then | {words: now[words]}
    assert report.facts[-1][0] == "Report accepted on"
    assert "after the report was accepted" in second.title
    shown = door.get(reverse("work:prevention-report", args=[run.uid])).content.decode()
    assert "What was accepted is unchanged" in shown


def test_after_the_report_nothing_but_follow_ups_is_frozen(run, room):
    study = make_study(run, schools=2, pupils=20)
    run.status, run.reported_at = "reported", timezone.now()
    run.save()
    link_wave(study.post, version=None, at=timezone.now(), by=room.manager)

    with pytest.raises(NothingToFreeze, match="nothing new"):
        frozen(run, room)
    assert why_not_frozen(run, results_of(run)) != ""
    told = rows_of(report_of(run, on=timezone.localdate()), "Match rates")
    assert list(told) == ["After the last session, after the report was accepted"]


def lost(door, run, page="run-results"):
    """Who was found again, as a page tells it: words by what stands before them."""
    shown = door.get(reverse(f"work:prevention-{page}", args=[run.uid]))
    context = shown.context
    sections = context["report"].sections if page == "report" else [context["lost"]]
    section = next(each for each in sections if each.title == "Found again, by side")
    assert section.title in shown.content.decode()
    return {row[0]: row[1:] for row in section.rows}, section.words


def test_who_was_lost_is_told_by_side_and_gender(run, room, door):
    study = make_study(run, schools=2, pupils=24, arms=BOTH_SIDES)
    boys = [each for each in study.pupils if each.gender == "m" and each.cohort.arm[0] == "i"]
    gone = Response.objects.filter(wave=study.post, gender="m", cohort=boys[0].cohort)
    gone.delete()
    link_wave(study.post, version=None, at=timezone.now(), by=room.manager)

    for page in ("run-results", "report"):
        rows, words = lost(door, run, page)
        assert rows == {
            "After the last session: Takes part": ["75 %", "100 %", "50 %"],
            "After the last session: Comparison": ["100 %", "100 %", "100 %"],
            "After the last session: points apart": ["25", "0", "50"],
        }
        assert "(After the last session): who was lost may explain the result" in words


def test_of_a_class_with_few_boys_only_both_are_told(run, room, door):
    study = make_study(run, schools=1, pupils=18, arms=BOTH_SIDES)
    link_wave(study.post, version=None, at=timezone.now(), by=room.manager)

    rows, words = lost(door, run)

    assert rows["After the last session: Takes part"] == ["100 %", "kept back", "kept back"]
    assert rows["After the last session: points apart"] == ["0", "kept back", "kept back"]
    assert "Nowhere" in words


def test_without_a_comparison_nobody_was_lost_unlike(run, room, door):
    study = make_study(run, schools=2, pupils=24)
    page = reverse("work:prevention-run-results", args=[run.uid])
    assert door.get(page).context["lost"] is None
    link_wave(study.post, version=None, at=timezone.now(), by=room.manager)

    assert door.get(page).context["lost"] is None


def test_people_who_state_no_gender_are_compared_as_all(run, room):
    study = make_study(run, schools=2, pupils=40, use=(0.45, 0.45))
    Response.objects.filter(wave=study.pre).update(gender="o")
    same = asked_again(study, study.pupils, room)
    rows = frozen(run, room)

    assert of_wave(rows, same)["levels"]["intervention"]["all"]["before"]["people"] == 80


def test_costs_per_head_do_not_tell_how_many_were_kept_back(run, room):
    run.costs.all().delete()
    for amount in (600, 400):
        Cost.objects.create(
            organisation=run.organisation, implementation=run, category="materials",
            amount=amount, currency="KGS", on=run.starts_on,
        )  # fmt: skip
    run.cohorts.exclude(pk=room.headcount.pk).update(status="dissolved")
    session = make_session(
        room.headcount, room.version.plans.get(number=2), on=timezone.localdate(), girls=2, boys=1,
        others=1,
    )  # fmt: skip

    def per_head():
        report = report_of(run, on=timezone.localdate())
        costs = next(each for each in report.sections if each.title == "What it cost")
        return [row[1] for row in costs.rows if str(row[0]).startswith("Per ")]

    assert per_head() == ["kept back", "kept back", None]
    session.girls, session.boys, session.others = 12, 8, 3
    session.save()
    assert per_head() == [50, 50, None]


def test_costs_per_completer_are_of_those_who_are_shown(run, room):
    run.costs.all().delete()
    Cost.objects.create(
        organisation=run.organisation, implementation=run, category="materials", amount=600,
        currency="KGS", on=run.starts_on,
    )  # fmt: skip
    run.sessions_planned = 1
    run.save()
    people = list(room.cohort.participants.order_by("number"))
    room.session.status, room.session.entered_at = "delivered", timezone.now()
    room.session.minutes, room.session.girls, room.session.boys = 45, 6, 6
    room.session.save()
    for person in people[:3]:
        Attendance.objects.create(session=room.session, participant=person, was_present=True)
    report = report_of(run, on=timezone.localdate())
    costs = next(each for each in report.sections if each.title == "What it cost")
    assert costs.rows[-1][1] == "kept back"
    for person in people[3:]:
        Attendance.objects.create(session=room.session, participant=person, was_present=True)
    report = report_of(run, on=timezone.localdate())
    costs = next(each for each in report.sections if each.title == "What it cost")
    assert costs.rows[-1][1] == 50
