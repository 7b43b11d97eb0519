"""A school's orders are carried over: numbers get their year, people their rows; and back, where that can be."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.executor import MigrationExecutor

BEFORE, AFTER = ("documents", "0002_one_open_order"), ("documents", "0008_order_without_person")
pytestmark = pytest.mark.django_db(transaction=True)


def move(target):
    """Bring the tables of papers to `target`; what stands on them goes along. The models as all tables are then."""
    return MigrationExecutor(connection).migrate([target]).apps


@pytest.fixture
def before():
    """The models of before, with a school; the newest tables stand again when the test is over."""
    apps = move(BEFORE)
    yield apps
    for model in ("OrderItem", "Order", "File"):
        table = f"documents_{model.lower()}"
        if table in connection.introspection.table_names():
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {table}")
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.fixture
def person(before):
    school = before.get_model("orgstructure", "Organization").objects.create(
        full_name="Школа", short_name="МКОУ «ООШ № 19»", mark="19", platform="max"
    )
    return before.get_model("orgstructure", "Person").objects.create(
        organization=school,
        last_name="Иванова",
        first_name="Мария",
        search_name="иванова мария",
    )


def order(apps, person, **fields):
    columns = {
        "organization_id": person.organization_id,
        "kind": "administrator",
        "heading": "О назначении",
        "person_id": person.pk,
        "phone": "+79000001408",
        "email": "ivanova@school.example",
    }
    return apps.get_model("documents", "Order").objects.create(**columns | fields)


def signed(apps, person, number, dated_on, **fields):
    paper = apps.get_model("documents", "File").objects.create(
        organization_id=person.organization_id,
        name="Приказ.pdf",
        content_type="application/pdf",
        size=1,
        content=b"x",
    )
    user = apps.get_model("roles", "User").objects.create(email=f"{paper.pk}@school.example")
    columns = {"status": "signed", "pdf": paper, "decided_by_id": user.pk}
    return order(apps, person, number=number, dated_on=dated_on, **columns | fields)


def test_doubles_keep_their_number_in_a_series_of_their_own_and_are_listed(before, person, capsys):
    later = signed(before, person, "112", date(2026, 3, 1), decided_at=datetime(2026, 3, 2, tzinfo=UTC))
    first = signed(before, person, "112", date(2026, 9, 1), decided_at=datetime(2026, 3, 1, tzinfo=UTC))
    third = signed(before, person, "112", date(2026, 11, 1), decided_at=datetime(2026, 11, 1, tzinfo=UTC))
    last_year = signed(before, person, "112", date(2025, 9, 1))
    Order = move(AFTER).get_model("documents", "Order")
    kept = {row.pk: (row.number, row.series, row.year, row.effective_on) for row in Order.objects.all()}
    assert kept == {
        first.pk: ("112", "", 2026, date(2026, 9, 1)),
        later.pk: ("112", "дубль 1", 2026, date(2026, 3, 1)),
        third.pk: ("112", "дубль 2", 2026, date(2026, 11, 1)),
        last_year.pk: ("112", "", 2025, date(2025, 9, 1)),
    }
    told = [line for line in capsys.readouterr().out.splitlines() if "дубль" in line]
    assert told == [
        "МКОУ «ООШ № 19»: приказ № 112 от 01.03.2026 — номер в 2026 году уже занят, приказ остаётся под ним "
        "в серии «дубль 1».",
        "МКОУ «ООШ № 19»: приказ № 112 от 01.11.2026 — номер в 2026 году уже занят, приказ остаётся под ним "
        "в серии «дубль 2».",
    ]
    with pytest.raises(IntegrityError):
        Order.objects.filter(pk=later.pk).update(series="")


def test_orders_go_there_and_back_and_there_with_the_same_rows(before, person):
    drafted = order(before, person)
    dropped = order(before, person, status="cancelled")
    register = [signed(before, person, "112", day) for day in (date(2026, 3, 1), date(2026, 9, 1))]
    old = list(before.get_model("documents", "Order").objects.order_by("pk").values())
    after = move(AFTER)
    new = [
        list(after.get_model("documents", m).objects.order_by("pk").values()) for m in ("Order", "OrderItem")
    ]
    items = after.get_model("documents", "OrderItem").objects.order_by("pk")
    assert [(i.order_id, i.position, i.person_id, i.phone, i.email) for i in items] == [
        (row.pk, 1, person.pk, "+79000001408", "ivanova@school.example")
        for row in (drafted, dropped, *register)
    ]
    states = after.get_model("documents", "Order").objects.order_by("pk").values_list("status", flat=True)
    assert list(states) == ["draft", "dropped", "signed", "signed"]
    assert list(move(BEFORE).get_model("documents", "Order").objects.order_by("pk").values()) == old
    after = move(AFTER)
    again = [
        list(after.get_model("documents", m).objects.order_by("pk").values()) for m in ("Order", "OrderItem")
    ]
    assert [[row | {"id": 0} for row in rows] for rows in again] == [
        [row | {"id": 0} for row in rows] for rows in new
    ]


def test_an_order_about_several_people_has_no_way_back(before, person):
    row = order(before, person)
    OrderItem = move(AFTER).get_model("documents", "OrderItem")
    common = {"order_id": row.pk, "organization_id": person.organization_id}
    OrderItem.objects.create(position=2, person_id=person.pk, **common)
    with pytest.raises(IrreversibleError, match="строк не одна"):
        move(BEFORE)
    OrderItem.objects.filter(position=2).delete()
    OrderItem.objects.update(data={"note": "с доплатой"})
    with pytest.raises(IrreversibleError, match="не только о человеке"):
        move(BEFORE)


def test_an_order_that_counts_from_another_day_has_no_way_back(before, person):
    row = signed(before, person, "112", date(2026, 9, 1))
    Order = move(AFTER).get_model("documents", "Order")
    Order.objects.filter(pk=row.pk).update(effective_on=date(2026, 9, 7))
    with pytest.raises(IrreversibleError, match="приказ № 112"):
        move(BEFORE)
    Order.objects.filter(pk=row.pk).update(effective_on=date(2026, 9, 1), status="revoked", revoked_by=row.pk)
    with pytest.raises(IrreversibleError, match="приказ № 112"):
        move(BEFORE)
