"""Reads about the registration: the case, its letter and its sendings, the steps of its path."""

from registration.selectors.case import (
    Case,
    case_of,
    current_request,
    latest_order,
    order_in_force,
    outdated,
    phones_of,
    rejected_requests,
    requests,
)
from registration.selectors.letter import compose, letter_of
from registration.selectors.path import Step, path_steps
from registration.selectors.sendings import sendings_of, sent_bytes, undelivered_sending

__all__ = [
    "Case",
    "Step",
    "case_of",
    "compose",
    "current_request",
    "latest_order",
    "letter_of",
    "order_in_force",
    "outdated",
    "path_steps",
    "phones_of",
    "rejected_requests",
    "requests",
    "sendings_of",
    "sent_bytes",
    "undelivered_sending",
]
