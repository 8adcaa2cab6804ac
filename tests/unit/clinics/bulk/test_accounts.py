"""Accounts balance or fail loudly."""

import pytest

from clinics.bulk.accounts import Accounts, AccountsDoNotBalance


def test_accounts_that_balance_survive_a_round_trip():
    accounts = Accounts()
    accounts["visit"].add(rows_in=3, stored=2, refused=1, derived=4)
    accounts["visit"].add(rows_in=1, stored=1, refused=0)

    again = Accounts.from_json(accounts.as_json())

    again.check()
    assert [(each.rows_in, each.stored, each.refused, each.derived) for each in again] == [
        (4, 3, 1, 4)
    ]


def test_a_lost_row_is_told():
    accounts = Accounts()
    accounts["visit"].add(rows_in=3, stored=1, refused=1)

    with pytest.raises(AccountsDoNotBalance, match="visit: 3 rows in"):
        accounts.check()
