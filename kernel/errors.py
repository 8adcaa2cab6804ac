"""Refusals: a rule said no, in words for the person at the screen."""


class Refused(Exception):
    """An act was not done because a rule forbids it; `str()` is the sentence the user reads.

    A subclass sits beside the function that raises it and is named for what happened.
    `code` names the rule (for example `V44`), so that a form can place the sentence.
    """

    code: str = ""

    def __init__(self, message: object, *, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        if code:
            self.code = code

    def __str__(self) -> str:
        return str(self.message)
