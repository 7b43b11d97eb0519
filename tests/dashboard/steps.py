"""What tests of the next step ask."""

from django.utils import timezone

from dashboard.selectors.home import home_of
from documents.models import Order
from tests import factories as f


def step_of(user):
    return home_of(f.actor_of(user), timezone.now()).next


def opens(client, step):
    """The button leads where its reader may go."""
    return client.get(step.url).status_code == 200


def registered(school):
    return f.RegistrationCaseFactory(
        order=Order.objects.get(kind="administrator"),
        status="registered",
        letter=f.FileFactory(organization=school),
        registered_on=timezone.localdate(),
    )
