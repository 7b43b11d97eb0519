from orgstructure.models.people import Enrolment, Guardianship, Person
from orgstructure.models.school import AcademicYear, Organization, SchoolClass, Subject

__all__ = ["AcademicYear", "Enrolment", "Guardianship", "Organization", "Person", "SchoolClass", "Subject"]
