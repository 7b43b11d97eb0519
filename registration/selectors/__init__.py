"""Reads about the registration: the case, its letter and its sendings, the steps of its path."""

from registration.selectors.consents import (
    PURPOSE,
    TEXT_ROLE,
    Named,
    blank_consent,
    cases_naming,
    consent_scan,
    handover_text,
    named_people,
    named_rows,
    without_consent,
)
from registration.selectors.letter import compose, is_behind, letter_file, letter_of
from registration.selectors.overview import (
    Overview,
    brief_of,
    cases,
    current_case,
    latest_order,
    order_in_force,
    outdated,
    overview_of,
    phones_of,
    rejected_cases,
)
from registration.selectors.path import path_steps
from registration.selectors.schools import SchoolLine, school_lines, school_people, schools
from registration.selectors.sendings import sendings_of, sent_bytes, undelivered_sending
from registration.selectors.step import Step

__all__ = [
    "PURPOSE",
    "TEXT_ROLE",
    "Named",
    "blank_consent",
    "cases_naming",
    "consent_scan",
    "handover_text",
    "named_people",
    "named_rows",
    "without_consent",
    "Overview",
    "Step",
    "brief_of",
    "overview_of",
    "compose",
    "current_case",
    "latest_order",
    "is_behind",
    "letter_file",
    "letter_of",
    "order_in_force",
    "outdated",
    "path_steps",
    "phones_of",
    "rejected_cases",
    "cases",
    "SchoolLine",
    "school_lines",
    "school_people",
    "schools",
    "sendings_of",
    "sent_bytes",
    "undelivered_sending",
]
