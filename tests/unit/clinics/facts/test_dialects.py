"""The frame of a binary COPY is taken off, whatever the messages it comes in."""

import struct
from collections.abc import Iterator

import numpy as np
import pytest

from clinics.facts.dialects import HEADER, TRAILER, UID, PostgreSQL, _blocks, _record


FIELDS = [PostgreSQL().field("patient", "p.uid", UID), PostgreSQL().field("day", "e.day", "i4")]
SIZE = _record(FIELDS).itemsize
UIDS = [bytes([number]) * 16 for number in range(3)]
ROWS = [
    struct.pack(">hi16sii", 2, 16, uid, 4, day) for day, uid in enumerate(UIDS, start=-1)
]  # count, length, uid, length, day


def messages(*parts: bytes) -> Iterator[bytes]:
    return iter([*parts])


HEAD = bytes(HEADER)
FRAMES = {
    "a message a row": (HEAD, *ROWS, TRAILER),
    "the first row with the head": (HEAD + ROWS[0], *ROWS[1:], TRAILER),
    "the trailer with the last row": (HEAD, *ROWS[:2], ROWS[2] + TRAILER),
}


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
@pytest.mark.parametrize(("rows", "sizes"), [(1, [1, 1, 1]), (2, [2, 1]), (3, [3]), (9, [3])])
def test_blocks_hold_the_rows_that_were_asked_for(frame, rows, sizes):
    blocks = list(_blocks(messages(*frame), size=SIZE, rows=rows))

    assert [len(block) // SIZE for block in blocks] == sizes
    found = np.frombuffer(b"".join(blocks), dtype=_record(FIELDS))
    assert found["day"].tolist() == [-1, 0, 1]
    assert [each.tobytes() for each in found["patient"]] == UIDS


def test_no_rows_are_no_block():
    assert list(_blocks(messages(HEAD, TRAILER), size=SIZE, rows=2)) == []


def test_rows_of_another_length_are_a_fault():
    with pytest.raises(ValueError, match="length"):
        list(_blocks(messages(HEAD, ROWS[0][:-1], TRAILER), size=SIZE, rows=2))
