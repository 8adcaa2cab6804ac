"""The episode's state machine as data; `docs/states.md` is drawn from it."""

from dataclasses import dataclass

from clinics.vocabulary import EpisodeState as S


@dataclass(frozen=True)
class Transition:
    """One permitted step of an episode, with what must be true for it, in words."""

    source: S
    target: S
    guard: str


BEGIN = (S.REFERRAL,)
"""Every episode begins as a referral, a self-referral included."""

TRANSITIONS: tuple[Transition, ...] = (
    Transition(S.REFERRAL, S.WAITING, "first contact date; not yet offered a place"),
    Transition(S.REFERRAL, S.ASSESSMENT, "assessment date not before referral; consent recorded"),
    Transition(S.WAITING, S.ASSESSMENT, "assessment date not before referral; consent recorded"),
    Transition(S.REFERRAL, S.CLOSED_NOT_ADMITTED, "reason"),
    Transition(S.WAITING, S.CLOSED_NOT_ADMITTED, "reason"),
    Transition(S.ASSESSMENT, S.CLOSED_NOT_ADMITTED, "reason"),
    Transition(S.ASSESSMENT, S.ADMITTED, "admission date; no other open episode here"),
    Transition(S.ADMITTED, S.IN_TREATMENT, "first treatment contact or dose: the TDI start"),
    Transition(S.ADMITTED, S.DISCHARGED, "reason and date"),
    Transition(S.IN_TREATMENT, S.INTERRUPTED, "no contact for 30 days, or a planned pause"),
    Transition(S.INTERRUPTED, S.IN_TREATMENT, "return within 6 months"),
    Transition(S.IN_TREATMENT, S.DISCHARGED, "reason and date"),
    Transition(S.INTERRUPTED, S.DISCHARGED, "reason and date"),
    # Section 9.2 draws no way back from a discharge, but rule V53 says what one demands.
    Transition(
        S.DISCHARGED,
        S.IN_TREATMENT,
        "discharged by mistake within 30 days; treatment had begun; reason; two persons (V53)",
    ),
    Transition(S.DISCHARGED, S.FOLLOW_UP, "follow-up contact agreed"),
    Transition(S.FOLLOW_UP, S.CLOSED, "window ended, lost, died or came back"),
    *(
        Transition(state, S.VOIDED, "entered by mistake; reason; two persons")
        for state in S
        if state is not S.VOIDED
    ),
)

OPEN = (S.ADMITTED, S.IN_TREATMENT, S.INTERRUPTED)
"""One episode per patient and organisation may be in these at a time."""

BEFORE_ADMISSION = (S.REFERRAL, S.WAITING, S.ASSESSMENT)
ENDED = (S.DISCHARGED, S.FOLLOW_UP, S.CLOSED, S.CLOSED_NOT_ADMITTED, S.VOIDED)


def may_follow(source: S, target: S) -> bool:
    """Whether an episode may step from `source` to `target`."""
    return any(step.source == source and step.target == target for step in TRANSITIONS)


def drawing() -> str:
    """The state machine as the text of `docs/states.md`: a diagram and a table."""
    steps = [step for step in TRANSITIONS if step.target != S.VOIDED]
    plain = str.maketrans(";:", ",,")
    arrows = [
        f"    {step.source} --> {step.target}: {step.guard.translate(plain)}" for step in steps
    ]
    rows = [f"| `{step.source}` | `{step.target}` | {step.guard} |" for step in steps]
    void = next(step for step in TRANSITIONS if step.target == S.VOIDED)
    ends = [f"    {state} --> [*]" for state in (S.CLOSED, S.CLOSED_NOT_ADMITTED)]
    lines = (
        "# States of an episode",
        "",
        "Drawn from `clinics/states.py` by `manage.py draw_states`; do not edit.",
        "What a step demands: `clinics/policies.py` and `docs/validation-rules.md`.",
        "Those of prevention and of the site: [prevention-states.md](prevention-states.md).",
        "",
        "```mermaid",
        "stateDiagram-v2",
        *(f"    [*] --> {state}" for state in BEGIN),
        *arrows,
        *ends,
        "```",
        "",
        "| From | To | What must be true |",
        "|---|---|---|",
        *rows,
        f"| any | `{S.VOIDED}` | {void.guard} |",
        "",
        f"Open, one at a time for each patient: {', '.join(f'`{state}`' for state in OPEN)}.",
        "",
    )
    return "\n".join(lines)
