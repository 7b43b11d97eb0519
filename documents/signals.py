"""What other rooms may add to a paper. Sent inside the service's transaction: a refusal there undoes the whole."""

from django.dispatch import Signal

order_signed = Signal()
"""`order`, `actor`: an order has just been signed; what it decides takes effect now or the signing fails."""

order_checked = Signal()
"""`order`: it is about to go to the director; a room that knows of an obstacle raises its Refusal."""
