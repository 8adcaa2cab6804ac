"""Every warning fires on what it is about, and stays quiet on the nearest thing that it is not."""

from dataclasses import replace

import pytest

from prevention.choices import FacilitatorRole, Level, ProgrammeKind, Registry, Setting
from prevention.rules.plans import (
    METHOD_LABELS,
    SUBSTANCE_LABELS,
    Component,
    Method,
    Planned,
    Rating,
    Result,
    Substance,
)
from prevention.rules.ratings import SCALES
from prevention.rules.warnings import ADVERSE_RATINGS, RULES, Severity, open_blocks, warnings


SOUND = Planned(
    intervention_types=frozenset({"PREV_EDU"}),
    levels=frozenset({Level.UNIVERSAL}),
    settings=frozenset({Setting.SCHOOL}),
    planned_sessions=12,
    components=frozenset({Component.KNOWLEDGE, Component.NORMS, Component.SKILLS}),
    lead_roles=frozenset({FacilitatorRole.TEACHER}),
    interactive_share=0.5,
    group_size=35,
    has_minors=True,
    substances_named=frozenset({"ALCOHOL"}),
    substances_known=frozenset({"ALCOHOL", "TOBACCO"}),
    ratings=(Rating(Registry.XCHANGE, "beneficial"),),
    reported_results=frozenset({Result.SATISFACTION, Result.OUTCOME}),
)
ADULTS = {"has_minors": False, "settings": frozenset({Setting.WORKPLACE})}
PEERS = {"levels": frozenset({Level.INDICATED}), "methods": frozenset({Method.PEERS_ONLY})}


def codes(**changes):
    return [each.code for each in warnings(replace(SOUND, **changes))]


def test_a_sound_plan_raises_nothing():
    assert codes() == []


def test_a_plan_of_which_nothing_is_known_lacks_only_a_rating():
    assert [each.code for each in warnings(Planned())] == ["W11"]


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("W01", {"planned_sessions": 1}),
        ("W01", {"planned_sessions": 1, "intervention_types": frozenset({"PARENTING", "MEDIA"})}),
        ("W02", {"methods": frozenset({Method.FEAR_APPEAL})}),
        ("W02", {"methods": frozenset({Method.SHOCKING_IMAGES})}),
        ("W02", {"methods": frozenset({Method.CONSEQUENCES_EXHIBITION})}),
        ("W02", {"methods": frozenset({Method.VR_SHOCK})}),
        ("W03", {"methods": frozenset({Method.EX_USER_TESTIMONY})}),
        ("W03", {"methods": frozenset({Method.EX_USER_TESTIMONY}), "has_minors": False}),
        ("W03", {"methods": frozenset({Method.EX_USER_TESTIMONY}), **ADULTS, "has_minors": None}),
        ("W04", {"components": frozenset({Component.KNOWLEDGE})}),
        ("W04", {"components": frozenset({Component.KNOWLEDGE, Component.ATTITUDES})}),
        ("W04", {"methods": frozenset({Method.INFORMATION_ONLY})}),
        ("W05", {"lead_roles": frozenset({FacilitatorRole.POLICE, FacilitatorRole.TEACHER})}),
        ("W06", {"interactive_share": 0.49}),
        ("W06", {"group_size": 36}),
        ("W07", PEERS),
        ("W08", {"methods": frozenset({Method.DRUG_TESTING})}),
        ("W09", {"substances_known": frozenset({"TOBACCO"})}),
        ("W10", {"methods": frozenset({Method.CONCERT}), "planned_sessions": 1,
                 "intervention_types": frozenset()}),
        ("W10", {"methods": frozenset({Method.POSTERS}), "planned_sessions": None}),
        ("W10", {"methods": frozenset({Method.FLASH_MOB}),
                 "components": frozenset({Component.ENVIRONMENT})}),
        ("W11", {"ratings": ()}),
        ("W11", {"ratings": (Rating(Registry.XCHANGE, "unknown"),)}),
        ("W11", {"ratings": (Rating(Registry.LOCAL, "LOCAL_RCT"),)}),
        ("W11", {"ratings": (Rating(Registry.XCHANGE, "beneficial"),
                             Rating(Registry.BLUEPRINTS, "Harmful"))}),
        ("W11", {"ratings": (Rating(Registry.XCHANGE, "beneficial"),
                             Rating(Registry.LOCAL, "harmful"))}),
        ("W11", {"ratings": (Rating(Registry.XCHANGE, "unlikely_beneficial"),)}),
        ("W12", {"reported_results": frozenset({Result.SATISFACTION})}),
        ("W12", {"reported_results": frozenset({Result.MATERIALS, Result.REACH})}),
    ],
)  # fmt: skip
def test_each_warning_fires(code, changes):
    assert codes(**changes) == [code]


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("W01", {"planned_sessions": 2}),
        ("W01", {"planned_sessions": None}),
        ("W01", {"planned_sessions": 1, "intervention_types": frozenset({"BRIEF_INT"})}),
        ("W02", {"methods": frozenset()}),
        ("W03", {"methods": frozenset({Method.EX_USER_TESTIMONY}), **ADULTS}),
        ("W04", {"components": frozenset()}),
        ("W04", {"components": frozenset({Component.KNOWLEDGE, Component.SKILLS})}),
        ("W04", {"components": frozenset({Component.KNOWLEDGE, Component.ENVIRONMENT})}),
        ("W04", {"components": frozenset({Component.ATTITUDES})}),
        ("W05", {"lead_roles": frozenset({FacilitatorRole.POLICE}), **ADULTS}),
        ("W06", {"interactive_share": None, "group_size": None}),
        ("W07", PEERS | {"methods": PEERS["methods"] | {Method.STRUCTURED_GROUP}}),
        ("W07", PEERS | {"levels": frozenset({Level.SELECTIVE})}),
        ("W08", {"methods": frozenset({Method.STRUCTURED_GROUP})}),
        ("W09", {"substances_known": None, "substances_named": frozenset({"MEPHEDRONE"})}),
        ("W10", {"methods": frozenset({Method.CONCERT})}),
        ("W10", {"methods": frozenset({Method.CONCERT}), "planned_sessions": 1,
                 "kind": ProgrammeKind.AWARENESS_EVENT}),
        ("W11", {"ratings": (), "kind": ProgrammeKind.AWARENESS_EVENT}),
        ("W11", {"ratings": (Rating(Registry.GRUENE_LISTE, "harmful"),)}),
        ("W12", {"reported_results": frozenset()}),
        ("W12", {"reported_results": frozenset({Result.REACH, Result.OUTCOME})}),
    ],
)  # fmt: skip
def test_each_warning_stays_quiet(code, changes):
    assert code not in codes(**changes)


