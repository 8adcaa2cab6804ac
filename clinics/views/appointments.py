"""Appointments: the calendar, a patient's own, and everything that becomes of one."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from clinics.actions import appointments, reminders
from clinics.choices import AppointmentState, ReminderChannel
from clinics.forms import appointments as forms
from clinics.selectors.appointments import (
    appointments_of,
    colleagues,
    places_of,
    visible_appointments,
)
from clinics.selectors.calendar import Calendar as CalendarPage
from clinics.selectors.calendar import calendar, day_named
from clinics.selectors.defaults import usual_contact_kind
from clinics.views.base import Act, EpisodeAct, PartPage, find, toast
from clinics.views.returning import Returning
from clinics.vocabulary import ContactMode
from kernel.errors import Refused
from ui.forms import Answer


SAID = "j E, H:i"


class Calendar(TemplateView):
    """A day or a week, of one site or one person; a list on a phone."""

    template_name = "clinics/appointments/calendar.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The days asked for."""
        now, asked = timezone.now(), self.request.GET
        today = timezone.localdate(now)
        page = calendar(
            viewer=self.request.user, span=asked.get("span", ""), now=now,
            on=day_named(asked.get("on", ""), today=today), site=asked.get("site", ""),
            who=asked.get("who", ""),
        )  # fmt: skip
        return super().get_context_data(
            page=page, today=today, title=_("Calendar"), earlier_url=_way(page, page.earlier),
            later_url=_way(page, page.later), today_url=_way(page, today), **kwargs,
        )  # fmt: skip


class Appointments(PartPage):
    """The appointments of one patient."""

    template_name = "clinics/appointments/patient.html"
    part, title = "appointments", _("Appointments")
    fields = ("appointments",)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What is to come and what was."""
        page = appointments_of(viewer=self.request.user, patient=self.patient, now=self.now)
        return super().get_context_data(page=page, **kwargs)


class Make(EpisodeAct):
    """A new appointment, or a series."""

    form_class = forms.Make
    template_name = "clinics/appointments/make.html"
    title, verb = _("Make an appointment"), _("Make appointment")

    def get_initial(self) -> dict[str, Any]:
        """Tomorrow, with me, where the patient is treated."""
        return super().get_initial() | {
            "on": self.today + timedelta(days=1),
            "minutes": 30,
            "kind": usual_contact_kind(viewer=self.request.user, at=self.episode.organisation),
            "site": str(self.episode.site.uid),
            "with_whom": str(getattr(self.request.user, "uid", "")),
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        """The sites and the people of the patient's clinic."""
        at = self.episode.organisation
        return super().get_form_kwargs() | {
            "people": colleagues(at=at),
            "sites": places_of(at=at),
        }

    def perform(self, form: forms.Make) -> Any:
        """Make the appointment."""
        return appointments.make_appointment(
            episode=self.episode, **form.arguments(), confirmed=self.confirmed(), now=self.now,
            by=self.request.user,
        )  # fmt: skip

    def said(self, result: Any) -> Any:
        """When, and how often."""
        first = date_format(timezone.localtime(result[0].starts_at), SAID)
        return ngettext(
            "Appointment on %(first)s for %(code)s.",
            "%(count)s appointments for %(code)s, the first on %(first)s.",
            len(result),
        ) % {"first": first, "code": self.patient, "count": len(result)}

    def next_url(self, result: Any) -> str:
        """The patient's appointments."""
        return reverse("work:appointments", args=[self.patient.uid])

    def back_url(self) -> str:
        """The patient's appointments."""
        return self.next_url(None)


class AppointmentAct(Returning, EpisodeAct):
    """An act on an appointment that the person may see; other appointments do not exist."""

    shows = (*EpisodeAct.shows, "appointments")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the appointment, and with it the episode and the patient."""
        Act.setup(self, request, *args, **kwargs)
        self.take(find(self.rows(), request=request, uid=kwargs["appointment"]))

    def rows(self) -> Any:
        """The appointments that the person may see."""
        return visible_appointments(viewer=self.request.user).select_related("episode__site")

    def fresh(self) -> Any:
        """The appointment as it is now."""
        return self.rows().get(pk=self.appointment.pk)

    def is_open(self) -> bool:
        """Whether it is planned still."""
        return bool(self.appointment.state == AppointmentState.PLANNED)

    def now_text(self) -> str:
        """When it is, and what became of it."""
        return f"{self.when()}, {self.appointment.get_state_display()}"

    def take(self, appointment: Any) -> None:
        """Be about this appointment, its episode and its patient."""
        self.appointment = appointment
        self.episode = self.appointment.episode
        self.episode.organisation = self.appointment.organisation
        self.patient = self.episode.patient

    def row_version(self) -> int | None:
        """The version of the appointment that the page shows."""
        return self.appointment.row_version

    def next_url(self, result: Any) -> str:
        """The list named by the address, or the patient's appointments."""
        own = reverse("work:appointments", args=[self.patient.uid])
        return self.list_url() or own

    def back_url(self) -> str:
        """As after the act."""
        return self.next_url(None)

    def when(self) -> str:
        """The time agreed on, as people say it."""
        return date_format(timezone.localtime(self.appointment.starts_at), SAID)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The appointment's time and kind, above the form."""
        about = f"{self.when()}, {self.appointment.get_kind_display()}"
        lead = f"{about}. {self.lead}" if self.lead else f"{about}."
        return super().get_context_data(**{"appointment_uid": self.appointment.uid, **kwargs}) | {
            "lead": lead
        }


