"""What all synthetic rows share: the label, the calendar of a contract, and numbers that look random but are not.

Row `n` of a seed always gets the same numbers, in Python and in SQL, whatever is asked for besides. The
arithmetic stays below 2 ** 63, so that DuckDB's BIGINT gives the same as Python.
"""

import datetime as dt
from dataclasses import dataclass

AS_OF = dt.date(2026, 3, 31)
FIRST_YEAR = 2018
BULK_MONTHS = 36
MODULUS = 2**32

# The same as `mixed`, for DuckDB: a number below 65,536 from row number and seed.
MIXED_SQL = """
create or replace temp macro mixed(n, seed) as
    (((n * 2654435761 + seed * 40503 + 97) % 4294967296) * 1664525 + 1013904223) % 4294967296 // 65536
"""


def mixed(n: int, seed: int) -> int:
    """A number below 65,536 from row number and seed."""
    first = (n * 2654435761 + seed * 40503 + 97) % MODULUS
    return (first * 1664525 + 1013904223) % MODULUS // 65536


def months_later(day: dt.date, months: int) -> dt.date:
    """The first day of a month, some months on."""
    number = day.year * 12 + day.month - 1 + months
    return dt.date(number // 12, number % 12 + 1, 1)


def contract_id(number: int) -> str:
    """Key of a synthetic contract."""
    return f"SYN-C{number:07d}"


def start_of(number: int) -> dt.date:
    """First day of a synthetic contract; its bulk lines lie in the 36 months from there."""
    return dt.date(FIRST_YEAR + number * 7 % 4, number * 5 % 12 + 1, 1)


@dataclass(frozen=True)
class Size:
    """How many rows to write, and from which seed."""

    seed: int = 1
    contracts: int = 120
    spend_lines: int = 5_000
    amendments: int = 0
    services: int = 200
    dependencies: int = 400
    migrations: int = 150
    issues: int = 1_000

    @property
    def publication_id(self) -> str:
        """The publication of all rows."""
        return f"synthetic-{self.seed}"
