"""A school with as many parents as are asked for, written by the database itself. Import after django.setup()."""

from typing import Any

from django.core.management import call_command
from django.db import connection
from django_scopes import scope

from tests import factories as f

_SERIES = {
    "postgresql": "SELECT n FROM generate_series(1, %(rows)s) n",
    "sqlite": "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < %(rows)s) SELECT n FROM s",
}


def execute(sql: str, values: Any = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def parents(rows: int) -> dict[str, Any]:
    """Migrate an empty database and fill it: {school, school_class, maker}; person and enrolment n are number n."""
    call_command("migrate", verbosity=0)
    school = f.OrganizationFactory()
    with scope(organization=school):
        maker = f.UserFactory(full_name="Иванова Мария Петровна")
        school_class = f.SchoolClassFactory(year=f.AcademicYearFactory(organization=school))
        text = f.ConsentTextFactory(organization=school, role="parent")
    series = _SERIES[connection.vendor] % {"rows": rows}
    execute(
        "INSERT INTO orgstructure_person (id, organization_id, last_name, first_name, patronymic, gender,"
        " phone, email, accusative_name, search_name, created_at)"
        " SELECT n, %s, 'Иванова', 'Анна', 'Петровна', 'f', '', '', '', 'иванова анна петровна ' || n,"
        f" CURRENT_TIMESTAMP FROM ({series}) s",  # noqa: S608
        [school.pk],
    )
    execute(
        "INSERT INTO orgstructure_enrolment (id, organization_id, person_id, school_class_id, role, valid_from)"
        f" SELECT n, %s, n, %s, 'parent', '2026-09-01' FROM ({series}) s",  # noqa: S608
        [school.pk, school_class.pk],
    )
    analyze()
    return {"school": school, "school_class": school_class, "maker": maker, "text": text}


def empty_links() -> None:
    """No links and no journal, as on the first day."""
    if connection.vendor == "postgresql":
        execute("TRUNCATE invitations_invitation, audit_event CASCADE")
    else:
        execute("DELETE FROM audit_event")
        execute("DELETE FROM invitations_invitation")


def analyze() -> None:
    execute("ANALYZE")
