"""Questionnaires answered elsewhere: a whole file, or nothing, never twice."""

from io import StringIO

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from kernel.audit import Event
from kernel.models.audit_events import AuditEvent
from kernel.permissions import NotPermitted
from kernel.study_keys import make_study_key
from prevention.actions.importing import ImportRefused, import_responses
from prevention.imports.response_files import FileRefused
from prevention.models import Answer, CodeElement, Response


pytestmark = pytest.mark.django_db
MAPPING = """
row = "nr"
group = "class"
day = "date"
missing = ["", "NA"]
[gender]
column = "sex"
values = { 1 = "f", 2 = "m" }
[age]
column = "age"
values = { 13 = "13-15" }
[scales.often]
never = 0
once = 1
[answers.alcohol_30d]
column = "alc"
scale = "often"
[answers.relevin]
column = "rel"
[code]
MOTHER = "c1"
DAY = "c3"
"""
HEAD = "nr,class,date,sex,age,alc,rel,c1,c3"
ROWS = [
    "1,7A,2026-03-02,1,13,once,0,А,07", "2,7B,2026-03-02,2,NA,never,,,",
    "3,7A,2026-03-02,,13,NA,1,Б,31",
]  # fmt: skip


@pytest.fixture
def write(tmp_path):
    def made(name="answers.csv", rows=ROWS, head=HEAD, mapping=MAPPING):
        (tmp_path / name).write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
        (tmp_path / "mapping.toml").write_text(mapping, encoding="utf-8")
        return tmp_path / name, tmp_path / "mapping.toml"

    return made


def take(room, files):
    make_study_key(room.implementation.uid)
    return import_responses(files[0], mapping=files[1], wave=room.wave, by=room.manager)


def test_a_file_becomes_answers_and_hashes_and_nothing_else(room, write):
    done = take(room, write())

    assert (done.rows, done.taken, done.known) == (3, 3, 0)
    first = Response.objects.get(cohort=room.cohort, gender="f")
    assert (first.age_band, first.source, first.entered_on.isoformat()) == (
        "13-15", "import", "2026-03-02",
    )  # fmt: skip
    assert {a.item.code: a.value for a in first.answers.all()} == {"alcohol_30d": 1, "relevin": 0}
    assert Answer.objects.count() == 4
    assert CodeElement.objects.count() == 14
    assert not CodeElement.objects.filter(fine="А").exists()
    assert AuditEvent.objects.get(event=Event.RESPONSES_IMPORTED).detail["taken"] == 3


def test_the_same_file_again_changes_nothing(room, write):
    take(room, write())
    done = take(room, write(rows=[*ROWS, "4,7A,2026-03-03,1,13,once,0,,"]))

    assert (done.rows, done.taken, done.known) == (4, 1, 3)
    assert Response.objects.count() == 4


def test_a_workbook_is_read_like_a_text(room, tmp_path, write):
    book = openpyxl.Workbook()
    for line in (HEAD, *ROWS):
        book.active.append([int(c) if c.isdigit() and c != "07" else c for c in line.split(",")])
    book.save(tmp_path / "answers.xlsx")
    write()

    done = take(room, (tmp_path / "answers.xlsx", tmp_path / "mapping.toml"))
    assert done.taken == 3
    assert Answer.objects.count() == 4


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("9,7A,2026-03-02,3,13,once,0,,", "sex", "not in the mapping"),
        ("9,7A,2026-03-02,1,13,often,0,,", "alc", "not in the mapping"),
        ("9,7A,2026-03-02,1,13,once,x,,", "rel", "no whole number"),
        ("9,7A,2026-03-02,1,13,once,9,,", "rel", "no answer to this question"),
        ("9,7A,02.03.2026,1,13,once,0,,", "date", "no date"),
        ("9,9Z,2026-03-02,1,13,once,0,,", "class", "no group"),
        ("9,7A,2026-03-02,1,13,once,0,,99", "c3", "01 to 31"),
        (",7A,2026-03-02,1,13,once,0,,", "nr", "tells it apart"),
        ("1,7A,2026-03-02,1,13,once,0,,", "nr", "twice"),
    ],
)
def test_one_fault_and_nothing_is_kept(room, write, row, column, words):
    with pytest.raises(ImportRefused) as refused:
        take(room, write(rows=[*ROWS, row]))

    assert f"answers.csv, row 5, column “{column}”" in str(refused.value)
    assert words in str(refused.value)
    assert Response.objects.count() == 0
    assert AuditEvent.objects.filter(event=Event.RESPONSES_IMPORTED).count() == 0


