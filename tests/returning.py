"""A link for coming back, as a row."""

import factory
from factory.django import DjangoModelFactory

from invitations.models import ReturnLink


class ReturnLinkFactory(DjangoModelFactory):
    """Somebody asks to come back by `invitation`, which was accepted."""

    class Meta:
        model = ReturnLink

    status = ReturnLink.Status.ASKED
    organization = factory.SelfAttribute("invitation.organization")
    school_class = factory.SelfAttribute("invitation.school_class")
    role = factory.SelfAttribute("invitation.role")
