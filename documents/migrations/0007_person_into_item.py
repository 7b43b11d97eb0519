"""Whom an order is about, with phone and e-mail, moves into its first row; and back, while it has one row."""

from django.db import migrations
from django.db.migrations.exceptions import IrreversibleError
from django.db.models import Count, OuterRef, Q, Subquery


def into_items(apps, schema_editor):
    Order, OrderItem = apps.get_model("documents", "Order"), apps.get_model("documents", "OrderItem")
    rows = Order.objects.order_by("pk").values_list("pk", "organization", "person", "phone", "email")
    batch = []
    for pk, organization, person, phone, email in rows.iterator(chunk_size=2_000):
        batch.append(
            OrderItem(
                organization_id=organization, order_id=pk, position=1, person_id=person, phone=phone, email=email
            )
        )
        if len(batch) == 2_000:
            OrderItem.objects.bulk_create(batch)
            batch = []
    OrderItem.objects.bulk_create(batch)


def out_of_items(apps, schema_editor):
    Order, OrderItem = apps.get_model("documents", "Order"), apps.get_model("documents", "OrderItem")
    _refuse_what_one_order_cannot_hold(Order, OrderItem)
    item = OrderItem.objects.filter(order=OuterRef("pk"))
    Order.objects.update(
        person=Subquery(item.values("person")),
        phone=Subquery(item.values("phone")),
        email=Subquery(item.values("email")),
    )
    OrderItem.objects.all().delete()


def _refuse_what_one_order_cannot_hold(Order, OrderItem):
    several = Order.objects.annotate(n=Count("items")).exclude(n=1).order_by("pk").first()
    if several:
        raise IrreversibleError(
            f"Назад нельзя: в приказе № {several.number or several.pk} строк не одна ({several.n}), а прежняя версия "
            "портала хранит в приказе ровно одного человека."
        )
    other = OrderItem.objects.filter(Q(person=None) | Q(school_class__isnull=False) | ~Q(data={})).first()
    if other:
        raise IrreversibleError(
            f"Назад нельзя: приказ № {other.order.number or other.order_id} не только о человеке, а прежняя версия "
            "портала хранит в приказе ровно одного человека."
        )


class Migration(migrations.Migration):
    dependencies = [("documents", "0006_order_items")]

    operations = [migrations.RunPython(into_items, out_of_items)]
