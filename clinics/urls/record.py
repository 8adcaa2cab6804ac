"""The record: caseload, patients, episodes and entries."""

from django.urls import path

from clinics.views import caseload, demand, entries, episodes, events, patients


urlpatterns = [
    path("", caseload.Home.as_view(), name="home"),
    path("patients/", caseload.Caseload.as_view(), name="caseload"),
    path("find/", caseload.FindPerson.as_view(), name="find"),
    path("patients/register/", patients.Register.as_view(), name="register"),
    path("patients/<uuid:patient>/", patients.Patient.as_view(), name="patient"),
    path("patients/<uuid:patient>/name/", patients.Name.as_view(), name="name"),
    path("patients/<uuid:patient>/consents/give/", patients.Consent.as_view(), name="consent"),
    path("patients/<uuid:patient>/refer/", patients.Refer.as_view(), name="refer"),
    path("patients/<uuid:patient>/contacts/", entries.Contacts.as_view(), name="contacts"),
    path("patients/<uuid:patient>/doses/", entries.Doses.as_view(), name="doses"),
    path("patients/<uuid:patient>/tests/", entries.DrugTests.as_view(), name="tests"),
    path("episodes/<uuid:episode>/waiting/", episodes.Waiting.as_view(), name="waiting"),
    path("episodes/<uuid:episode>/assess/", episodes.Assess.as_view(), name="assess"),
    path("episodes/<uuid:episode>/admit/", episodes.Admit.as_view(), name="admit"),
    path("episodes/<uuid:episode>/decline/", episodes.Decline.as_view(), name="decline"),
    path("episodes/<uuid:episode>/interrupt/", episodes.Interrupt.as_view(), name="interrupt"),
    path("episodes/<uuid:episode>/resume/", episodes.Resume.as_view(), name="resume"),
    path("episodes/<uuid:episode>/discharge/", episodes.Discharge.as_view(), name="discharge"),
    path("episodes/<uuid:episode>/follow-up/", episodes.FollowUp.as_view(), name="follow-up"),
    path("episodes/<uuid:episode>/close/", episodes.Close.as_view(), name="close"),
    path("episodes/<uuid:episode>/demand/", demand.Demand.as_view(), name="demand"),
    path("demands/<uuid:entry>/correct/", demand.CorrectDemand.as_view(), name="demand-correct"),
    path("episodes/<uuid:episode>/contacts/log/", events.LogContact.as_view(), name="log-contact"),
    path("episodes/<uuid:episode>/doses/give/", events.GiveDose.as_view(), name="give-dose"),
    path(
        "episodes/<uuid:episode>/doses/give-second/",
        events.GiveSecondDose.as_view(),
        name="give-second-dose",
    ),
    path(
        "episodes/<uuid:episode>/tests/record/", events.RecordDrugTest.as_view(), name="record-test"
    ),
    path(
        "contacts/<uuid:entry>/correct/", entries.CorrectContact.as_view(), name="contact-correct"
    ),
    path("contacts/<uuid:entry>/void/", entries.VoidContact.as_view(), name="contact-void"),
    path("doses/<uuid:entry>/correct/", entries.CorrectDose.as_view(), name="dose-correct"),
    path("doses/<uuid:entry>/void/", entries.VoidDose.as_view(), name="dose-void"),
    path("tests/<uuid:entry>/correct/", entries.CorrectDrugTest.as_view(), name="test-correct"),
    path("tests/<uuid:entry>/void/", entries.VoidDrugTest.as_view(), name="test-void"),
]
