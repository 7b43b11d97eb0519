"""Numbers of rows, as addresses and ticked boxes write them; the years that a date may have."""

from collections.abc import Iterable

# Rows are addressed by numbers that fit a bigint; anything else is not an address at all.
MAX_ROW = 10**18 - 1
# The years that a typed date may have. At the edges of the calendar (0001, 9999) a day has no day before or after it.
FIRST_YEAR, LAST_YEAR = 1900, 2199


def row_number(text: str | None) -> int | None:
    """The number that `text` writes in ASCII digits; None of anything else, one that no row can have too."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > len(str(MAX_ROW)):
        return None
    return int(text)


def row_numbers(values: Iterable[str]) -> list[int]:
    """Those of `values` that are numbers of rows, in their order."""
    return [number for value in values if (number := row_number(value)) is not None]
