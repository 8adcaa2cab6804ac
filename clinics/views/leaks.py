"""A free text is a leak: before a note is saved, what would tell who somebody is is shown."""

from dataclasses import dataclass, field
from typing import Any

from clinics.selectors.leaks import leaks_about
from kernel.leaks import WORDS, Leak, masked
from kernel.models import User
from ui.forms import Form


ANSWER = "leak"
MASK, KEEP = "mask", "keep"


@dataclass
class Checked:
    """What was found in the notes of one form: field name -> stretches of its text."""

    leaks: dict[str, tuple[Leak, ...]] = field(default_factory=dict)

    def kinds(self) -> list[str]:
        """What was found, as codes."""
        return sorted({str(leak.kind) for leaks in self.leaks.values() for leak in leaks})

    def shown(self, form: Form) -> list[dict[str, Any]]:
        """What was found, in words, with the stretch that the person typed."""
        return [
            {"words": WORDS[leak.kind], "text": form.cleaned_data[name][leak.start : leak.end]}
            for name, leaks in self.leaks.items()
            for leak in leaks
        ]


def checked(form: Form, *, viewer: User, patient: Any) -> Checked:
    """Look through every note of a form that is valid: fields that hold free text."""
    found = Checked()
    for name in notes_of(form):
        if leaks := leaks_about(viewer=viewer, patient=patient, text=form.cleaned_data[name]):
            found.leaks[name] = leaks
    return found


def mask(form: Form, found: Checked) -> None:
    """Blot out what was found."""
    for name, leaks in found.leaks.items():
        form.cleaned_data[name] = masked(form.cleaned_data[name], leaks)


def notes_of(form: Form) -> list[str]:
    """The fields of a form that hold a note and are filled in.

    A form names them in `free_text`; without that it is every field of several lines.
    """
    named = getattr(form, "free_text", None)
    if named is None:
        named = [
            name for name, each in form.fields.items() if type(each.widget).__name__ == "Textarea"
        ]
    return [name for name in named if isinstance(form.cleaned_data.get(name), str)
            and form.cleaned_data[name]]  # fmt: skip
