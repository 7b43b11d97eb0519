"""Bulk decisions about links and requests, and how they are undone."""

from typing import Any

from django.db.models import F

from invitations.models import Invitation
from invitations.services.places import take_places_again
from invitations.services.undo import lean_on, put_back_links, take_back_links
from undo.registry import Kind, Rows, Table


def _request() -> Any:
    return F("full_name")


def wait_again(rows: Rows) -> None:
    """Requests whose rejection is undone take their places in their links again."""
    if rows.run.kind == REJECTED:
        take_places_again(rows.lines)


REJECTED = "requests.rejected"


KINDS = {
    "links.made": Kind("Сделаны ссылки", "invitations.create", "invitations:made_by_run"),
    "links.annulled": Kind("Аннулированы ссылки", "invitations.manage"),
    "links.reissued": Kind("Перевыпущены ссылки", "invitations.manage"),
    "links.extended": Kind("Продлены ссылки", "invitations.manage"),
    "links.reassigned": Kind("Ссылки переданы другому сотруднику", "invitations.reassign"),
    "links.handed": Kind("Отмечена передача ссылок", "invitations.manage"),
    "links.mailed": Kind("Отправлены ссылки", "invitations.manage"),
    "requests.accepted": Kind("Приняты заявки", "requests.decide"),
    REJECTED: Kind("Отклонены заявки", "requests.decide"),
    "child.confirmed": Kind("Записан ребёнок", "requests.confirm_child"),
    "links.reminded": Kind("Отправлены напоминания", "invitations.manage"),
}
TABLES = {
    "invitations.invitation": Table(
        made="Новые ссылки аннулируются",
        changed="Ссылки становятся как были",
        label=Invitation.label_in_sql,
        take_back=take_back_links,
        put_back=put_back_links,
        leftover="Вместе с ними исчезают аннулированные ссылки",
        ended="annulled_at",
        leans=lean_on,
    ),
    "invitations.joinrequest": Table(
        made="Заявки удаляются",
        changed="Заявки становятся как были",
        label=_request,
        belongs_to=("person",),
        follows=wait_again,
    ),
}
