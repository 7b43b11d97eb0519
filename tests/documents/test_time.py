"""An order is dated by the day of its school."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from core import clock
from core.errors import Invalid
from tests.documents.test_orders import sign


def test_lesson_d24_an_order_is_dated_by_the_schools_own_day(pending, director):
    """In the evening of Moscow it is tomorrow already in Kamchatka, and there «today» may be signed."""
    evening = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
    with time_machine.travel(evening, tick=False):
        with pytest.raises(Invalid, match="ещё не наступила"):
            sign(pending, director, dated_on=date(2026, 11, 24))
        pending.organization.time_zone = "Asia/Kamchatka"
        with clock.in_school(pending.organization):
            sign(pending, director, dated_on=date(2026, 11, 24))
    pending.refresh_from_db()
    assert pending.status == "signed"
