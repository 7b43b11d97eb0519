"""What becomes of letters. Sent inside the transaction that writes it down."""

from django.dispatch import Signal

letter_sent = Signal()
"""`message`: a letter that the mail server has taken."""
