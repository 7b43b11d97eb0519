"""What happens to consents. Sent inside the service's transaction: a refusal there undoes the whole."""

from django.dispatch import Signal

consent_withdrawn = Signal()
"""`decision`: the withdrawal, with its text and its subject; `actor`."""
