"""Which acts a viewer is offered: what the role allows and the state of the episode permits.

The same two questions are asked again by the action itself; here they only decide which buttons
are drawn.
"""

from clinics import states
from clinics.models import Episode, Patient
from clinics.vocabulary import EpisodeState
from kernel.models import Organisation, User
from kernel.permissions import Permission, has_permission


MOVES: dict[str, EpisodeState] = {
    "waiting": EpisodeState.WAITING,
    "assess": EpisodeState.ASSESSMENT,
    "admit": EpisodeState.ADMITTED,
    "decline": EpisodeState.CLOSED_NOT_ADMITTED,
    "interrupt": EpisodeState.INTERRUPTED,
    "discharge": EpisodeState.DISCHARGED,
    "follow_up": EpisodeState.FOLLOW_UP,
    "close": EpisodeState.CLOSED,
}
FURTHER = ("resume", "reopen", "triage", "transfer")
"""Acts that stand beside the steps, and are no step of their own in the state machine."""
PATIENT_ACTS = {
    "refer": Permission.EPISODE_WRITE,
    "name": Permission.IDENTITY_REGISTER,
    "label": Permission.IDENTITY_LABEL,
    "contacts": Permission.IDENTITY_CONTACTS,
    "rename": Permission.IDENTITY_CORRECT,
    "merge": Permission.PATIENT_MERGE,
    "consent": Permission.EPISODE_WRITE,
    "correct": Permission.RECORD_CORRECT,
    "void": Permission.RECORD_VOID,
}
READING = frozenset({"label", "contacts"})
IN_CARE = frozenset(states.OPEN)
NEXT = {
    EpisodeState.REFERRAL: "assess",
    EpisodeState.WAITING: "assess",
    EpisodeState.ASSESSMENT: "admit",
    EpisodeState.INTERRUPTED: "resume",
    EpisodeState.DISCHARGED: "follow_up",
    EpisodeState.FOLLOW_UP: "close",
}


def patient_acts(*, viewer: User, patient: Patient) -> dict[str, bool]:
    """What the viewer may do with the record as a whole; one that was given up is read only."""
    is_kept = patient.merged_into_id is None
    return {
        act: (is_kept or act in READING) and _may(viewer, permission, patient.organisation)
        for act, permission in PATIENT_ACTS.items()
    }


def episode_acts(*, viewer: User, episode: Episode) -> dict[str, bool]:
    """What the viewer may do now in this episode."""
    at, state = episode.organisation, EpisodeState(episode.state)
    may_write = _may(viewer, Permission.EPISODE_WRITE, at)
    is_written_to = state is not EpisodeState.VOIDED
    moves = {act: may_write and states.may_follow(state, target) for act, target in MOVES.items()}
    return moves | {
        "resume": may_write and state is EpisodeState.INTERRUPTED,
        "reopen": may_write and state is EpisodeState.DISCHARGED,
        "triage": may_write and state in states.BEFORE_ADMISSION,
        "transfer": _may(viewer, Permission.PATIENT_TRANSFER, at) and state in IN_CARE,
        "demand": may_write and is_written_to,
        "contact": _may(viewer, Permission.CONTACT_WRITE, at) and is_written_to,
        "dose": _may(viewer, Permission.DOSE_GIVE, at) and state in IN_CARE,
        "test": _may(viewer, Permission.TEST_WRITE, at) and is_written_to,
    }


def other_moves(acts: dict[str, bool], *, beside: str) -> frozenset[str]:
    """The permitted steps of an episode, without the one that stands out already."""
    return frozenset(act for act in (*MOVES, *FURTHER) if acts[act] and act != beside)


def next_act(*, episode: Episode, acts: dict[str, bool], is_dosed: bool) -> str:
    """The one act that stands out: what usually comes next and is permitted."""
    usual = NEXT.get(EpisodeState(episode.state), "dose" if is_dosed else "contact")
    return next((act for act in (usual, "dose", "contact") if acts.get(act)), "")


def _may(viewer: User, permission: Permission, at: Organisation) -> bool:
    return has_permission(viewer, permission, at=at)
