"""The steps between a draft and the public: language, translation, science.

Each step is done by somebody who did not save the latest text, whatever else that person may do:
Wagtail's own task lets authors, and superusers, approve what they wrote. A text that changed has
its steps anew, each once and in their order.
"""

from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput
from wagtail.models import AbstractGroupApprovalTask, TaskState, WorkflowState

from cms.models.office import OrganisationRoom
from cms.translations import translation_of
from cms.wording import blocking_hits
from kernel.grants import OFFICE_ROLES
from kernel.permissions import Role
from prevention.models import Programme, ProgrammeVersion
from prevention.policies.plans import lacks_a_good_rating


REQUEST_CHANGES = ("reject", _("Request changes"), True)
APPROVE = ("approve", _("Approve"), True)
AGAIN = ("again", _("Have the changes checked"), True)
"""What is left to do when somebody who checks has changed the text at hand."""


class Check(AbstractGroupApprovalTask):
    """A step of the review. Abstract.

    Who may do it is said by `roles`; people of an NGO do it for the NGO's own pages only.
    """

    roles: ClassVar[tuple[Role, ...]] = ()

    class Meta:
        abstract = True

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ()
        clinical = ()
        open = ("task_ptr", "groups")

    def applies_to(self, obj: models.Model) -> bool:
        """Whether this kind of text passes through the step."""
        return True

    def start(
        self, workflow_state: WorkflowState, user: AbstractBaseUser | None = None
    ) -> TaskState:
        """Begin the step, or leave it out for a text that does not pass through it.

        A text that was sent back comes to the step that asked for changes. When it changed, the
        steps before have not seen it: Wagtail would ask them afterwards; here the first begins.
        """
        first = workflow_state.get_next_task()
        if first is not None and first.pk != self.pk:
            return first.specific.start(workflow_state, user=user)
        state = super().start(workflow_state, user=user)
        if not self.applies_to(workflow_state.content_object):
            state.status = TaskState.STATUS_SKIPPED
            state.save(update_fields=["status"])
        return state

    def get_actions(self, obj: models.Model, user: AbstractBaseUser) -> list[tuple[str, Any, bool]]:
        """Offer no decision to whoever saved the latest text, superusers included.

        A text that changed while it was checked is not approved: its steps begin anew. Approving
        always asks: Wagtail adds a button that does not when the third value is false.
        """
        if not self._is_for(obj, user):
            return []
        self.subject = obj
        is_own = _wrote(obj, user)
        if _has_changed(obj):
            return [AGAIN] if is_own else [AGAIN, REQUEST_CHANGES]
        return [] if is_own else [REQUEST_CHANGES, APPROVE]

    def user_can_access_editor(self, obj: models.Model, user: AbstractBaseUser) -> bool:
        """Let those who check open the text, also where they may not write otherwise."""
        return self._is_for(obj, user)

    def locked_for_user(self, obj: models.Model, user: AbstractBaseUser) -> bool:
        """Lock the text for its author and for everybody who does not check it.

        Wagtail saves by itself into the revision at hand: what its author goes on writing would
        replace what others are approving. Who checks and corrects may finish the sentence.
        """
        is_own = _wrote(obj, user) and not _has_changed(obj)
        return is_own or not self._is_for(obj, user)

    def user_can_lock(self, obj: models.Model, user: AbstractBaseUser) -> bool:
        """Nobody keeps others from checking."""
        return False

    def get_task_states_user_can_moderate(
        self, user: AbstractBaseUser, **kwargs: object
    ) -> QuerySet[TaskState]:
        """Return the open steps that wait for this person."""
        open_states = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS).exclude(
            revision__user=user
        )
        if user.is_superuser or self._is_national(user):
            return open_states
        pages = OrganisationRoom.objects.pages_of(user, self.roles).values_list("pk", flat=True)
        return open_states.filter(
            workflow_state__base_content_type__model="page",
            workflow_state__object_id__in=[str(pk) for pk in pages],
        )

    @transaction.atomic
    def on_action(
        self, task_state: TaskState, user: AbstractBaseUser, action_name: str, **kwargs: object
    ) -> None:
        """Act, after asking again.

        Wagtail takes the step's number from the address and asks about the text of the address;
        and answers given beside a text come back through the browser unchecked.

        Raises:
            PermissionDenied: the step belongs to another text, or its questions are not answered.
        """
        obj = task_state.workflow_state.content_object
        actions = {name for name, _label, _modal in self.get_actions(obj, user)}
        if task_state.task_id != self.pk or action_name not in actions:
            raise PermissionDenied
        form = self.get_form_for_action(action_name)(kwargs)
        if not form.is_valid():
            raise PermissionDenied
        self.keep_answers(task_state, action_name, form.cleaned_data)
        comment = form.cleaned_data.get("comment", "")
        if action_name == AGAIN[0]:
            task_state.cancel(user=user, comment=comment)
        else:
            super().on_action(task_state, user, action_name, comment=comment)

    def keep_answers(self, task_state: TaskState, action_name: str, answers: dict) -> None:
        """Store what the form asked beside the comment."""

    def _is_national(self, user: AbstractBaseUser) -> bool:
        held = getattr(user, "_office_groups", None)
        if held is None:
            held = user._office_groups = frozenset(user.groups.values_list("name", flat=True))
        return any(role.value in held for role in self.roles)

    def _is_for(self, obj: models.Model, user: AbstractBaseUser) -> bool:
        if user.is_superuser or self._is_national(user):
            return True
        return OrganisationRoom.objects.is_of(obj, user, self.roles)


