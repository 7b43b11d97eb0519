from orgstructure.models.people import (
    ExternalKey,
    FormerName,
    Person,
    PersonQuerySet,
    posts_of,
    staff_q,
    works_on,
    works_q,
)
from orgstructure.models.places import Employment, Enrolment, Guardianship
from orgstructure.models.platform_link import PlatformLink
from orgstructure.models.school import AcademicYear, Organization, SchoolClass, Subject

__all__ = [
    "AcademicYear",
    "Employment",
    "Enrolment",
    "ExternalKey",
    "FormerName",
    "Guardianship",
    "Organization",
    "Person",
    "PersonQuerySet",
    "PlatformLink",
    "SchoolClass",
    "Subject",
    "posts_of",
    "staff_q",
    "works_on",
    "works_q",
]