def test_a_fault_after_many_good_rows_undoes_them_all(room, write):
    good = [f"{number},7A,2026-03-02,1,13,once,0,," for number in range(600)]
    with pytest.raises(ImportRefused, match="row 602"):
        take(room, write(rows=[*good, "x,7A,2026-03-02,1,13,?,0,,"]))

    assert Response.objects.count() == 0


def test_not_more_faults_are_told_than_somebody_can_read(room, write):
    with pytest.raises(ImportRefused) as refused:
        take(room, write(rows=[f"{n},7A,x,1,13,once,0,," for n in range(40)]))

    assert len(str(refused.value).splitlines()) == 20


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "answers.doc"}, "ends in .csv"),
        ({"head": "nr,nr,date,sex,age,alc,rel,c1,c3"}, "row 1"),
        ({"rows": ["1,2"]}, "row 2: 2 fields"),
        ({"head": HEAD.replace("alc", "alk")}, "columns that are not there: alc"),
        ({"mapping": "row = "}, "mapping.toml: cannot be read"),
        ({"mapping": MAPPING.replace("alcohol_30d", "beer")}, "beer"),
        ({"mapping": MAPPING.replace('"f"', '"w"')}, "gender: w"),
        ({"mapping": MAPPING.replace('group = "class"', "")}, "group"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(room, write, changes, words):
    with pytest.raises(FileRefused) as refused:
        take(room, write(**changes))

    assert words in str(refused.value)


def test_bytes_that_are_no_text_are_refused(room, write, tmp_path):
    files = write()
    files[0].write_bytes("nr,имя\n".encode("cp1251"))
    with pytest.raises(FileRefused, match="UTF-8"):
        take(room, files)
    (tmp_path / "a.csv.gz").write_bytes(b"no gzip")
    with pytest.raises(FileRefused, match="cannot be read"):
        take(room, (tmp_path / "a.csv.gz", files[1]))
    (tmp_path / "a.xlsx").write_bytes(b"no workbook")
    with pytest.raises(FileRefused, match="cannot be read"):
        take(room, (tmp_path / "a.xlsx", files[1]))


def test_only_an_open_wave_takes_questionnaires_and_only_its_managers(room, write):
    files = write()
    with pytest.raises(NotPermitted):
        import_responses(files[0], mapping=files[1], wave=room.wave, by=room.facilitator_user)
    room.wave.status = "closed"
    room.wave.save()
    with pytest.raises(ImportRefused, match="not open"):
        take(room, files)


def test_the_command_says_what_it_did_or_what_is_wrong(room, write):
    make_study_key(room.implementation.uid)
    file, mapping = write()
    said = StringIO()
    options = {
        "mapping": mapping, "implementation": str(room.implementation.uid), "wave": "pre",
        "by": room.manager.username, "stdout": said,
    }  # fmt: skip
    call_command("import_responses", file, **options)
    assert "3 rows: 3 taken, 0 had been taken before." in said.getvalue()
    with pytest.raises(CommandError, match="no such wave"):
        call_command("import_responses", file, **options | {"wave": "post"})
    file, __ = write(rows=["1,7A,x,1,13,once,0,,"])
    with pytest.raises(CommandError, match="Nothing was imported"):
        call_command("import_responses", file, **options)
