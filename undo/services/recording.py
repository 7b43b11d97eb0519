"""Keeping what a run writes. Services say `keep_made` and the like beside their statements (cheap while no run is open)."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models, transaction
from django.db.models import QuerySet

from core.access import ActorLike
from core.errors import Conflict
from core.sets import among
from undo.models import Run, Written
from undo.registry import kind_of, table_of
from undo.rules import as_json, fingerprint
from undo.texts import UNDONE_MEANWHILE

if TYPE_CHECKING:  # of a layer above
    from orgstructure.models import Organization

What = Written.What
Row = TypeVar("Row")
BATCH = 2_000


class Counted(int):
    """How many rows a bulk decision wrote, with the run by which it can be undone (None where nothing was written)."""

    run: Run | None = None


class Listed(list[Row]):
    """The rows that a bulk decision wrote, with the run by which it can be undone."""

    run: Run | None = None


@dataclass
class Keeping:
    """An open run: what has been written so far. `run` is there once it is closed, None where nothing was written."""

    title: str = ""
    run: Run | None = None
    results: list[Any] = field(default_factory=list)
    made: dict[type[models.Model], dict[int, None]] = field(default_factory=dict)
    changed: dict[type[models.Model], dict[int, dict[str, Any]]] = field(default_factory=dict)
    deleted: dict[type[models.Model], dict[int, dict[str, Any]]] = field(default_factory=dict)

    def counted(self, number: int) -> Counted:
        """`number` as the answer of the service: it gets the run when it is saved."""
        self.results.append(Counted(number))
        return self.results[-1]  # type: ignore[no-any-return]

    def listed(self, rows: Iterable[Row]) -> Listed[Row]:
        """The same of rows."""
        self.results.append(Listed(rows))
        return self.results[-1]  # type: ignore[no-any-return]


_open: ContextVar[Keeping | None] = ContextVar("undoable", default=None)


@contextmanager
def undoable(
    *, organization: "Organization", kind: str, actor: ActorLike, title: str = "", into: Run | None = None
) -> Iterator[Keeping]:
    """All that services write inside belongs to one run of a registered kind, saved at the end, if anything was.

    Runs in one transaction with what it keeps. Inside an open run it is part of that one. Set `title` as soon as it is
    known: it names no person («Сделано 212 ссылок»). `into`: a run of `open_run`, of which this is the next piece;
    Conflict where it has been undone meanwhile.
    """
    outer = _open.get()
    if outer is not None:
        yield outer
        return
    keeping = Keeping(title=title or kind_of(kind).title)
    token = _open.set(keeping)
    try:
        with transaction.atomic():
            queue_up(organization.pk)
            if into is not None:
                _continue(into)
            yield keeping
            keeping.run = _save(keeping, into or _new(organization, kind, actor))
        for result in keeping.results:
            result.run = keeping.run
    finally:
        _open.reset(token)


def queue_up(organization_id: int) -> None:
    """Bulk decisions and undos of a school follow each other. Its row is taken before any other, so that neither of two
    locks the other out; whoever only refers to the school (a parent who accepts a link) does not wait for them.
    """
    school: Any = Run._meta.get_field("organization").related_model
    school._base_manager.select_for_update(no_key=True).only("pk").get(pk=organization_id)


def open_run(*, organization: "Organization", kind: str, actor: ActorLike, title: str) -> Run:
    """A run that several transactions write, one after the other (`undoable(into=run)`): the pieces of a long work."""
    run = _new(organization, kind, actor)
    run.title = title[:200]
    run.save(force_insert=True)
    return run


def _new(organization: "Organization", kind: str, actor: ActorLike) -> Run:
    who = None if isinstance(actor, str) else actor
    return Run(organization=organization, kind=kind, created_by=who)


def _continue(run: Run) -> None:
    """The run stays locked until this piece is done: an undo waits for it, or comes first and stops it."""
    if Run.objects.select_for_update().get(pk=run.pk).status != Run.Status.DONE:
        raise Conflict(UNDONE_MEANWHILE)
    run.refresh_from_db()


def keep_made(model: type[models.Model], ids: Iterable[int]) -> None:
    """Rows that have just been made, by their ids."""
    keeping = _open.get()
    if keeping is not None:
        table_of(model._meta.label_lower)
        keeping.made.setdefault(model, {}).update(dict.fromkeys(ids))


def keep_changing(rows: QuerySet[Any], *columns: str) -> None:
    """Rows that are about to be changed in `columns`: what they hold is kept, and they are locked, in their order.

    Give all that may be written: those that turn out not to be changed are forgotten.
    """
    keeping = _open.get()
    if keeping is None:
        return
    table_of(rows.model._meta.label_lower)
    names = [rows.model._meta.get_field(name).attname for name in columns]
    known = keeping.changed.setdefault(rows.model, {})
    for values in _locked(rows).values("pk", *names):
        former = known.setdefault(values.pop("pk"), {})
        for name, value in values.items():
            former.setdefault(name, value)


@contextmanager
def keep_upserting(rows: QuerySet[Any], *columns: str) -> Iterator[None]:
    """What stands inside may change `rows` in `columns`, or make rows that `rows` finds afterwards."""
    if _open.get() is None:
        yield
        return
    keep_changing(rows, *columns)
    there = set(rows.all().values_list("pk", flat=True))
    yield
    keep_made(rows.model, [pk for pk in rows.all().values_list("pk", flat=True) if pk not in there])


def keep_deleting(rows: QuerySet[Any]) -> None:
    """Rows that are about to be deleted. One that the run itself has made leaves no trace."""
    keeping = _open.get()
    if keeping is None:
        return
    table_of(rows.model._meta.label_lower)
    for values in _locked(rows).values(*_columns(rows.model)):
        pk = values[rows.model._meta.pk.attname]
        if keeping.made.get(rows.model, {}).pop(pk, 0) is None:
            continue
        former = keeping.changed.get(rows.model, {}).pop(pk, {})
        keeping.deleted.setdefault(rows.model, {})[pk] = values | former


def _locked(rows: QuerySet[Any]) -> QuerySet[Any]:
    return (
        rows.model._base_manager.filter(pk__in=rows.order_by().values("pk"))
        .order_by("pk")
        .select_for_update()
    )


def _columns(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def current(model: type[models.Model], ids: Iterable[int], columns: list[str]) -> dict[int, dict[str, Any]]:
    """{id: the values of `columns`} of the rows of `ids` that are there; one query, the rows locked in their order."""
    name = model._meta.pk.attname  # type: ignore[union-attr]
    rows = model._base_manager.filter(pk__in=among(list(ids))).order_by("pk").select_for_update()
    return {values[name]: values for values in rows.values(*{name: 0, **dict.fromkeys(columns)})}


def _save(keeping: Keeping, run: Run) -> Run | None:
    lines: list[Written] = []
    for model in {**keeping.made, **keeping.changed, **keeping.deleted}:
        label, columns = model._meta.label_lower, _columns(model)
        found = _lines(keeping, model, label, columns)
        if found:
            run.columns[label] = columns
            lines += found
    if not lines:
        return run if run.pk else None
    run.title = keeping.title[:200]
    run.save()
    for line in lines:
        line.organization_id, line.run = run.organization_id, run
    Written.objects.bulk_create(lines, batch_size=BATCH)
    return run


def _lines(keeping: Keeping, model: type[models.Model], label: str, columns: list[str]) -> list[Written]:
    fresh, changed = keeping.made.get(model, {}), keeping.changed.get(model, {})
    now = current(model, [*fresh, *changed], columns)
    lines = [
        Written(what=What.MADE, row_model=label, row_id=pk, after=fingerprint(now[pk]))
        for pk in fresh
        if pk in now
    ]
    for pk, former in changed.items():
        if pk in fresh or pk not in now or all(now[pk][name] == value for name, value in former.items()):
            continue
        lines.append(
            Written(
                what=What.CHANGED,
                row_model=label,
                row_id=pk,
                before=as_json(former),
                after=fingerprint(now[pk]),
            )
        )
    lines += [
        Written(what=What.DELETED, row_model=label, row_id=pk, before=as_json(values))
        for pk, values in keeping.deleted.get(model, {}).items()
    ]
    return lines
