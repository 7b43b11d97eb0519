"""Who may do what with links and requests (clauses 2.1 g, 2.1 j, 2.1 m)."""

from core.rights import Is, PathsByModel, column, may
from invitations.models import Invitation, JoinRequest, ReturnLink
from orgstructure.models import Enrolment, Person, SchoolClass
from roles.policy import is_manager, leads_class, whole_school

is_of_teacher = Is("role", (Enrolment.Role.TEACHER,))
# Teachers are invited into «Учительская», which nobody but managers leads.
leads_family = leads_class & ~is_of_teacher

PATHS: PathsByModel = {
    Invitation: {"school_class": column("school_class")},
    JoinRequest: {"school_class": column("school_class")},
    ReturnLink: {"school_class": column("school_class")},
}
LINES = {
    "invitations.view": may(whole_school | leads_family, Invitation),
    # Of an enrolment: whether the person may be invited to where they are enrolled.
    "invitations.create": may(is_manager | leads_family, Invitation, Enrolment),
    "invitations.manage": may(is_manager | leads_family, Invitation),
    # To somebody who answers for them when their maker is gone.
    "invitations.reassign": may(is_manager, Invitation, Person),
    # The classes whose links one sees.
    "invitations.of_class": may(whole_school | leads_class, SchoolClass),
    "requests.view": may(is_manager | leads_family, JoinRequest),
    "requests.decide": may(is_manager, JoinRequest),
    # Of who accepted a link or asked by one: they are known to those who lead the class.
    "returns.view": may(is_manager | leads_family, ReturnLink),
    "returns.grant": may(is_manager | leads_family, Invitation, JoinRequest, ReturnLink),
    "requests.confirm_child": may(is_manager | leads_family, JoinRequest),
}
