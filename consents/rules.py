"""Who gives a consent (152-ФЗ, article 9; the Family Code, article 64). Pure: the day comes in."""

from datetime import date

SELF_FROM = 14  # years


def is_for_another(role: str, birth_date: date | None, day: date) -> bool:
    """Whether a legal representative decides: for a pupil younger than fourteen on `day`, or of an unknown birthday."""
    if role != "pupil":
        return False
    if birth_date is None:
        return True
    return (day.year - birth_date.year) - (
        (day.month, day.day) < (birth_date.month, birth_date.day)
    ) < SELF_FROM