class Move(AppointmentAct):
    """Another time, or another person."""

    form_class = forms.Move
    title, verb, done = _("Move the appointment"), _("Move"), _("Appointment moved.")

    def get_initial(self) -> dict[str, Any]:
        """As it is now."""
        starts, who = timezone.localtime(self.appointment.starts_at), self.appointment.with_whom
        return super().get_initial() | {
            "on": starts.date(),
            "at": starts.time(),
            "minutes": self.appointment.minutes,
            "with_whom": str(who.uid) if who else "",
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        """The people of the patient's clinic."""
        return super().get_form_kwargs() | {"people": colleagues(at=self.episode.organisation)}

    def perform(self, form: forms.Move) -> Any:
        """Move it."""
        return appointments.move_appointment(
            appointment=self.appointment, **form.arguments(), confirmed=self.confirmed(),
            now=self.now, by=self.request.user,
        )  # fmt: skip


class Cancel(AppointmentAct):
    """It does not take place."""

    form_class = forms.Cancel
    title, verb = _("Cancel the appointment"), _("Cancel the appointment")

    def perform(self, form: forms.Cancel) -> Any:
        """Cancel it, and the rest of its series when that was ticked."""
        return appointments.cancel_appointment(
            appointment=self.appointment, **form.arguments(), by=self.request.user
        )

    def said(self, result: Any) -> Any:
        """How many."""
        return ngettext("Appointment cancelled.", "%(count)s appointments cancelled.", result) % {
            "count": result
        }

    def get_form(self, form_class: Any = None) -> Any:
        """Only a series has a rest."""
        form = super().get_form(form_class)
        if self.appointment.series is None:
            del form.fields["with_rest"]
        return form


class Keep(AppointmentAct):
    """The patient came: one tap writes the contact."""

    form_class = forms.Keep
    template_name = "clinics/appointments/keep.html"
    title, verb = _("The patient came"), _("Save contact")

    def get_initial(self) -> dict[str, Any]:
        """Face to face, as long as planned."""
        return super().get_initial() | {
            "mode": Answer(value=ContactMode.FACE_TO_FACE),
            "minutes": self.appointment.minutes,
        }

    def perform(self, form: forms.Keep) -> Any:
        """Write the contact."""
        return appointments.keep_appointment(
            appointment=self.appointment, **form.arguments(), confirmed=self.confirmed(),
            now=self.now, by=self.request.user,
        )  # fmt: skip

    def said(self, result: Any) -> Any:
        """What was logged, with the way to correct it."""
        text = _("Contact logged for %(code)s.") % {"code": self.patient}
        return toast(text, reverse("work:contact-correct", args=[result.uid]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The way to say the contrary, which leads back to the same list."""
        back = self.request.GET.get("back", "")
        query = f"?{urlencode({'back': back})}" if self.list_url() else ""
        miss = reverse("work:appointment-miss", args=[self.appointment.uid])
        return super().get_context_data(miss_url=f"{miss}{query}", **kwargs)


class Miss(AppointmentAct):
    """The patient did not come."""

    form_class = forms.Miss
    title, verb = _("The patient did not come"), _("Save")

    def perform(self, form: forms.Miss) -> Any:
        """Write that nobody came."""
        return appointments.miss_appointment(
            appointment=self.appointment, **form.arguments(), confirmed=self.confirmed(),
            now=self.now, by=self.request.user,
        )  # fmt: skip

    said = Keep.said


class Remind(AppointmentAct):
    """A slip to hand over, or a message that tells nothing."""

    form_class = forms.Remind
    title, verb, done = _("Remind the patient"), _("Go on"), _("Reminder sent.")
    lead = _("The text holds the day and the time, no name, no clinic and nothing of what for.")

    def get_initial(self) -> dict[str, Any]:
        """A slip, in the language of the screen."""
        return {"channel": ReminderChannel.SLIP.value, "language": translation.get_language()}

    def form_valid(self, form: forms.Remind) -> HttpResponse:
        """A slip is shown to be printed; a message is sent."""
        if form.cleaned_data["channel"] != ReminderChannel.SLIP:
            return super().form_valid(form)
        try:
            reminders.print_slip(appointment=self.appointment, now=self.now, by=self.request.user)
        except Refused as refusal:
            self.refuse(form, refusal)
            return self.form_invalid(form)
        return self._slip(form)

    def perform(self, form: forms.Remind) -> Any:
        """Send the message."""
        return reminders.send_message(
            appointment=self.appointment, language=form.cleaned_data["language"], now=self.now,
            by=self.request.user,
        )  # fmt: skip

    def _slip(self, form: forms.Remind) -> HttpResponse:
        with translation.override(form.cleaned_data["language"]):
            starts = timezone.localtime(self.appointment.starts_at)
            context = {
                "day": date_format(starts, "l j E Y"), "time": date_format(starts, "H:i"),
                "room": form.cleaned_data["room"], "language": form.cleaned_data["language"],
                "back_url": self.next_url(None),
            }  # fmt: skip
            slip = self.response_class(
                self.request, "clinics/appointments/slip.html", context,
                using=self.template_engine,
            )  # fmt: skip
            slip.render()
        return slip


def _way(page: CalendarPage, on: date) -> str:
    """The address of another stretch of the same calendar."""
    words = {"span": page.span, "on": on.isoformat(), "site": page.site, "who": page.who}
    query = urlencode({name: value for name, value in words.items() if value})
    return f"{reverse('work:calendar')}?{query}"
