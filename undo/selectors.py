"""Reads of undo: which runs there are, what became of the rows of one, what stands in the way of the others."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, QuerySet

from core import clock
from core.access import Access
from core.sets import among
from undo import texts
from undo.models import Run, Written
from undo.registry import table_of, tables
from undo.rules import NAMED, UNDO_WITHIN, fingerprint

Key = tuple[str, int]


@dataclass(frozen=True)
class Stays:
    """A row that the undo leaves as it is, or takes back too late to be unseen, and why."""

    label: str
    reason: str


@dataclass(frozen=True)
class Obstacle:
    """Rows of one table that refer to what a run made and hold it back.

    `runs`: those to be undone first, the last one first, so that fewer hold it; `lasting`: how many do even then.
    """

    label: str
    word: str
    rows: frozenset[int]
    runs: list[Run]
    lasting: int

    @property
    def number(self) -> int:
        return len(self.rows)


@dataclass
class Outcome:
    """What an undo did, or would do. `taken`: (what becomes of such rows, how many); `kept`, `seen`: rows with reasons.

    A row that belongs to another that stays too (a person's work, place, guardianship) is told as that one, once.
    """

    taken: list[tuple[str, int]] = field(default_factory=list)
    kept: list[Stays] = field(default_factory=list)
    seen: list[Stays] = field(default_factory=list)
    obstacles: list[Obstacle] = field(default_factory=list)
    kept_number: int = 0
    seen_number: int = 0

    @property
    def number(self) -> int:
        return sum(number for _, number in self.taken)

    @property
    def digest(self) -> str:
        """Equal where the same was done, or would be: what is pressed is what was shown."""
        rows = [[row.label, row.reason] for row in (*self.kept, *self.seen)]
        return fingerprint(
            {"taken": self.taken, "rows": rows, "numbers": [self.kept_number, self.seen_number]}
        )


def outcome_of(lines: Collection[Written], *, over: bool = False) -> Outcome:
    """What became of a run's lines, in words (of an undo that is `over`, in the past tense); names of the rows that stay are
    read from their tables, if still there."""
    taken: Counter[str] = Counter()
    for line in lines:
        if line.outcome == texts.TAKEN or line.outcome in texts.SEEN:
            table = table_of(line.row_model)
            taken[table.made if line.what == Written.What.MADE else table.changed] += 1
        elif line.outcome == texts.TAKEN_ALONG:
            taken[table_of(line.row_model).leftover] += 1
    stay = [line for line in lines if line.outcome in texts.REASONS]
    kept = _once_each(stay)
    seen = [(line, line.outcome) for line in lines if line.outcome in texts.SEEN]
    return Outcome(
        taken=[(texts.in_past(words) if over else words, number) for words, number in taken.items()],
        kept=_named(kept, texts.REASONS),
        seen=_named(seen, texts.SEEN),
        obstacles=_obstacles(stay),
        kept_number=len(kept),
        seen_number=len(seen),
    )


def referring(model: type[models.Model]) -> list[Any]:
    """Every relation by which rows of other tables, or of the same, refer to a row of `model`, those without a way back too."""
    return [
        relation
        for relation in model._meta.get_fields(include_hidden=True)
        if relation.auto_created
        and not relation.concrete
        and (relation.one_to_many or relation.one_to_one)
        and relation.related_model is not Written
    ]


def leaning(label: str, ids: list[int]) -> list[tuple[type[models.Model], list[tuple[int, int]]]]:
    """(a table, (its row, the one of `ids` it leans on) …) of each table whose rows lean on others without a foreign key."""
    found = {name: table.leans for name, table in tables().items() if table.leans}
    return [(apps.get_model(name), list(leans(label, ids))) for name, leans in found.items()]


def leftovers(model: type[models.Model]) -> QuerySet[Any]:
    """The rows of a table that an undo took back and left there (links: annulled), that nobody has seen, nothing refers to."""
    label = model._meta.label_lower
    if label not in tables() or not table_of(label).leftover:
        return model._base_manager.none()
    left = Written.objects.filter(
        row_model=label, what=Written.What.MADE, outcome=texts.TAKEN, run__status=Run.Status.UNDONE
    )
    rows = model._base_manager.filter(pk__in=left.values("row_id"))
    for relation in referring(model):
        column = relation.field.attname
        rows = rows.exclude(Exists(relation.related_model._base_manager.filter(**{column: OuterRef("pk")})))
    return rows


def runs_about(label: str, ids: Collection[int]) -> QuerySet[Run]:
    """The runs that wrote these rows and can be undone still, the last one first."""
    lines = Written.objects.filter(row_model=label, row_id__in=among(list(ids)))
    since = clock.now() - UNDO_WITHIN
    return Run.objects.filter(pk__in=lines.values("run"), status=Run.Status.DONE, created_at__gte=since)


def _once_each(lines: list[Written]) -> list[tuple[Written, str]]:
    """(line, why it stays) of lines that belong to no other of them; the cause found deepest in what belongs to it."""
    keys = {(line.row_model, line.row_id): line for line in lines}
    owners = _owners(lines, keys)
    why: dict[Key, str] = {}
    for key, line in keys.items():
        first = owners.get(key, key)
        if why.get(first, texts.WITH_OTHERS) == texts.WITH_OTHERS:
            why[first] = line.outcome
    return [(keys[key], reason) for key, reason in why.items()]


def _owners(lines: Iterable[Written], keys: Mapping[Key, Written]) -> dict[Key, Key]:
    """{a line: the one among `keys` that it belongs to}; a query for each table that belongs to another."""
    ids: dict[str, list[int]] = defaultdict(list)
    for line in lines:
        ids[line.row_model].append(line.row_id)
    owners: dict[Key, Key] = {}
    for label, wanted in ids.items():
        model = apps.get_model(label)
        for name in table_of(label).belongs_to:
            column: Any = model._meta.get_field(name)
            target = column.related_model._meta.label_lower
            rows = model._base_manager.filter(pk__in=among(wanted)).values_list("pk", column.attname)
            owners |= {(label, pk): (target, end) for pk, end in rows if (target, end) in keys}
    return owners


def _obstacles(lines: Iterable[Written]) -> list[Obstacle]:
    """What refers to the lines that stay because something does, as long as no other run is undone; a query for each relation."""
    held: dict[str, list[int]] = defaultdict(list)
    run_id = 0
    for line in lines:
        run_id = line.run_id
        if line.outcome == texts.REFERRED:
            held[line.row_model].append(line.row_id)
    found: dict[type[models.Model], set[int]] = defaultdict(set)
    for label, ids in held.items():
        for relation in referring(apps.get_model(label)):
            rows = relation.related_model
            others = rows._base_manager.filter(**{f"{relation.field.attname}__in": among(ids)})
            others = others.exclude(pk__in=leftovers(rows).values("pk"))
            ours = Written.objects.filter(run=run_id, row_model=rows._meta.label_lower)
            found[rows] |= set(others.exclude(pk__in=ours.values("row_id")).values_list("pk", flat=True))
        for rows, pairs in leaning(label, ids):
            found[rows] |= {pk for pk, _ in pairs}
    return [
        Obstacle(
            label=model._meta.label_lower,
            word=str(model._meta.verbose_name_plural),
            rows=frozenset(ids),
            runs=[],
            lasting=len(ids),
        )
        for model, ids in found.items()
        if ids
    ]


def _named(lines: list[tuple[Written, str]], words: Mapping[str, str]) -> list[Stays]:
    shown = lines[:NAMED]
    ids: dict[str, list[int]] = defaultdict(list)
    for line, _ in shown:
        ids[line.row_model].append(line.row_id)
    names: dict[Key, str] = {}
    for label, wanted in ids.items():
        model = apps.get_model(label)
        rows = model._base_manager.filter(pk__in=wanted).annotate(undo_label=table_of(label).label())
        names |= {(label, pk): name for pk, name in rows.values_list("pk", "undo_label")}
    return [Stays(names.get((x.row_model, x.row_id), f"№ {x.row_id}"), words[why]) for x, why in shown]


def runs_for(access: Access) -> QuerySet[Run]:
    """The runs that an actor may see, with who did and who undid them."""
    return access.rows("runs.view", Run).select_related("created_by", "undone_by")
