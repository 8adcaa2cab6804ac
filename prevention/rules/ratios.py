"""A ratio that keeps what it was made of, and is nothing where its denominator is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """`numerator / denominator`, both as counted; either is None where it could not be counted."""

    numerator: float | None
    denominator: float | None

    @property
    def value(self) -> float | None:
        """The quotient, unrounded; None without a numerator or with an empty denominator."""
        if self.numerator is None or not self.denominator:
            return None
        return self.numerator / self.denominator


NOT_COMPUTABLE = Ratio(None, None)
