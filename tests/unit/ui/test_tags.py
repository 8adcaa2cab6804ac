import re

import pytest
from django.template import Context, Template

from ui.icons import ICONS


def render(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


def test_an_icon_is_silent_to_screen_readers():
    html = render('{% icon "people" %}')

    assert 'aria-hidden="true"' in html
    assert "<circle" in html


def test_an_unknown_icon_is_a_mistake_that_shows():
    with pytest.raises(KeyError):
        render('{% icon "unicorn" %}')


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_is_shapes_alone(name):
    assert re.fullmatch(r"(<(path|rect|circle) [^<>]*/>)+", ICONS[name])


def test_a_code_is_copied_without_spaces_and_heard_in_groups():
    html = render("{% code code %}", code="4821903757")

    assert '<span aria-hidden="true">4821<b>9037</b><i>57</i></span>' in html
    assert ">4821 9037 57</span>" in html
    assert html.startswith('<span class="u-code">')


def test_a_code_can_be_a_large_link():
    html = render('{% code "4821 9037 57" url large=True %}', url="/p/?a=1&b=2")

    assert html.startswith('<a class="u-code u-code-lg" href="/p/?a=1&amp;b=2">')


def test_what_is_not_a_code_is_shown_as_it_is():
    html = render("{% code code %}", code="<b>")

    assert "&lt;b&gt;" in html
    assert render("{{ code|grouped }}", code=12) == "12"
    assert render("{{ code|grouped }}", code="48 21903757") == "4821 9037 57"


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("IN_TREATMENT", "u-pill u-pill-go"),
        ("interrupted", "u-pill u-pill-wait"),
        ("not-admitted", "u-pill u-pill-past"),
        ("voided", "u-pill u-pill-stop"),
        ("waiting", "u-pill"),
        ("never heard of", "u-pill"),
    ],
)
def test_a_state_has_its_tone(state, expected):
    assert f'class="{expected}"' in render("{% pill state 'Word' %}", state=state)


def test_a_pill_without_a_label_says_its_state():
    assert ">closed<" in render('{% pill "closed" %}')


def test_seconds_read_as_a_clock():
    assert render("{{ 108|clock }}") == "1:48"


def test_a_sheet_has_a_title_and_keeps_its_content():
    html = render(
        '{% sheet "Plan" "Agreed" url="/all/" link="All" ident="plan" %}<p>x</p>{% endsheet %}'
    )

    assert '<h2 id="plan">Plan</h2><p>Agreed</p><a href="/all/">All</a>' in html
    assert '<div class="u-pad"><p>x</p></div>' in html


def test_a_sheet_gives_itself_an_id_that_stays():
    once = render('{% sheet "Plan" flush=True %}x{% endsheet %}')

    assert once == render('{% sheet "Plan" flush=True %}x{% endsheet %}')
    assert re.search(r'aria-labelledby="(sheet-\d+)"', once)
    assert "u-pad" not in once


def test_a_sheet_escapes_what_is_inserted():
    assert "&lt;i&gt;" in render('{% sheet "T" %}{{ word }}{% endsheet %}', word="<i>")


def test_steps_mark_the_current_one_and_say_what_was_skipped():
    html = render(
        '{% include "ui/_steps.html" %}',
        steps=[
            {"label": "Waiting", "detail": "a place was free", "state": "skipped"},
            {"label": "Treatment", "detail": "today", "state": "current"},
        ],
    )

    assert "skipped, a place was free" in html
    assert html.count('aria-current="step"') == 1


def test_a_missed_dose_is_a_dash_with_words():
    html = render(
        '{% include "ui/_doses.html" %}',
        days=[{"day": 17, "amount": 60, "state": "missed", "is_today": True}],
    )

    assert "—" in html
    assert "60" not in html
    assert "today, dose missed" in html


def test_a_pager_without_neighbours_is_not_there():
    assert render('{% include "ui/_pager.html" %}').strip() == ""
    assert 'rel="next"' in render('{% include "ui/_pager.html" %}', later_url="?after=1")


def test_a_guard_is_announced_when_it_comes_after_a_tap():
    html = render('{% include "ui/_guard.html" with title="Stop: x" fact="y" live=True %}')

    assert 'role="alert"' in html
    assert "<button" not in html
