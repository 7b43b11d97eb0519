"""Registers to print and sign (the register of annulled links, clause 2.1 m)."""

from collections.abc import Iterable, Sequence

from documents.rendering.papers import Letterhead
from documents.rendering.typesetting import typeset

# The narrowest and the widest column, as shares: a column of dates does not starve beside a column of reasons.
_NARROWEST, _WIDEST = 6, 26
_PADDING = 4
_SAMPLE = 200


def render_register_pdf(
    title: str,
    organization: Letterhead,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    footer: str = "",
    signers: Sequence[tuple[str, str]] = (),
) -> bytes:
    """A table on landscape A4: numbered rows, its head on every page, page X of Y, signature lines at the end.

    `rows` hold one value per column (None is printed as a dash); `footer` is the sentence under the table («Всего …»);
    `signers` are (post, «О. Н. Калинина») pairs. ValueError for a row of another length.
    """
    cells = [[_cell(value) for value in row] for row in rows]
    for place, row in enumerate(cells, 1):
        if len(row) != len(columns):
            raise ValueError(f"row {place} has {len(row)} values for {len(columns)} columns")
    data = {
        "title": title,
        "organization": {"full_name": organization.full_name, "short_name": organization.short_name},
        "columns": list(columns),
        "weights": _weights(columns, cells),
        "rows": cells,
        "footer": footer,
        "signers": [list(signer) for signer in signers],
    }
    return typeset("register.typ", data)


def _cell(value: object) -> str:
    return "—" if value is None or value == "" else str(value)


def _weights(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """Shares of the width: by the longest text of each column among the first rows, within limits."""
    longest = [max(map(len, texts)) for texts in zip(columns, *rows[:_SAMPLE], strict=True)]
    return [min(max(length, _NARROWEST), _WIDEST) + _PADDING for length in longest]
