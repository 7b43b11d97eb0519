"""What an order means for the roles."""

from typing import Any

from django.dispatch import receiver

from documents.models import Order
from documents.signals import order_checked, order_signed
from roles.services import appointments


@receiver(order_checked)
def refuse_an_impossible_appointment(sender: Any, order: Order, **kwargs: Any) -> None:
    appointments.check_appointment(order=order)


@receiver(order_signed)
def appoint(sender: Any, order: Order, actor: Any, **kwargs: Any) -> None:
    appointments.appoint_by_order(order=order, actor=actor)
