"""Progress: a bar for somebody who watches, lines for a log."""

from io import StringIO
from itertools import count

from clinics.bulk.progress import Progress


class Terminal(StringIO):
    """A stream that somebody watches."""

    def isatty(self) -> bool:
        """It is a terminal."""
        return True


def test_a_log_gets_one_line_a_table():
    stream = StringIO()
    progress = Progress(stream)

    progress.begin("visit", 10)
    progress.advance(5)
    progress.advance(5)
    progress.end()

    assert stream.getvalue() == "visit: 10 rows\n"


def test_a_terminal_gets_a_bar_that_is_not_drawn_too_often():
    stream, clock = Terminal(), count(1, 0.06)
    progress = Progress(stream, clock=lambda: next(clock))

    progress.begin("visit", 4)
    for _row in range(4):
        progress.advance(1)
    progress.end()

    drawn = stream.getvalue().split("\r")
    assert 3 <= len(drawn) <= 4
    assert drawn[-1].endswith("100%         4\n")


def test_an_empty_table_is_done_at_once_and_nobody_needs_to_watch():
    stream = Terminal()
    progress = Progress(stream)
    progress.begin("visit", 0)
    progress.end()
    silent = Progress(None)
    silent.begin("visit", 1)
    silent.advance(1)
    silent.end()

    assert "100%" in stream.getvalue()
