"""How long a bulk decision can be undone, and how a row is told from what a run left of it. Pure."""

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

UNDO_WITHIN = timedelta(days=30)
# How many of the rows that stay a page names.
NAMED = 100
# How many other runs a page tries, the last ones first, to find out what must be undone before.
TRIED = 20


def as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of columns as JSON holds them."""
    return json.loads(json.dumps(values, cls=_Encoder))  # type: ignore[no-any-return]


def fingerprint(values: Mapping[str, Any]) -> str:
    """SHA-256 of the values of a row's columns: equal for equal rows, and it names nobody."""
    text = json.dumps(values, cls=_Encoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


class _Encoder(DjangoJSONEncoder):
    """Moments to the microsecond (Django's own cuts them to the millisecond); bytes by their hex."""

    def default(self, o: Any) -> Any:
        if isinstance(o, bytes | memoryview):
            return bytes(o).hex()
        return o.isoformat() if hasattr(o, "isoformat") else super().default(o)
