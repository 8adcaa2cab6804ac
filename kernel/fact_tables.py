"""What a table of facts is: its columns in their order, and their Arrow types."""

from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa


NUMBER = pa.int32()
DAY = pa.date32()
TRUTH = pa.bool_()
CODED = pa.dictionary(pa.int16(), pa.string())


@dataclass(frozen=True)
class Column:
    """One column; `code_list` names the list of a coded one. Null where it `may_miss` an answer."""

    name: str
    dtype: pa.DataType
    meaning: str
    code_list: str = ""
    may_miss: bool = False


@dataclass(frozen=True)
class FactTable:
    """A table of facts: what one row is, and its columns in their order."""

    name: str
    meaning: str
    columns: tuple[Column, ...]

    @cached_property
    def schema(self) -> pa.Schema:
        """The Arrow schema of every batch and file of this table."""
        return pa.schema(
            [pa.field(each.name, each.dtype, nullable=each.may_miss) for each in self.columns]
        )
