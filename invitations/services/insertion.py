"""Personal links written by the database itself out of the enrolments: one statement, whatever their number.

Whoever holds a working link is passed over by the table's own constraint, so that two who press at once make one link.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog
from django.db import connection
from django.db.models import Max
from django_scopes import scopes_disabled

from audit.services import actor_label
from invitations.models import Invitation

VERB = "invitation.created"

_LINKS = """
INSERT INTO invitations_invitation (
    organization_id, kind, status, person_id, school_class_id, role, version, max_uses, uses,
    created_by_id, created_at, expires_at, annul_reason
)
SELECT e.organization_id, 'personal', 'active', e.person_id, e.school_class_id, e.role, 1, 1, 0,
       %(maker)s, %(now)s,
       CASE e.role WHEN 'teacher' THEN %(teacher)s WHEN 'pupil' THEN %(pupil)s ELSE %(parent)s END, ''
FROM orgstructure_enrolment e JOIN orgstructure_person p ON p.id = e.person_id
WHERE e.organization_id = %(organization)s AND {chosen}
  AND e.valid_to IS NULL AND e.joined_at IS NULL
ORDER BY e.school_class_id, e.role, p.search_name
ON CONFLICT DO NOTHING
"""
_JOURNAL = """
INSERT INTO audit_event (
    organization_id, at, actor_id, actor_label, verb, object_type, object_id, object_label, details, request_id
)
SELECT i.organization_id, %(now)s, %(maker)s, %(maker_label)s, %(verb)s, 'invitations.invitation', i.id,
       trim(p.last_name || ' ' || p.first_name || ' ' || p.patronymic) || ' · '
       || CASE c.kind WHEN 'staff_room' THEN 'Учительская' ELSE c.grade || c.letter END || ' · '
       || CASE i.role WHEN 'teacher' THEN 'учитель' WHEN 'pupil' THEN 'ученик' ELSE 'родитель' END,
       CASE i.role WHEN 'teacher' THEN {teacher} WHEN 'pupil' THEN {pupil} ELSE {parent} END, %(request)s
FROM {links} i
JOIN orgstructure_person p ON p.id = i.person_id
JOIN orgstructure_schoolclass c ON c.id = i.school_class_id
"""
_POSTGRESQL = "".join(
    (
        "WITH fresh AS (",
        _LINKS.format(chosen="e.id = ANY(%(ids)s)"),
        "RETURNING id, organization_id, person_id, school_class_id, role), told AS (",
        _JOURNAL.format(
            links="fresh",
            teacher="%(teacher_details)s::jsonb",
            pupil="%(pupil_details)s::jsonb",
            parent="%(parent_details)s::jsonb",
        ),
        ") SELECT id FROM fresh",
    )
)
_SQLITE_LINKS = _LINKS.format(chosen="e.id IN (SELECT value FROM json_each(%(ids)s))")
_SQLITE_JOURNAL = (
    _JOURNAL.format(
        links="invitations_invitation",
        teacher="%(teacher_details)s",
        pupil="%(pupil_details)s",
        parent="%(parent_details)s",
    )
    + "WHERE i.id > %(before)s"
)


def insert_personal(
    *,
    organization: Any,
    enrolment_ids: Sequence[int],
    ends: Mapping[str, datetime],
    actor: Any,
    now: datetime,
) -> list[int]:
    """Insert a link, and its journal row, for each of the open enrolments that has neither joined nor a working link.

    `ends`: when links end, by role. Returns the new ids. Run inside the caller's transaction.
    """
    values: dict[str, Any] = {
        "organization": organization.pk,
        "maker": None if isinstance(actor, str) else getattr(actor, "pk", None),
        "maker_label": actor_label(actor),
        "verb": VERB,
        "now": now,
        "request": str(structlog.contextvars.get_contextvars().get("request_id", ""))[:64],
        "ids": list(enrolment_ids),
        **{f"{role}_details": json.dumps({"expires_at": end.isoformat()}) for role, end in ends.items()},
        **ends,
    }
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL, values)
            return [pk for (pk,) in cursor.fetchall()]
        # SQLite has one writer: every id past the last one is ours until this transaction ends.
        with scopes_disabled():
            before = Invitation.objects.aggregate(last=Max("pk"))["last"] or 0
        values |= {name: connection.ops.adapt_datetimefield_value(values[name]) for name in ("now", *ends)}
        values |= {"ids": json.dumps(values["ids"]), "before": before}
        cursor.execute(_SQLITE_LINKS, values)
        cursor.execute(_SQLITE_JOURNAL, values)
        cursor.execute("SELECT id FROM invitations_invitation WHERE id > %s ORDER BY id", [before])
        return [pk for (pk,) in cursor.fetchall()]
