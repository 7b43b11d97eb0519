"""What happens to the structure. Sent inside the service's transaction: a refusal there undoes the whole."""

from django.dispatch import Signal

enrolments_changed = Signal()
"""`change`: opened, joined, confirmed, unconfirmed or closed; `enrolments`: a queryset of the rows that it happened to
(closed before they began, they are gone, and stand here as a list); `actor`; `day`: from which, or until which, it holds.
"""

organization_edited = Signal()
"""`organization`: whose profile says something else than before."""

class_archived = Signal()
"""`school_class`: taken off the lists, with nobody in it; `actor`; `now`."""