def test_warnings_say_what_they_fired_on():
    (unknown,) = warnings(replace(SOUND, substances_named=frozenset({"GHB", "ALPHA_PVP"})))
    ratings = (Rating(Registry.EIF, "3"), Rating(Registry.BLUEPRINTS, "ineffective"))
    (adverse,) = warnings(replace(SOUND, ratings=ratings))

    assert unknown.details == ("ALPHA_PVP", "GHB")
    assert adverse.details == ("EIF: 3", "BLUEPRINTS: ineffective")
    assert adverse.needs_review


def test_blocks_are_open_until_they_are_overridden():
    plan = replace(
        SOUND, planned_sessions=1, methods=frozenset({Method.VR_SHOCK}), interactive_share=0.0
    )

    assert [each.code for each in warnings(plan)] == ["W01", "W02", "W06"]
    assert [each.code for each in open_blocks(plan)] == ["W01", "W02"]
    assert [each.code for each in open_blocks(plan, overridden={"W01", "W06"})] == ["W02"]


def test_ratings_that_warn_are_the_worst_of_their_scale():
    worst = {
        (registry, code) for registry, scale in SCALES.items() for code, rank in scale if rank <= 10
    }

    assert worst == ADVERSE_RATINGS


def test_the_twelve_rules_have_words_and_the_severity_of_the_reference():
    blocks = {rule.code for rule in RULES if rule.severity is Severity.BLOCK}

    assert [rule.code for rule in RULES] == [f"W{number:02}" for number in range(1, 13)]
    assert blocks == {"W01", "W02", "W03"}
    assert [rule.code for rule in RULES if rule.severity is Severity.FORCE_EVENT] == ["W10"]
    assert all(str(rule.message) and str(rule.advice) for rule in RULES)


def test_every_method_has_words():
    assert set(METHOD_LABELS) == set(Method)
    assert set(SUBSTANCE_LABELS) == set(Substance)
    assert all(each.label for each in Substance)
    assert all(str(method.label) for method in Method)
