"""Rows that several rooms' tests begin with: places of each presence, a consent that has been given."""

from datetime import timedelta

from django.utils import timezone

from consents.services import record_paper
from core import clock
from tests import factories as f


def places_of_each_presence(school_class):
    """{presence: a pupil's place}: one of each state; who is «not_invited» had a link whose time is over."""
    now = timezone.now()
    states = {"confirmed": {"joined_at": now, "confirmed_at": now}, "joined": {"joined_at": now}}
    made = {
        state: f.EnrolmentFactory(school_class=school_class, **states.get(state, {}))
        for state in ("confirmed", "joined", "invited", "refused", "not_invited")
    }
    f.InvitationFactory(school_class=school_class, person=made["invited"].person)
    f.InvitationFactory(school_class=school_class, person=made["refused"].person, status="expired")
    month_ago = now - timedelta(days=30)
    f.InvitationFactory(school_class=school_class, person=made["not_invited"].person, created_at=month_ago)
    text = f.ConsentTextFactory(organization=school_class.organization)
    f.DecisionFactory(text=text, subject=made["refused"].person, decision="refused")
    return made


def agree_to_handover(person, actor):
    """The person's written consent to hand phone and e-mail over to the platform, of today."""
    return record_paper(person=person, purpose="handover", role="staff", signed_on=clock.today(), actor=actor)
