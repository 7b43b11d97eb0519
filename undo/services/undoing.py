"""Taking a run back: the rows it made go, those it changed are as they were; what others have built on stays, and says why."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from django.apps import apps
from django.db import DatabaseError, IntegrityError, models, transaction

from audit.services import record, record_set
from core import clock
from core.access import ActorLike
from core.errors import Conflict, Refusal
from core.sets import among, check_references
from core.states import transition, transition_many
from undo import texts
from undo.models import Run, Written
from undo.registry import Rows, table_of
from undo.rules import TRIED, UNDO_WITHIN, fingerprint
from undo.selectors import Obstacle, Outcome, leaning, leftovers, outcome_of, referring, runs_about
from undo.services.recording import BATCH, current, queue_up

What = Written.What
Key = tuple[str, int]


@transaction.atomic
def undo_run(*, run: Run, actor: ActorLike, shown: str = "") -> Outcome:
    """Take back what `run` wrote, as far as nobody has built on it. Conflict if it is undone already or too old, or would do
    something else than was `shown` (the digest of a rehearsal).

    Set-based. What stays, and why, is written on the run's lines and told by the outcome.
    """
    if clock.now() - run.created_at > UNDO_WITHIN:
        when = f"{clock.local(run.created_at):%d.%m.%Y}"
        raise Conflict(texts.TOO_LATE.format(days=UNDO_WITHIN.days, when=when))
    who = None if isinstance(actor, str) else actor
    queue_up(run.organization_id)
    try:
        transition(run, Run.Status.UNDONE, undone_by=who, undone_at=clock.now())
    except Conflict:
        raise Conflict(texts.UNDONE_ALREADY) from None
    lines = list(run.written.order_by("pk"))
    try:
        with transaction.atomic():
            work = _Undo(run, lines, actor)
            outcomes = work.go()
            check_references()
    except IntegrityError:
        raise Conflict(texts.MEANWHILE) from None
    by_outcome: dict[str, list[int]] = defaultdict(list)
    for line in lines:
        line.outcome = outcomes[line.row_model, line.row_id]
        by_outcome[line.outcome].append(line.pk)
    for outcome, ids in by_outcome.items():
        Written.objects.filter(pk__in=among(ids)).update(outcome=outcome)
    told = outcome_of(lines + Written.objects.bulk_create(work.along, batch_size=BATCH))
    if shown and told.digest != shown:
        raise Conflict(texts.NOT_AS_SHOWN)
    record("run.undone", run, actor=actor, taken=told.number, kept=told.kept_number)
    return told


def rehearse_undo(*, run: Run, actor: ActorLike) -> Outcome:
    """What `undo_run` would do, found out by doing it inside a savepoint that is taken back. Raises what it raises.

    Of what stands in the way it is found out in the same manner which other runs are to be undone first.
    """
    with transaction.atomic():
        told = undo_run(run=Run.objects.get(pk=run.pk), actor=actor)
        transaction.set_rollback(True)
    if told.obstacles:
        told.obstacles = _with_ways(run, told.obstacles, actor)
    return told


def _with_ways(run: Run, obstacles: list[Obstacle], actor: ActorLike) -> list[Obstacle]:
    """The obstacles with the runs whose undo, the last one first, takes some of them away, and how many last even so."""
    others = {other for one in obstacles for other in runs_about(one.label, one.rows) if other.pk != run.pk}
    tried = sorted(others, key=lambda other: -other.pk)[:TRIED]
    with transaction.atomic():
        for other in tried:
            try:
                undo_run(run=Run.objects.get(pk=other.pk), actor=actor)
            except Refusal:
                continue
        still = {
            one.label: one.rows for one in undo_run(run=Run.objects.get(pk=run.pk), actor=actor).obstacles
        }
        lines = Written.objects.filter(run__in=tried, outcome__in=[texts.TAKEN, texts.TAKEN_ALONG])
        took = set(lines.values_list("run", "row_model", "row_id"))
        transaction.set_rollback(True)
    found = []
    for one in obstacles:
        lasting = one.rows & still.get(one.label, frozenset())
        freed = one.rows - lasting
        runs = [other for other in tried if any((other.pk, one.label, pk) in took for pk in freed)]
        found.append(replace(one, runs=runs, lasting=len(lasting)))
    return found


class _Undo:
    """One undo at work: `outcome` is filled in as rows are judged and taken."""

    def __init__(self, run: Run, lines: list[Written], actor: ActorLike) -> None:
        self.run, self.actor = run, actor
        self.outcome: dict[Key, str] = {}
        # What earlier undos had left and goes now, with what it referred to.
        self.along: list[Written] = []
        self.by_what: dict[tuple[str, str], dict[int, Written]] = defaultdict(dict)
        for line in lines:
            self.by_what[line.row_model, line.what][line.row_id] = line
        # The tables in the order in which the run came to them: what refers is written after what it refers to.
        self.labels = list(dict.fromkeys(line.row_model for line in lines))
        self.now = {label: self._now(label) for label in self.labels}

    def go(self) -> dict[Key, str]:
        self._judge()
        self._keep_together()
        for label in reversed(self.labels):
            self._take_back(label)
        for label in self.labels:
            self._put_back(label)
        for label in self.labels:
            self._insert_again(label)
        return self.outcome

    def _now(self, label: str) -> dict[int, dict[str, Any]]:
        model, known = apps.get_model(label), self.run.columns.get(label, [])
        names = {field.attname for field in model._meta.concrete_fields}
        ids = [*self.by_what[label, What.MADE], *self.by_what[label, What.CHANGED]]
        return current(model, ids, [name for name in known if name in names])

    def _rows(self, label: str, what: str) -> dict[int, Written]:
        """The lines of these rows on which nothing is decided yet."""
        return {pk: line for pk, line in self.by_what[label, what].items() if (label, pk) not in self.outcome}

    # --- What stays

    def _judge(self) -> None:
        for label in self.labels:
            table = table_of(label)
            self._leave_ended(label)
            for what, own in ((What.MADE, table.take_back), (What.CHANGED, table.put_back)):
                for pk, line in self._rows(label, what).items():
                    if pk not in self.now[label]:
                        self.outcome[label, pk] = texts.GONE
                    elif not own and fingerprint(self.now[label][pk]) != line.after:
                        self.outcome[label, pk] = texts.CHANGED
        for label in self.labels:
            if not table_of(label).take_back:
                for pk in self._referred(apps.get_model(label), list(self._rows(label, What.MADE))):
                    self.outcome[label, pk] = texts.REFERRED

    def _leave_ended(self, label: str) -> None:
        """A row that a run had made which was undone since is neither reopened nor inserted again; one query where it may be."""
        ended = table_of(label).ended
        lines = self.by_what[label, What.DELETED] | {
            pk: line for pk, line in self.by_what[label, What.CHANGED].items() if ended in line.before
        }
        made = Written.objects.filter(
            row_model=label,
            row_id__in=among(list(lines)),
            what=What.MADE,
            run__status=Run.Status.UNDONE,
            run__undone_at__gte=self.run.created_at,
        )
        for pk in made.values_list("row_id", flat=True) if lines else ():
            self.outcome[label, pk] = texts.UNDONE_SINCE

    def _referred(self, model: type[models.Model], ids: list[int]) -> set[int]:
        """Which of the rows are referred to by rows that will refer to them still; a query for each relation."""
        found: set[int] = set()
        for relation in referring(model) if ids else ():
            rows, column = relation.related_model, relation.field.attname
            label = rows._meta.label_lower
            others = rows._base_manager.filter(**{f"{column}__in": among(ids)})
            others = others.exclude(pk__in=leftovers(rows).values("pk"))
            ours, changed = self._deleted_with_the_run(label), self._rows(label, What.CHANGED)
            found |= {
                target
                for pk, target in others.values_list("pk", column)
                if pk not in ours and not (pk in changed and column in changed[pk].before)
            }
        for rows, pairs in leaning(model._meta.label_lower, ids) if ids else ():
            mine = self.by_what[rows._meta.label_lower, What.MADE]
            found |= {target for pk, target in pairs if pk not in mine}
        return found

    def _deleted_with_the_run(self, label: str) -> Collection[int]:
        """The rows that the run made, where an undo deletes such rows: those do not hold others back."""
        lines = self.by_what[label, What.MADE]
        return lines if lines and not table_of(label).take_back else ()

    def _keep_together(self) -> None:
        """What a row that stays refers to stays, and so does what belongs to it; until nothing more follows."""
        edges = self._edges()
        stay = [key for key, why in self.outcome.items() if why not in (texts.TAKEN, texts.GONE)]
        while stay:
            for other in edges.get(stay.pop(), ()):
                if other not in self.outcome:
                    self.outcome[other] = texts.WITH_OTHERS
                    stay.append(other)

    def _edges(self) -> dict[Key, set[Key]]:
        edges: dict[Key, set[Key]] = defaultdict(set)
        for label in self.labels:
            belongs = table_of(label).belongs_to
            for field in apps.get_model(label)._meta.concrete_fields:
                target = field.related_model._meta.label_lower if field.related_model else ""
                for pk, ended in self._of_ended(label, target, field.attname):
                    edges[target, ended].add((label, pk))
                made = self.by_what.get((target, What.MADE))
                if not made:
                    continue
                lines = dict(self.by_what[label, What.MADE])
                if field.name in belongs:
                    lines |= self.by_what[label, What.CHANGED]
                for pk in lines:
                    end = self.now[label].get(pk, {}).get(field.attname)
                    if end in made:
                        edges[label, pk].add((target, end))
                        if field.name in belongs:
                            edges[target, end].add((label, pk))
        return edges

    def _of_ended(self, label: str, target: str, column: str) -> list[tuple[int, int]]:
        """Rows that would be reopened or inserted, with the row over for good that they refer to by `column`."""
        over = {pk for pk in self.by_what.get((target, What.CHANGED), ()) if (target, pk) in self.outcome}
        over = {pk for pk in over if self.outcome[target, pk] == texts.UNDONE_SINCE}
        if not over:
            return []
        rows = {pk: line.before.get(column) for pk, line in self.by_what[label, What.DELETED].items()}
        rows |= {pk: self.now[label].get(pk, {}).get(column) for pk in self.by_what[label, What.CHANGED]}
        return [(pk, end) for pk, end in rows.items() if end in over]

    # --- What is taken back

    def _take_back(self, label: str) -> None:
        table, rows = table_of(label), self._rows(label, What.MADE)
        if not rows:
            return
        kept: Mapping[int, str] = {}
        if table.take_back:
            kept = table.take_back(self._task(label, rows))
        else:
            self._take_along(label, list(rows))
            queryset = apps.get_model(label)._base_manager.filter(pk__in=among(list(rows)))
            self._journal("undo.deleted", queryset, label)
            queryset._raw_delete(queryset.db)  # type: ignore[attr-defined]  # no row of another table goes with it
        self._settle(label, rows, kept)

    def _take_along(self, label: str, ids: list[int]) -> None:
        """What earlier undos had left of rows that refer to these goes before them; nothing refers to it."""
        for relation in referring(apps.get_model(label)):
            rows = relation.related_model
            found = leftovers(rows).filter(**{f"{relation.field.attname}__in": among(ids)})
            gone = list(found.order_by("pk").select_for_update().values_list("pk", flat=True))
            if not gone:
                continue
            other = rows._meta.label_lower
            queryset = rows._base_manager.filter(pk__in=among(gone))
            self._journal("undo.deleted", queryset, other)
            queryset._raw_delete(queryset.db)
            self.along += [
                Written(
                    organization_id=self.run.organization_id,
                    run=self.run,
                    what=What.DELETED,
                    row_model=other,
                    row_id=pk,
                    outcome=texts.TAKEN_ALONG,
                )
                for pk in gone
            ]

    def _put_back(self, label: str) -> None:
        table, rows = table_of(label), self._rows(label, What.CHANGED)
        if not rows:
            return
        if table.put_back:
            kept = table.put_back(self._task(label, rows))
        else:
            kept = self._write_former(label, rows)
            done = {pk: line for pk, line in rows.items() if pk not in kept}
            self._journal(
                "undo.restored", apps.get_model(label)._base_manager.filter(pk__in=among(list(done))), label
            )
            if table.follows and done:
                table.follows(self._task(label, done))
        self._settle(label, rows, kept)

    def _write_former(self, label: str, rows: Mapping[int, Written]) -> dict[int, str]:
        """The former values, one statement for each set of values; row by row where one's place is taken."""
        kept = self._without(label, rows)
        groups: dict[str, list[Written]] = defaultdict(list)
        for pk, line in rows.items():
            if pk not in kept:
                groups[fingerprint(line.before)].append(line)
        for lines in groups.values():
            ids = [line.row_id for line in lines]
            if not write_values(label, ids, lines[0].before):
                kept |= {
                    pk: texts.TAKEN_PLACE for pk in ids if not write_values(label, [pk], lines[0].before)
                }
        return kept

    def _insert_again(self, label: str) -> None:
        rows = self._rows(label, What.DELETED)
        if not rows:
            return
        model, kept = apps.get_model(label), self._without(label, rows)
        again = [model(**_values(model, line.before)) for pk, line in rows.items() if pk not in kept]
        if again and not _inserted(again):
            kept |= {row.pk: texts.TAKEN_PLACE for row in again if not _inserted([row])}
        done = [pk for pk in rows if pk not in kept]
        self._journal("undo.restored", model._base_manager.filter(pk__in=among(done)), label)
        self._settle(label, rows, kept)

    def _without(self, label: str, rows: Mapping[int, Written]) -> dict[int, str]:
        """Those of the rows whose former values refer to what is there no more; a query for each foreign key."""
        kept: dict[int, str] = {}
        for field in apps.get_model(label)._meta.concrete_fields:
            ends = {
                pk: line.before[field.attname] for pk, line in rows.items() if line.before.get(field.attname)
            }
            if not field.remote_field or not ends:
                continue
            targets = field.related_model._base_manager.filter(pk__in=among(list(set(ends.values()))))
            there = set(targets.values_list("pk", flat=True))
            there |= set(self.by_what[field.related_model._meta.label_lower, What.DELETED])
            kept |= {pk: texts.WITHOUT for pk, end in ends.items() if end not in there}
        return kept

    def _task(self, label: str, rows: Mapping[int, Written]) -> Rows:
        changed = {pk for pk, line in rows.items() if fingerprint(self.now[label][pk]) != line.after}
        return Rows(self.run, rows, changed, self.actor)

    def _settle(self, label: str, rows: Mapping[int, Written], kept: Mapping[int, str]) -> None:
        for pk in rows:
            self.outcome[label, pk] = kept.get(pk, texts.TAKEN)

    def _journal(self, verb: str, rows: Any, label: str) -> None:
        words = table_of(label).label()
        record_set(verb, rows, actor=self.actor, label=words, details={"run": str(self.run.pk)})


def write_values(label: str, ids: list[int], values: Mapping[str, Any]) -> bool:
    """Write columns as a line of a run keeps them into rows, a state through its transition. False, and nothing is
    written, where the table refuses."""
    model = apps.get_model(label)
    changes = _values(model, values)
    try:
        with transaction.atomic():
            rows: Any = model._base_manager.filter(pk__in=among(ids))
            if "status" in changes and hasattr(model, "TRANSITIONS"):
                done = len(transition_many(rows, changes.pop("status"), **changes))
            else:
                done = rows.update(**changes)
            if done != len(ids):
                raise DatabaseError
    except DatabaseError:
        return False
    return True


def _inserted(rows: list[Any]) -> bool:
    try:
        with transaction.atomic():
            type(rows[0])._base_manager.bulk_create(rows)
    except IntegrityError:
        return False
    return True


def _values(model: type[models.Model], kept: Mapping[str, Any]) -> dict[str, Any]:
    """The values of columns as the model holds them, of what a line keeps as JSON."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {name: fields[name].to_python(value) for name, value in kept.items() if name in fields}
