"""The rooms of the ministry door: national figures."""

from django.urls import path

from analytics.views import compilations, programmes, releases, withdrawals
from analytics.views.base import MINISTRY, Door


def rooms(at: Door) -> list:
    """The addresses of the screens of figures behind one door."""
    return [
        path("", releases.Releases.as_view(at=at), name="home"),
        path("releases/<uuid:uid>/", releases.ReleasePage.as_view(at=at), name="release"),
        path("releases/<uuid:uid>/files/<str:name>", releases.File.as_view(at=at), name="file"),
        path("releases/<uuid:uid>/charts/<str:name>", releases.Chart.as_view(at=at), name="chart"),
        path("compile/", compilations.Compile.as_view(at=at), name="compile"),
        path("compilations/<uuid:uid>/", compilations.Progress.as_view(at=at), name="compilation"),
    ]


urlpatterns = [
    *rooms(MINISTRY),
    path(
        "releases/<uuid:uid>/withdraw/",
        withdrawals.Withdraw.as_view(at=MINISTRY),
        name="withdraw",
    ),
    path("programmes/", programmes.Programmes.as_view(at=MINISTRY), name="programmes"),
    path("programmes/<uuid:uid>/", programmes.ProgrammePage.as_view(at=MINISTRY), name="programme"),
    path(
        "programmes/<uuid:uid>/tables.xlsx",
        programmes.ProgrammeSheet.as_view(at=MINISTRY),
        name="programme-sheet",
    ),
    path(
        "programmes/<uuid:uid>/withdraw/",
        withdrawals.WithdrawProgrammes.as_view(at=MINISTRY),
        name="programme-withdraw",
    ),
]
