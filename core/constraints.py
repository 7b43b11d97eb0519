"""An exclusion constraint, which Django has for PostgreSQL only: rows of one key do not overlap in their days.

It stands in a model's `Meta.constraints` like any other, so that Django writes it anew whenever it remakes the table, as it
does on SQLite at every change of a column.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.ddl_references import Statement, Table
from django.db.models import Q
from django.db.models.sql import Query

FOREVER = "9999-12-31"
_EXCLUDE = (
    "CONSTRAINT %(name)s EXCLUDE USING gist (%(key)s, daterange(%(begins)s, %(ends)s, '[]') WITH &&)%(where)s"
)
_TRIGGER = """CREATE TRIGGER %(name)s BEFORE %(event)s ON %(table)s
WHEN EXISTS (SELECT 1 FROM (SELECT %(fresh)s) WHERE %(where)s) AND EXISTS (
  SELECT 1 FROM %(table)s WHERE %(where)s AND %(same)s
  AND %(begins)s <= COALESCE(NEW.%(ends)s, '%(forever)s') AND COALESCE(%(ends)s, '%(forever)s') >= NEW.%(begins)s
) BEGIN SELECT RAISE(ABORT, 'rows overlap: %(label)s'); END"""


class NoOverlap(models.BaseConstraint):
    """Of the rows that fulfil `condition`, no two of the same `fields` hold on the same day (`begins` to `ends`).

    PostgreSQL: an exclusion constraint (it needs the extension btree_gist). SQLite: a trigger before INSERT and one
    before UPDATE. Both answer with IntegrityError, at once for each row.
    """

    violation_error_message = "Эти сроки пересекаются с теми, что уже записаны."

    def __init__(
        self, *, name: str, fields: tuple[str, ...], begins: str, ends: str, condition: Q, **kwargs: Any
    ) -> None:
        super().__init__(name=name, **kwargs)
        self.fields, self.begins, self.ends, self.condition = tuple(fields), begins, ends, condition

    def deconstruct(self) -> tuple[str, tuple[()], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | self._arguments()  # type: ignore[return-value]

    def _arguments(self) -> dict[str, Any]:
        return {
            "fields": self.fields,
            "begins": self.begins,
            "ends": self.ends,
            "condition": self.condition,
        }

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, NoOverlap):
            return NotImplemented
        return self.name == other.name and self._arguments() == other._arguments()

    __hash__ = models.BaseConstraint.__hash__

    def constraint_sql(self, model: Any, schema_editor: Any) -> str | None:  # type: ignore[override]
        """What stands in CREATE TABLE; on SQLite nothing, the triggers follow when the table has its name."""
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.deferred_sql += self._triggers(model, schema_editor)
            return None
        return _EXCLUDE % self._parts(model, schema_editor)

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        table = Table(model._meta.db_table, schema_editor.quote_name)
        sql = self.constraint_sql(model, schema_editor)
        return sql and Statement("ALTER TABLE %(table)s ADD %(sql)s", table=table, sql=sql)

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        table = Table(model._meta.db_table, schema_editor.quote_name)
        name = schema_editor.quote_name(self.name)
        return Statement("ALTER TABLE %(table)s DROP CONSTRAINT %(name)s", table=table, name=name)

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = "default") -> None:
        """Raises ValidationError for a row that overlaps one of the table."""
        values = {name: getattr(instance, model._meta.get_field(name).attname) for name in self.fields}
        begins, ends = getattr(instance, self.begins), getattr(instance, self.ends)
        rows = model._base_manager.using(using).filter(self.condition, **values).exclude(pk=instance.pk)
        rows = rows.filter(Q(**{self.ends: None}) | Q(**{f"{self.ends}__gte": begins}))
        if ends is not None:
            rows = rows.filter(**{f"{self.begins}__lte": ends})
        if self.condition.check({f.name: getattr(instance, f.attname) for f in model._meta.fields}) and rows:
            raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)

    def _parts(self, model: Any, schema_editor: Any) -> dict[str, str]:
        where = self._where(model, schema_editor)
        return {
            "name": schema_editor.quote_name(self.name),
            "key": ", ".join(f"{column} WITH =" for column in self._columns(model, schema_editor)),
            "begins": self._column(model, schema_editor, self.begins),
            "ends": self._column(model, schema_editor, self.ends),
            "where": f" WHERE ({where})",
        }

    def _triggers(self, model: Any, schema_editor: Any) -> list[Statement]:
        quote = schema_editor.quote_name
        columns = [quote(field.column) for field in model._meta.concrete_fields]
        key = quote(model._meta.pk.column)
        same = [f"{column} = NEW.{column}" for column in self._columns(model, schema_editor)]
        return [
            Statement(
                _TRIGGER,
                name=quote(f"{self.name}_{event.lower()}"),
                event=event,
                table=Table(model._meta.db_table, quote),
                fresh=", ".join(f"NEW.{column} AS {column}" for column in columns),
                where=self._where(model, schema_editor),
                same=" AND ".join([*same, *others]),
                begins=self._column(model, schema_editor, self.begins),
                ends=self._column(model, schema_editor, self.ends),
                forever=FOREVER,
                label=self.name,
            )
            for event, others in (("INSERT", []), ("UPDATE", [f"{key} <> NEW.{key}"]))
        ]

    def _where(self, model: Any, schema_editor: Any) -> str:
        """The condition as SQL over the table's own columns, with its values in it."""
        query = Query(model=model, alias_cols=False)
        compiler = query.get_compiler(connection=schema_editor.connection)
        sql, params = query.build_where(self.condition).as_sql(compiler, schema_editor.connection)
        return sql % tuple(schema_editor.quote_value(param) for param in params)

    def _columns(self, model: Any, schema_editor: Any) -> list[str]:
        return [self._column(model, schema_editor, name) for name in self.fields]

    @staticmethod
    def _column(model: Any, schema_editor: Any, name: str) -> str:
        return schema_editor.quote_name(model._meta.get_field(name).column)
