"""Verbs of undo: keep what a bulk decision writes, and take it back."""

from undo.services.recording import (
    Counted,
    Keeping,
    Listed,
    keep_changing,
    keep_deleting,
    keep_made,
    keep_upserting,
    open_run,
    undoable,
)
from undo.services.undoing import rehearse_undo, undo_run, write_values

__all__ = [
    "Counted", "Keeping", "Listed", "keep_changing", "keep_deleting", "keep_made", "keep_upserting", "open_run", "rehearse_undo",
    "undo_run", "undoable", "write_values",
]  # fmt: skip