def _wrote(obj: models.Model, user: AbstractBaseUser) -> bool:
    latest = obj.latest_revision
    return latest is not None and latest.user_id == user.pk


def _has_changed(obj: models.Model) -> bool:
    """Whether the text was changed after the step at hand began."""
    state = obj.current_workflow_task_state
    return state is not None and state.revision_id != obj.latest_revision_id


class StyleCheck(Check):
    """Words and tone, read by another person who writes."""

    roles = (Role.EDITOR, Role.TRANSLATOR)

    class Meta:
        verbose_name = _("check of language and style")
        verbose_name_plural = _("checks of language and style")

    def applies_to(self, obj: models.Model) -> bool:
        """Leave out alerts, which are urgent; translations, which have their own; programmes."""
        is_page = hasattr(obj, "specific")
        if not is_page or translation_of(obj):
            return False
        return obj.specific._meta.model_name != "alertpage"

    @classmethod
    def get_description(cls) -> str:
        """Say what the task asks for."""
        return str(_("A second editor reads the text: plain words, people first, tone."))


class TranslationCheck(Check):
    """A second speaker of the language compares a translation with its source."""

    roles = (Role.TRANSLATOR, Role.EDITOR)

    class Meta:
        verbose_name = _("check of a translation")
        verbose_name_plural = _("checks of translations")

    def applies_to(self, obj: models.Model) -> bool:
        """Ask for translations alone."""
        return hasattr(obj, "specific") and translation_of(obj) is not None

    @classmethod
    def get_description(cls) -> str:
        """Say what the task asks for."""
        return str(_("A second speaker of the language compares the translation with its source."))


class ReviewAnswers(TaskState):
    """What the scientific reviewer answered."""

    is_evidence_current = models.BooleanField(default=False)
    has_no_how_to = models.BooleanField(default=False)
    has_no_fear = models.BooleanField(default=False)
    has_help = models.BooleanField(default=False)
    review_by = models.DateField(null=True)
    override_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("answers of a review")
        verbose_name_plural = _("answers of reviews")

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ()
        clinical = ()
        open = (
            "taskstate_ptr", "is_evidence_current", "has_no_how_to", "has_no_fear", "has_help",
            "review_by", "override_reason",
        )  # fmt: skip

    def get_comment(self) -> str:
        """Show in the history why a term was let pass."""
        return "\n".join(filter(None, [self.comment, self.override_reason]))


QUESTIONS = ("is_evidence_current", "has_no_how_to", "has_no_fear", "has_help")


