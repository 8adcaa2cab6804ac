"""Half-open reporting periods: `since` belongs to the period, `before` does not."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, order=True)
class Period:
    """Days from `since` up to, not including, `before`."""

    since: date
    before: date

    def __post_init__(self) -> None:
        if self.since >= self.before:
            message = f"A period must end after it begins: {self.since} to {self.before}."
            raise ValueError(message)

    def __contains__(self, day: date) -> bool:
        return self.since <= day < self.before

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.before - self.since).days

    @classmethod
    def year(cls, year: int) -> "Period":
        """The calendar year."""
        return cls(date(year, 1, 1), date(year + 1, 1, 1))

    @classmethod
    def quarter(cls, year: int, quarter: int) -> "Period":
        """The calendar quarter, 1 to 4.

        Raises:
            ValueError: `quarter` is not 1, 2, 3 or 4.
        """
        if quarter not in {1, 2, 3, 4}:
            message = f"There is no quarter {quarter}."
            raise ValueError(message)
        first = 3 * quarter - 2
        following = date(year + quarter // 4, (first + 2) % 12 + 1, 1)
        return cls(date(year, first, 1), following)
