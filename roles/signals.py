"""What happens to roles, for the rooms above. Sent inside the service's transaction: a refusal there undoes the whole."""

from django.dispatch import Signal

assignments_changed = Signal()
"""`opened`, `ended`: assignments (rows) that a service has just opened and ended; `actor`: who did it."""
