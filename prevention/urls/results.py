"""What was delivered and what changed: figures, reports, exports."""

from django.urls import URLPattern, path

from prevention.views import indicators, linking, results


urlpatterns: list[URLPattern] = [
    path("waves/<uuid:wave>/link/", linking.Link.as_view(), name="prevention-responses-link"),
    path("waves/<uuid:wave>/destroy/", linking.Destroy.as_view(), name="prevention-wave-destroy"),
    path("runs/<uuid:run>/results/", results.Results.as_view(), name="prevention-run-results"),
    path(
        "runs/<uuid:run>/results/freeze/", results.Freeze.as_view(),
        name="prevention-results-freeze",
    ),
    path("runs/<uuid:run>/report/", results.Report.as_view(), name="prevention-report"),
    path(
        "runs/<uuid:run>/report.pdf", results.ReportPdf.as_view(), name="prevention-report-pdf"
    ),
    path(
        "runs/<uuid:run>/report.xlsx", results.ReportWorkbook.as_view(),
        name="prevention-report-xlsx",
    ),
    path("indicators/", indicators.Indicators.as_view(), name="prevention-indicators"),
]  # fmt: skip
