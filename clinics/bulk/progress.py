"""Progress on stderr: a bar on a terminal, a line a table elsewhere."""

import time
from typing import Protocol


WIDTH = 30
PAUSE = 0.1


class Stream(Protocol):
    """Where progress is written; a terminal says so."""

    def write(self, text: str, /) -> object:
        """Write a text."""

    def flush(self) -> object:
        """Let it be seen."""

    def isatty(self) -> bool:
        """Whether somebody watches."""


class Progress:
    """Counts rows of one table after the other."""

    def __init__(self, stream: Stream | None, *, clock=time.monotonic) -> None:
        self._stream, self._clock = stream, clock
        self._is_terminal = bool(stream and stream.isatty())
        self._table, self._done, self._total, self._shown = "", 0, 0, 0.0

    def begin(self, table: str, total: int) -> None:
        """Turn to a table of `total` rows."""
        self._table, self._done, self._total, self._shown = table, 0, total, 0.0

    def advance(self, rows: int) -> None:
        """Some rows are done."""
        self._done += rows
        now = self._clock()
        if self._is_terminal and now - self._shown >= PAUSE:
            self._shown = now
            self._write("\r" + self._bar())

    def end(self) -> None:
        """The table is done."""
        line = self._bar() if self._is_terminal else f"{self._table}: {self._done:,} rows"
        self._write(("\r" if self._is_terminal else "") + line + "\n")

    def _bar(self) -> str:
        share = min(self._done / self._total, 1.0) if self._total else 1.0
        filled = round(share * WIDTH)
        bar = "#" * filled + "." * (WIDTH - filled)
        return f"{self._table:<16} [{bar}] {share:4.0%} {self._done:>9,}"

    def _write(self, text: str) -> None:
        if self._stream:
            self._stream.write(text)
            self._stream.flush()
