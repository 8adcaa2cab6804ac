"""Audit: `record` writes one event in the transaction of what it tells of.

An act whose event cannot be written does not happen. A read writes its event before the answer
leaves. Events carry ids, codes and field names; never a value, a name, a query or free text.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.utils import timezone

from kernel.context import RequestContext, request_context
from kernel.models.audit_events import AuditAction, AuditEvent, AuditRecord


if TYPE_CHECKING:
    from kernel.models import Organisation, User


Row = TypeVar("Row", bound=AuditRecord)


class Event(StrEnum):
    """The names of what can happen: part.object.what-happened."""

    SIGNED_IN = "kernel.session.signed-in"
    SIGN_IN_FAILED = "kernel.session.sign-in-failed"
    SIGNED_OUT = "kernel.session.signed-out"
    ACCESS_REFUSED = "kernel.access.refused"
    PERSON_INVITED = "kernel.person.invited"
    INVITATION_USED = "kernel.person.invitation-used"
    PERSON_RETIRED = "kernel.person.retired"
    PERSON_REINSTATED = "kernel.person.reinstated"
    PASSWORD_CHANGED = "kernel.person.password-changed"  # noqa: S105 - an event, no password
    SECOND_FACTOR_ADDED = "kernel.person.second-factor-added"
    SECOND_FACTOR_REMOVED = "kernel.person.second-factor-removed"
    SECOND_FACTOR_RESET = "kernel.person.second-factor-reset"
    ROLE_GRANTED = "kernel.role.granted"
    ROLE_WITHDRAWN = "kernel.role.withdrawn"
    ORGANISATION_ADDED = "kernel.organisation.added"
    ORGANISATION_RETIRED = "kernel.organisation.retired"
    SITE_ADDED = "kernel.site.added"
    AUDIT_READ = "kernel.audit.read"
    AUDIT_VERIFIED = "kernel.audit.verified"
    PERSON_REGISTERED = "vault.person.registered"
    PERSONS_REGISTERED = "vault.persons.registered"
    PERSON_SEARCHED = "vault.person.searched"
    LABELS_READ = "vault.labels.read"
    CONTACTS_READ = "vault.contacts.read"
    NAMES_COMPARED = "vault.names.compared"
    IDENTITY_CORRECTED = "vault.identity.corrected"
    ALIAS_ADDED = "vault.alias.added"
    VAULT_LOCKED = "vault.keys.locked"
    VAULT_UNLOCKED = "vault.keys.unlocked"
    KEYS_MADE = "vault.keys.made"
    PATIENT_REGISTERED = "clinics.patient.registered"
    RECORD_OPENED = "clinics.record.opened"
    CASELOAD_LISTED = "clinics.caseload.listed"
    EPISODE_REFERRED = "clinics.episode.referred"
    EPISODE_MOVED = "clinics.episode.moved"
    EPISODE_ADMITTED = "clinics.episode.admitted"
    EPISODE_DISCHARGED = "clinics.episode.discharged"
    DEMAND_RECORDED = "clinics.demand.recorded"
    CONTACT_LOGGED = "clinics.contact.logged"
    DOSE_GIVEN = "clinics.dose.given"
    DRUG_TEST_RECORDED = "clinics.drug-test.recorded"
    ENTRY_CORRECTED = "clinics.entry.corrected"
    ENTRY_VOIDED = "clinics.entry.voided"
    BATCH_IMPORTED = "clinics.batch.imported"
    NAMES_LOCKED = "clinics.names.locked"
    NAMES_UNLOCKED = "clinics.names.unlocked"
    CONSENT_GIVEN = "clinics.consent.given"
    CONSENT_WITHDRAWN = "clinics.consent.withdrawn"
    MEASURE_RECORDED = "clinics.measure.recorded"
    MEASURE_TEXT_ADDED = "clinics.measure-text.added"
    MEASURE_SCHEDULE_SET = "clinics.measure-schedule.set"
    PLAN_AGREED = "clinics.plan.agreed"
    PLAN_REVIEWED = "clinics.plan.reviewed"
    PRESCRIBED = "clinics.prescription.written"
    PRESCRIPTION_ENDED = "clinics.prescription.ended"
    TAKE_HOME_AGREED = "clinics.take-home.agreed"
    DOSING_HELD = "clinics.dosing.held"
    HOLD_LIFTED = "clinics.dosing.hold-lifted"
    ROUND_OPENED = "clinics.round.opened"
    STOCK_MOVED = "clinics.stock.moved"
    STOCK_DAY_CLOSED = "clinics.stock.day-closed"
    STOCK_TOLERANCE_SET = "clinics.stock.tolerance-set"
    MISSED_RULE_SET = "clinics.missed-dose-rule.set"
    HEALTH_RECORDED = "clinics.health.recorded"
    VIOLENCE_SCREENED = "clinics.violence-screen.recorded"
    VIOLENCE_SCREEN_READ = "clinics.violence-screen.read"
    SAFEGUARDING_RECORDED = "clinics.safeguarding.recorded"
    SAFEGUARDING_READ = "clinics.safeguarding.read"
    DIAGNOSIS_RECORDED = "clinics.diagnosis.recorded"
    SUBSTANCE_ADDED = "clinics.substance.added"
    TERM_RESOLVED = "clinics.term.resolved"
    APPOINTMENT_MADE = "clinics.appointment.made"
    APPOINTMENT_CHANGED = "clinics.appointment.changed"
    REMINDER_SENT = "clinics.reminder.sent"
    GROUP_MADE = "clinics.group.made"
    GROUP_CHANGED = "clinics.group.changed"
    GROUP_MET = "clinics.group.met"
    TRIAGED = "clinics.episode.triaged"
    TRANSFER_OFFERED = "clinics.transfer.offered"
    TRANSFER_ANSWERED = "clinics.transfer.answered"
    MERGE_PROPOSED = "clinics.merge.proposed"
    MERGE_DECIDED = "clinics.merge.decided"
    MERGE_UNDONE = "clinics.merge.undone"
    DOCUMENT_PRINTED = "clinics.document.printed"
    SUBJECT_PRINTED = "clinics.subject.printed"
    NOTE_LEAK_OVERRIDDEN = "clinics.note.leak-overridden"
    OVERSIGHT_READ = "clinics.oversight.read"
    PROGRAMME_PLANNED = "prevention.implementation.planned"
    PROGRAMME_CHANGED = "prevention.implementation.changed"
    PROGRAMME_MOVED = "prevention.implementation.moved"
    OVERRIDE_ASKED = "prevention.override.asked"
    OVERRIDE_DECIDED = "prevention.override.decided"
    DELIVERY_SITE_SAVED = "prevention.site.saved"
    COHORT_SAVED = "prevention.group.saved"
    REGISTER_CHANGED = "prevention.register.changed"
    FACILITATOR_SAVED = "prevention.facilitator.saved"
    TRAINING_RECORDED = "prevention.training.recorded"
    SESSIONS_PLANNED = "prevention.sessions.planned"
    SESSION_DELIVERED = "prevention.session.delivered"
    SESSION_CHANGED = "prevention.session.changed"
    FIDELITY_RECORDED = "prevention.fidelity.recorded"
    ADAPTATION_RECORDED = "prevention.adaptation.recorded"
    ADAPTATION_JUDGED = "prevention.adaptation.judged"
    COST_RECORDED = "prevention.cost.recorded"
    INCIDENT_LOGGED = "prevention.incident.logged"
    INCIDENT_CLOSED = "prevention.incident.closed"
    INCIDENTS_READ = "prevention.incidents.read"
    QUALITY_ANSWERED = "prevention.quality.answered"
    DELIVERY_READ = "prevention.delivery.read"
    DELIVERY_PRINTED = "prevention.delivery.printed"
    QUESTIONNAIRE_SAVED = "prevention.questionnaire.saved"
    WAVE_SAVED = "prevention.wave.saved"
    WAVE_MOVED = "prevention.wave.moved"
    WAVE_LINK_MADE = "prevention.wave.link-made"
    RESPONSE_ENTERED = "prevention.response.entered"
    RESPONSES_IMPORTED = "prevention.responses.imported"
    RESPONSES_LINKED = "prevention.responses.linked"
    CODES_DESTROYED = "prevention.codes.destroyed"
    VERSION_BEGUN = "prevention.version.begun"
    VERSION_RETIRED = "prevention.version.retired"
    PROGRAMME_RETIRED = "prevention.programme.retired"
    OUTCOMES_FROZEN = "prevention.outcomes.frozen"
    OUTCOMES_READ = "prevention.outcomes.read"
    CONSENT_RULES_ENTERED = "prevention.consent-rules.entered"
    SERVICE_SAVED = "prevention.service.saved"
    SERVICE_VERIFIED = "prevention.service.verified"
    SERVICE_RETIRED = "prevention.service.retired"
    SERIES_BEGUN = "analytics.series.begun"
    FACTS_FROZEN = "analytics.facts.frozen"
    RELEASE_ASKED = "analytics.release.asked"
    RELEASE_STORED = "analytics.release.stored"
    PROGRAMMES_STORED = "analytics.programmes.stored"
    RELEASE_REFUSED = "analytics.release.refused"
    RELEASE_READ = "analytics.release.read"
    RELEASE_DOWNLOADED = "analytics.release.downloaded"
    RELEASE_COMPLETED = "analytics.release.completed"
    RELEASE_WITHDRAWN = "analytics.release.withdrawn"
    DEMO_LOADED = "kernel.demo.loaded"


def build(
    model: type[Row],
    event: Event,
    *,
    by: "User | None",
    action: AuditAction,
    organisation: "Organisation | None" = None,
    target: Any = None,
    object_type: str = "",
    object_uids: Iterable[UUID | str] = (),
    fields: Iterable[str] = (),
    purpose: str = "",
    reason_code: str = "",
    outcome: str = "OK",
    **detail: Any,
) -> Row:
    """Build one event, unsaved. `target` is any model with `uid`, `detail` codes and counts."""
    context = request_context.get(RequestContext())
    uids = [str(uid) for uid in object_uids]
    if target is not None:
        uids = [str(target.uid), *uids]
        object_type = object_type or target._meta.label_lower
    return model(
        at=timezone.now(),
        event=str(event),
        action=action,
        actor_uid=by.uid if by else None,
        actor=(by.staff_code or "") if by else "",
        organisation_uid=organisation.uid if organisation else None,
        object_type=object_type,
        object_uids=uids,
        fields=list(fields),
        purpose=purpose,
        reason_code=reason_code,
        outcome=outcome,
        detail=detail,
        request_id=context.request_id,
        session_hash=context.session_hash,
        surface=context.surface,
    )


def record(event: Event, *, by: "User | None", action: AuditAction, **what: Any) -> AuditEvent:
    """Write one event into `default`, in the current transaction. Arguments as for `build`."""
    row = build(AuditEvent, event, by=by, action=action, **what)
    row.save(force_insert=True)
    return row
