"""Transfers between clinics: offering, looking, taking, declining, withdrawing, discharging."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from clinics.actions import records, transfers
from clinics.choices import TransferState
from clinics.forms import transfers as forms
from clinics.selectors.bundles import in_words
from clinics.selectors.roots import workplace
from clinics.selectors.transfers import (
    clinics_to_send_to,
    incoming_line,
    outgoing_line,
    received_transfers,
    sent_transfers,
    sites_to_take_at,
    transfer_room,
    visible_transfers,
)
from clinics.views.base import Act, EpisodeAct, find, patient_url
from kernel.permissions import Permission, organisations_where


class Transfers(TemplateView):
    """Who comes from other clinics, and who was sent to one."""

    template_name = "clinics/transfers/room.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Both lists; seeing them is logged."""
        room = transfer_room(viewer=self.request.user)
        transfers.note_room(room=room, by=self.request.user)
        return super().get_context_data(
            room=room, organisation=workplace(viewer=self.request.user), **kwargs
        )


class Offer(EpisodeAct):
    """A patient in treatment is offered to another clinic."""

    form_class = forms.Offer
    title, verb = _("Transfer to another clinic"), _("Offer the transfer")
    lead = _("The other clinic sees what is ticked, and nothing else. It registers the patient "
             "under a code of its own. Here the patient stays in treatment until it has said "
             "yes.")  # fmt: skip
    done = _("Offered. The other clinic answers.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The clinics of the same country."""
        found = clinics_to_send_to(viewer=self.request.user, episode=self.episode)
        return super().get_form_kwargs() | {"clinics": found}

    def perform(self, form: forms.Offer) -> Any:
        """Offer the patient."""
        return transfers.offer_transfer(
            episode=self.episode, **form.arguments(), now=self.now, by=self.request.user
        )

    def next_url(self, result: Any) -> str:
        """The transfer, or back to the patient."""
        return transfer_url(result) if result else super().next_url(result)


class Transfer(TemplateView):
    """One transfer, from the side of whoever looks. Looking is logged."""

    template_name = "clinics/transfers/transfer.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the transfer."""
        super().setup(request, *args, **kwargs)
        rows = visible_transfers(viewer=request.user)
        self.transfer = find(rows, request=request, uid=kwargs["transfer"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What travels, in words, and what can be done about it."""
        transfer, viewer = self.transfer, self.request.user
        is_sent = transfer.organisation_id in organisations_where(viewer, Permission.RECORD_READ)
        may = organisations_where(viewer, Permission.PATIENT_TRANSFER)
        look(transfer, is_sent=is_sent, by=viewer)
        is_agreed = transfer.consent is not None and transfer.consent.withdrawn_on is None
        is_offered = transfer.state == TransferState.OFFERED
        return super().get_context_data(
            uid=transfer.uid,
            line=outgoing_line(transfer) if is_sent else incoming_line(transfer),
            is_sent=is_sent,
            is_agreed=is_agreed,
            sections=in_words(transfer.bundle) if transfer.bundle and is_agreed else [],
            may_answer=is_offered and is_agreed and transfer.to_organisation_id in may,
            may_decline=is_offered and transfer.to_organisation_id in may,
            may_withdraw=is_offered and transfer.organisation_id in may,
            organisation=workplace(viewer=viewer),
            **kwargs,
        )


class TransferAct(Act):
    """An act on a transfer that the person sees from one side; others do not exist."""

    side: Any = None
    is_sent = False

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the transfer."""
        super().setup(request, *args, **kwargs)
        rows = type(self).side(viewer=request.user)
        self.transfer = find(rows, request=request, uid=kwargs["transfer"])

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Showing the form is looking at the transfer."""
        look(self.transfer, is_sent=self.is_sent, by=self.request.user)
        return super().render_to_response(context, **kwargs)

    def row_version(self) -> int | None:
        """The version of the transfer that the page shows."""
        version: int = self.transfer.row_version
        return version

    def next_url(self, result: Any) -> str:
        """The room of transfers."""
        return reverse("work:transfers")

    def back_url(self) -> str:
        """The transfer."""
        return transfer_url(self.transfer)

    def take(self, action: Any, form: Any) -> Any:
        """Call the one action of this screen."""
        return action(
            transfer=self.transfer, **form.arguments(), now=self.now, by=self.request.user
        )


class Accept(TransferAct):
    """The patient is taken; the referral stands, admission follows."""

    side, form_class = received_transfers, forms.Accept
    title, verb = _("Take the patient"), _("Take the patient")
    lead = _("The patient gets a code of this clinic, without a name; it can be added when the "
             "patient comes. The answers at entry are filled in at admission.")  # fmt: skip
    done = _("Taken. A referral has begun.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The sites of the taking clinic."""
        sites = sites_to_take_at(viewer=self.request.user, transfer=self.transfer)
        return super().get_form_kwargs() | {"sites": sites}

    def perform(self, form: forms.Accept) -> Any:
        """Take the patient."""
        return self.take(transfers.accept_transfer, form)

    def next_url(self, result: Any) -> str:
        """The new patient's page."""
        return patient_url(result.patient)


class Decline(TransferAct):
    """The patient is not taken."""

    side, form_class = received_transfers, forms.Decline
    title, verb, done = _("Decline the transfer"), _("Decline"), _("Declined.")
    lead = _("What was sent is deleted. The other clinic goes on treating.")

    def perform(self, form: forms.Decline) -> Any:
        """Decline."""
        return self.take(transfers.decline_transfer, form)


class Withdraw(TransferAct):
    """The offer is taken back."""

    side, is_sent, form_class = sent_transfers, True, forms.Withdraw
    title, verb, done = _("Withdraw the transfer"), _("Withdraw"), _("Withdrawn.")
    lead = _("What was sent is deleted. The patient goes on here.")

    def perform(self, form: forms.Withdraw) -> Any:
        """Withdraw."""
        return self.take(transfers.withdraw_transfer, form)


class Discharge(TransferAct):
    """The other clinic has taken the patient: the episode ends here."""

    side, is_sent, form_class = sent_transfers, True, forms.DischargeTransferred
    title, verb, done = _("Discharge, transferred"), _("Discharge"), _("Discharged.")
    lead = _("The episode ends as transferred to another service.")

    def perform(self, form: forms.DischargeTransferred) -> Any:
        """Discharge."""
        return self.take(transfers.discharge_transferred, form)

    def next_url(self, result: Any) -> str:
        """The patient's page."""
        return patient_url(result.patient)


def look(transfer: Any, *, is_sent: bool, by: Any) -> None:
    """Write who looks at a transfer: at the own patient's record, or at what was sent."""
    if is_sent:
        records.open_record(patient=transfer.episode.patient, by=by, fields=["transfer"])
    else:
        transfers.open_transfer(transfer=transfer, by=by)


def transfer_url(transfer: Any) -> str:
    """The address of a transfer's page."""
    return reverse("work:transfer", args=[transfer.uid])