class ReviewForm(forms.Form):
    """The questions of the scientific review."""

    is_evidence_current = forms.BooleanField(label=_("The evidence is current."))
    has_no_how_to = forms.BooleanField(
        label=_("Nothing tells how to take, make, mix or buy substances.")
    )
    has_no_fear = forms.BooleanField(label=_("Nothing is meant to frighten."))
    has_help = forms.BooleanField(label=_("The ways to help are there, or the text needs none."))
    review_by = forms.DateField(
        label=_("To be checked again by"), widget=AdminDateInput(attrs={"id": "id_next_review_by"})
    )
    """The page below has a field of this name too, and calendars go by the id."""
    override_reason = forms.CharField(
        label=_("Why this may stay"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    comment = forms.CharField(
        label=_("Comment"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    task: ClassVar["ScientificReview | None"] = None
    """Who knows the text: Wagtail chooses forms before it says what they are about."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        subject = getattr(self.task, "subject", None)
        self.fields["review_by"].initial = timezone.localdate() + _lasts(subject)
        self.doubt = _doubt(subject)
        if self.doubt:
            self.fields["override_reason"].help_text = self.doubt
        else:
            del self.fields["override_reason"]

    def clean_review_by(self) -> str:
        """Ask for a day ahead; give it as text, since Wagtail carries the answers as JSON."""
        day: date = self.cleaned_data["review_by"]
        if day <= timezone.localdate():
            raise forms.ValidationError(_("Choose a day after today."))
        return day.isoformat()

    def clean_override_reason(self) -> str:
        """Demand a reason for what the list blocks, and for a programme without a good rating."""
        reason = self.cleaned_data["override_reason"].strip()
        if not reason:
            raise forms.ValidationError(self.doubt)
        return reason


LASTS = {"alertpage": timedelta(days=30), "substancepage": timedelta(days=182)}
"""How long a check is good for at most, by type of page (reference 7.2); others a year."""
YEAR = timedelta(days=365)


def _lasts(subject: models.Model | None) -> timedelta:
    kind = getattr(subject, "cached_content_type", None)
    return LASTS.get(kind.model, YEAR) if kind else YEAR


def _doubt(subject: models.Model | None) -> str:
    """What the reviewer has to give a reason for; nothing, mostly."""
    found = blocking_hits(subject) if subject is not None else []
    if found:
        words = ", ".join(hit.found for hit in found)
        return _now("Ask for changes, or say why these may stay: %(words)s.") % {"words": words}
    if _lacks_a_good_rating(subject):
        return _now(
            "No registry has rated this programme, or one calls it harmful or not effective. "
            "Ask for changes, or say why it may be used."
        )
    return ""


def _lacks_a_good_rating(subject: models.Model | None) -> bool:
    if isinstance(subject, ProgrammeVersion):
        return lacks_a_good_rating(subject.programme)
    is_programme = isinstance(subject, Programme)
    return is_programme and lacks_a_good_rating(subject.get_latest_revision_as_object())


class ScientificReview(Check):
    """Approval by a reviewer of the nation who did not write the text.

    An NGO's text is never approved by the NGO's own people, whatever else they hold elsewhere.
    """

    roles = (Role.REVIEWER,)
    task_state_class = ReviewAnswers

    class Meta:
        verbose_name = _("scientific review")
        verbose_name_plural = _("scientific reviews")

    def get_task_states_user_can_moderate(
        self, user: AbstractBaseUser, **kwargs: object
    ) -> QuerySet[TaskState]:
        """Return the open reviews that wait for this person; none of their own NGO's."""
        states = super().get_task_states_user_can_moderate(user, **kwargs)
        own = OrganisationRoom.objects.pages_of(user, OFFICE_ROLES).values_list("pk", flat=True)
        return states.exclude(
            workflow_state__base_content_type__model="page",
            workflow_state__object_id__in=[str(pk) for pk in own],
        )

    def _is_for(self, obj: models.Model, user: AbstractBaseUser) -> bool:
        is_own = OrganisationRoom.objects.is_of(obj, user, OFFICE_ROLES)
        return super()._is_for(obj, user) and not is_own

    def get_form_for_action(self, action: str) -> type[forms.Form]:
        """Ask the questions; a request for changes needs its comment alone."""
        if action != "approve":
            return super().get_form_for_action(action)
        return type("ReviewForm", (ReviewForm,), {"task": self})

    def keep_answers(self, task_state: TaskState, action_name: str, answers: dict) -> None:
        """Keep the answers with the step."""
        if action_name != "approve":
            return
        state = task_state.specific
        for name in QUESTIONS:
            setattr(state, name, answers[name])
        state.override_reason = answers.get("override_reason", "")
        state.review_by = date.fromisoformat(answers["review_by"])
        state.save()

    @classmethod
    def get_description(cls) -> str:
        """Say what the task asks for."""
        return str(_("A reviewer who did not write the text checks evidence, tone and sources."))
