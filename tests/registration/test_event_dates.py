"""A refused date says which day it is measured by."""

from datetime import date

import pytest

from core.errors import Invalid
from registration.rules import check_event_date


def test_a_date_before_the_sending_is_told_when_that_was():
    with pytest.raises(Invalid, match="01.01.2020 раньше, чем отправлена заявка, 30.11.2026"):
        check_event_date(
            date(2020, 1, 1),
            not_before=date(2026, 11, 30),
            since="отправлена заявка",
            today=date(2026, 11, 30),
            what="Дата ответа",
            field="answered_on",
        )
