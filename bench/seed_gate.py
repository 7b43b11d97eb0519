"""Links to be opened and accepted, straight into the portal's database; prints their codes as JSON."""

import json
import os
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sferum_portal.settings")
django.setup()

from django.utils import timezone  # noqa: E402
from django_scopes import scope  # noqa: E402

from consents.services import ensure_text  # noqa: E402
from invitations.codes import link_code  # noqa: E402
from invitations.models import Invitation  # noqa: E402
from orgstructure.models import Enrolment, Guardianship, Person, SchoolClass  # noqa: E402
from tests import factories as f  # noqa: E402


def seed(links: int, cap: int) -> dict[str, object]:
    school = f.OrganizationFactory()
    with scope(organization=school):
        teacher = f.user_with_role(school, "administrator")
        room: SchoolClass = f.SchoolClassFactory(year=f.AcademicYearFactory(organization=school))
        ensure_text(organization=school, role="parent")
        parents, children = _people(school, "parent", links), _people(school, "pupil", links)
        Enrolment.objects.bulk_create(
            Enrolment(
                organization=school,
                school_class=room,
                valid_from=f.YEAR_START,
                person=person,
                role=role,
            )
            for role, people in (("parent", parents), ("pupil", children))
            for person in people
        )
        Guardianship.objects.bulk_create(
            Guardianship(organization=school, guardian=parent, pupil=child, valid_from=f.YEAR_START)
            for parent, child in zip(parents, children, strict=True)
        )
        common = {
            "organization": school, "school_class": room, "role": "parent", "created_by": teacher,
            "expires_at": timezone.now() + timedelta(days=14),
        }  # fmt: skip
        made = Invitation.objects.bulk_create(
            [Invitation(kind="personal", person=parent, **common) for parent in parents]
        )
        shared = Invitation.objects.create(kind="class", max_uses=cap, **common)
    return {"links": [link_code(link) for link in made], "shared": link_code(shared), "shared_id": shared.pk}


def _people(school: object, name: str, number: int) -> list[Person]:
    return Person.objects.bulk_create(
        [
            Person(
                organization=school,
                last_name=f"Иванов{name}",
                first_name="Пётр",
                search_name=f"иванов {n}",
            )
            for n in range(number)
        ]
    )


if __name__ == "__main__":
    print(json.dumps(seed(int(sys.argv[1]), int(sys.argv[2]))))
