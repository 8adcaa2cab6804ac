"""A radar: values on their axes, an area only when every axis has one, never a total."""

from hypothesis import given
from hypothesis import strategies as st

from ui.radar import radar


AXES = st.lists(st.one_of(st.none(), st.floats(0, 1, allow_nan=False)), min_size=3, max_size=12)


def drawn(shares):
    return radar([(str(n), f"Stage {n}", share) for n, share in enumerate(shares)], title="Quality")


def test_values_stand_on_their_axes():
    chart = drawn([1.0, 0.5, 0.0, None])

    up, right, down, left = chart.spokes
    assert (up.dot_x, up.dot_y) == (up.x, up.y)
    assert right.dot_y == right.y
    assert (down.dot_x, down.dot_y) == (f"{chart.centre_x:.1f}", f"{chart.centre_y:.1f}")
    assert left.dot_x == ""
    assert chart.description == "Stage 0: 100 %; Stage 1: 50 %; Stage 2: 0 %; Stage 3: not answered"


@given(AXES)
def test_an_area_needs_every_value_and_lines_need_neighbours(shares):
    chart = drawn(shares)

    pairs = zip(shares, [*shares[1:], shares[0]], strict=True)
    assert bool(chart.area) == (None not in shares)
    assert len(chart.edges) == sum(1 for here, there in pairs if None not in (here, there))
    assert len(chart.spokes) == len(shares)
