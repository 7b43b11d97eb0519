"""What every API view shares: the school's scope, the policy, keyset pages, rows as they are read."""

from contextlib import ExitStack
from typing import Any, ClassVar

from django.db import models
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import BasePermission
from rest_framework.response import Response
from rest_framework.validators import ProhibitSurrogateCharactersValidator
from rest_framework.viewsets import GenericViewSet

from core import clock
from core.access import portal_request
from core.errors import Forbidden, NotFound
from core.folding import one_line
from core.numbers import MAX_ROW, row_number
from core.once import called_once

# As core.numbers.MAX_ROW says it.
ROW_NUMBER = r"[1-9][0-9]{0,17}"


def row_id(**options: Any) -> serializers.IntegerField:
    """The number of a row, in a request's body."""
    return serializers.IntegerField(min_value=1, max_value=MAX_ROW, **options)


_no_halves = ProhibitSurrogateCharactersValidator()


class LineField(serializers.CharField):
    """Free text of one line in a request's body, folded as the forms fold it."""

    default_error_messages: ClassVar = {
        "invalid": "Нужна строка текста.",
        "blank": "Впишите текст: пустая строка не годится.",
        "max_length": "Не длиннее {max_length} знаков.",
        "required": "Впишите это поле.",
        "null": "Нужна строка текста, а не null.",
    }

    def to_internal_value(self, data: Any) -> str:
        typed = super().to_internal_value(data)
        _no_halves(typed)  # folded away, they would be lost without a word
        text = one_line(typed)
        if not text and not self.allow_blank:
            self.fail("blank")
        return text


class PolicyPermission(BasePermission):
    """Ask roles/policy.py for the action that the view names in `policy` ({DRF action: policy action})."""

    message = "У вас нет права на это действие."

    def has_permission(self, request: Any, view: Any) -> bool:
        if not (request.user and request.user.is_authenticated):
            return False
        if view.action is None:
            return True  # a method the route does not have: DRF answers it as 405
        # What the view does not name is nobody's to do.
        return view.action in view.policy and request.access.can(view.policy[view.action])


class NewestFirst(CursorPagination):
    """Keyset pages, newest first: the same cost at any depth."""

    page_size = 50
    ordering = "-id"
    invalid_cursor_message = "Такой страницы списка нет. Начните список сначала, без cursor."

    def decode_cursor(self, request: Any) -> Any:
        """The cursor of the address, None without one; NotFound for one that this list did not give."""
        cursor = super().decode_cursor(request)
        if cursor is not None and cursor.position is not None and row_number(str(cursor.position)) is None:
            raise NotFound(self.invalid_cursor_message)
        return cursor


class SchoolViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet):
    """Reading of one school's rows, in its scope, row by row as roles/policy.py lets one see them.

    A subclass names `policy` (DRF action → policy action); one that it does not name is refused. The rows are those
    that the actor may see by `policy["retrieve"]`: any other answers 404 as a missing one does. What one may see but
    not do answers 403.
    """

    permission_classes = [PolicyPermission]
    pagination_class = NewestFirst
    lookup_value_regex = ROW_NUMBER
    policy: ClassVar[dict[str, str]]

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        with ExitStack() as self._scopes:
            return super().dispatch(request, *args, **kwargs)

    def perform_authentication(self, request: Any) -> None:
        super().perform_authentication(request)
        if request.access.organization is not None:
            self._scopes.enter_context(clock.in_school(request.access.organization))

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """As DRF does; a POST with an `Idempotency-Key` is then done once, and answered the same again."""
        super().initial(request, *args, **kwargs)
        key = request.headers.get("Idempotency-Key")
        if request.method == "POST" and key is not None:
            self.post = self._once(self.post, key)  # type: ignore[attr-defined,has-type]

    def _once(self, handler: Any, key: str) -> Any:
        def once(request: Any, *args: Any, **kwargs: Any) -> Any:
            who = f"api {request.user.pk} {self.access.organization.pk}"
            return called_once(
                who=who,
                path=request.path,
                key=key,
                body=request._request.body,
                call=lambda: handler(request, *args, **kwargs),
                answer_again=lambda data, status: Response(data, status=status),
            )

        return once

    def get_queryset(self) -> Any:
        model = self.serializer_class.Meta.model  # type: ignore[union-attr]
        if getattr(self, "swagger_fake_view", False):
            return model._base_manager.none()
        return self.access.rows(self.policy["retrieve"], model)

    def get_object(self) -> Any:
        """The row of the address: 404 unless the actor may see it, 403 unless they may do this action to it."""
        row = super().get_object()
        self.check(self.policy[self.action], row)
        return row

    @property
    def access(self) -> Any:
        return portal_request(self.request).access

    def check(self, action: str, obj: Any) -> None:
        """Forbidden unless the actor may do `action` to `obj`, a row that the actor may see."""
        if not self.access.can(action, obj):
            raise Forbidden("У вас нет права на это действие с этой записью.")

    def validated(self, serializer_class: Any) -> dict[str, Any]:
        """The request's body by `serializer_class`; a wrong one is answered with 400 and its fields."""
        data = {} if self.request.data is None else self.request.data  # of `null` DRF speaks English
        serializer = serializer_class(data=data, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def rows(self, ids: list[int]) -> list[Any]:
        """The rows of `ids`, all of them, or NotFound that names the missing ones. Forbidden as of `get_object`."""
        found = list(self.get_queryset().filter(pk__in=ids))
        missing = sorted(set(ids) - {row.pk for row in found})
        if missing:
            raise NotFound(f"Нет таких записей: {', '.join(map(str, missing[:10]))}.")
        for row in found:
            self.check(self.policy[self.action], row)
        return found


def verb(operation: str, body: Any, answer: Any, *, code: int = 200) -> Any:
    """How a view that changes something stands in the schema: its name, what it takes and what it answers."""
    return extend_schema(operation_id=operation, request=body, responses={code: answer})


class RowSerializer(serializers.ModelSerializer[Any]):
    """A row as it is read: every field is always there, a row that it names stands by its number and its name.

    Texts are texts, an empty address too. `Meta.fields` says which; the rows it leads to have to be selected with
    its own (`select_related`).
    """

    serializer_field_mapping = serializers.ModelSerializer.serializer_field_mapping | {
        models.EmailField: serializers.CharField,
        models.URLField: serializers.CharField,
    }

    def get_extra_kwargs(self) -> dict[str, Any]:
        extra = super().get_extra_kwargs()
        return {name: {**extra.get(name, {}), "read_only": True} for name in self.Meta.fields}

    def get_fields(self) -> dict[str, Any]:
        """As declared; a choice that may be empty in the table may be empty in the answer."""
        fields = super().get_fields()
        for name, field in fields.items():
            if isinstance(field, serializers.ChoiceField):
                field.allow_blank = getattr(self.Meta.model._meta.get_field(name), "blank", False)  # type: ignore[attr-defined]
        return fields

    def build_relational_field(self, field_name: str, relation_info: Any) -> Any:
        return NamedRow, {"read_only": True, "allow_null": relation_info.model_field.null}


class NamedRowSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()


@extend_schema_field(NamedRowSerializer)
class NamedRow(serializers.Field[Any, Any, Any, Any]):
    """Another row: `{"id": 7, "name": "5А"}`, null where there is none."""

    def to_representation(self, value: Any) -> dict[str, Any]:
        return {"id": value.pk, "name": str(value)}
