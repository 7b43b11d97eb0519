"""Reads of undo: which runs there are, and what became of the rows of one."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.apps import apps
from django.db.models import QuerySet

from core.access import Access
from undo import texts
from undo.models import Run, Written
from undo.registry import table_of
from undo.rules import NAMED


@dataclass(frozen=True)
class Stays:
    """A row that the undo leaves as it is, or takes back too late to be unseen, and why."""

    label: str
    reason: str


@dataclass
class Outcome:
    """What an undo did, or would do. `taken`: (what becomes of such rows, how many); `kept`, `seen`: rows with reasons."""

    taken: list[tuple[str, int]] = field(default_factory=list)
    kept: list[Stays] = field(default_factory=list)
    seen: list[Stays] = field(default_factory=list)
    kept_number: int = 0
    seen_number: int = 0

    @property
    def number(self) -> int:
        return sum(number for _, number in self.taken)


def outcome_of(lines: Collection[Written]) -> Outcome:
    """What became of a run's lines, in words; names of the rows that stay are read from their tables, if still there."""
    taken: Counter[str] = Counter()
    for line in lines:
        if line.outcome == texts.TAKEN or line.outcome in texts.SEEN:
            table = table_of(line.row_model)
            taken[table.made if line.what == Written.What.MADE else table.changed] += 1
    kept = [line for line in lines if line.outcome in texts.REASONS]
    seen = [line for line in lines if line.outcome in texts.SEEN]
    return Outcome(
        taken=list(taken.items()),
        kept=_named(kept, texts.REASONS),
        seen=_named(seen, texts.SEEN),
        kept_number=len(kept),
        seen_number=len(seen),
    )


def _named(lines: list[Written], words: Mapping[str, str]) -> list[Stays]:
    shown = lines[:NAMED]
    ids: dict[str, list[int]] = defaultdict(list)
    for line in shown:
        ids[line.row_model].append(line.row_id)
    names: dict[tuple[str, int], str] = {}
    for label, wanted in ids.items():
        model = apps.get_model(label)
        rows = model._base_manager.filter(pk__in=wanted).annotate(undo_label=table_of(label).label())
        names |= {(label, pk): name for pk, name in rows.values_list("pk", "undo_label")}
    return [Stays(names.get((x.row_model, x.row_id), f"№ {x.row_id}"), words[x.outcome]) for x in shown]


def runs_for(access: Access) -> QuerySet[Run]:
    """The runs that an actor may see, with who did and who undid them."""
    return access.rows("runs.view", Run).select_related("created_by", "undone_by")
