"""The workbench: what it skips, what it counts, what it finds."""

import pytest

from tools import house, messages, minimum_versions, suites


def test_a_step_is_done_once_for_what_it_depends_on(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(house, "STAMPS", tmp_path / "stamps")
    done = []

    for digest in ("a", "a", "b"):
        house.once("step", "a step", lambda digest=digest: digest, lambda: done.append(1))

    assert len(done) == 2
    assert "a step: nothing to do" in capsys.readouterr().out


def test_a_step_that_fails_is_done_again(tmp_path, monkeypatch):
    monkeypatch.setattr(house, "STAMPS", tmp_path / "stamps")
    house.once("step", "a step", lambda: "a", lambda: None)

    with pytest.raises(ZeroDivisionError):
        house.once("step", "a step", lambda: "b", lambda: 1 / 0)

    assert not house.is_stamped("step", "a")
    assert not house.is_stamped("step", "b")


def test_a_program_that_fails_stops_the_work_in_one_sentence():
    with pytest.raises(house.Stop, match="failed"):
        house.run("false")


def test_what_a_program_says_is_kept_and_passed_on(capfdbinary):
    assert house.capture("echo", "seen") == "seen\n"
    assert b"seen" in capfdbinary.readouterr().out


def test_a_report_is_counted():
    report = '<testsuites><testsuite tests="7" skipped="2" failures="1" errors="1"/></testsuites>'

    assert suites.read_report(report) == suites.Count(run=5, skipped=2, failed=2)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('_("Admit")', [("Admit", "", "")]),
        ('ngettext("%d day", "%d days", n)', [("%d day", "%d days", "")]),
        ('pgettext("drug", "Route")', [("Route", "", "drug")]),
        ('_("one " "text")', [("one text", "", "")]),
        ("_(name)", []),
        ("f('not ours')", []),
    ],
)
def test_texts_of_python_are_found(text, found):
    assert [tuple(message) for message, _ in messages.python_messages(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{% translate "Admit" %}', [("Admit", "", "")]),
        ("{% blocktranslate %}Since {{ day }}{% endblocktranslate %}", [("Since %(day)s", "", "")]),
        (
            "{% blocktranslate count n=n %}one{% plural %}many{% endblocktranslate %}",
            [("one", "many", "")],
        ),
        ('{% translate "Route" context "drug" %}', [("Route", "", "drug")]),
        ('<p title="{{ _("Help (short)") }}">', [("Help (short)", "", "")]),
        ("<p>plain</p>", []),
    ],
)
def test_texts_of_templates_are_found(text, found):
    assert [tuple(message) for message, _ in messages.template_messages(text)] == found


def test_no_pinned_package_is_too_old():
    assert minimum_versions.complaints() == []


@pytest.mark.parametrize(
    ("older", "newer"), [("5.2.9", "5.2.19"), ("70", "70.0"), ("5.3.7", "5.3.8.post1")]
)
def test_versions_compare_as_numbers(older, newer):
    assert minimum_versions.numbers(older) < minimum_versions.numbers(newer)
