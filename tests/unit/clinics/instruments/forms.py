"""Forms filled in on one line: the printed weights in the order of the form, `-` for none."""

from clinics.instruments import Score, instrument, score


def filled(code: str, line: str) -> dict[str, int | None]:
    """Answers by item, from `"0 4 -"`; items at the end that the line leaves out have no entry."""
    items = (item.key for item in instrument(code).items)
    return {
        key: None if word == "-" else int(word)
        for key, word in zip(items, line.split(), strict=False)
    }


def scored(code: str, line: str, **chosen: str | None) -> Score:
    """The score of one line."""
    return score(code, filled(code, line), **chosen)
