"""Accounts: rows in = rows stored + rows refused, for every table."""

from dataclasses import asdict, dataclass
from typing import Any


class AccountsDoNotBalance(Exception):
    """Rows were lost or doubled: a fault of the importer, not of the file."""


@dataclass
class Account:
    """What came of the rows of one table."""

    table: str
    rows_in: int = 0
    stored: int = 0
    refused: int = 0
    derived: int = 0
    """Records that follow from this table without being a row of it."""
    seconds: float = 0.0

    def add(self, *, rows_in: int, stored: int, refused: int, derived: int = 0) -> None:
        """Count a batch."""
        self.rows_in += rows_in
        self.stored += stored
        self.refused += refused
        self.derived += derived

    def check(self) -> None:
        """Prove that no row was lost.

        Raises:
            AccountsDoNotBalance: rows in differ from rows stored plus rows refused.
        """
        if self.rows_in != self.stored + self.refused:
            message = (
                f"{self.table}: {self.rows_in} rows in, but {self.stored} stored"
                f" and {self.refused} refused."
            )
            raise AccountsDoNotBalance(message)


class Accounts:
    """The accounts of one import, in the order in which tables were first met."""

    def __init__(self) -> None:
        self._by_table: dict[str, Account] = {}

    def __getitem__(self, table: str) -> Account:
        return self._by_table.setdefault(table, Account(table))

    def __iter__(self):
        return iter(self._by_table.values())

    def check(self) -> None:
        """Prove every account."""
        for account in self:
            account.check()

    def as_json(self) -> list[dict[str, Any]]:
        """For the run's options, so that a finished run can show them again."""
        return [asdict(account) for account in self]

    @classmethod
    def from_json(cls, rows: list[dict[str, Any]]) -> "Accounts":
        """What `as_json` wrote."""
        accounts = cls()
        accounts._by_table = {row["table"]: Account(**row) for row in rows}
        return accounts
