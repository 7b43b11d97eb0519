"""What happened in the demo school: the order, the registration, links in all states, requests, chats."""

from datetime import timedelta
from itertools import count
from typing import Any

from chats.models import Chat
from chats.services import plan_missing, set_chat_link
from consents.models import ConsentText
from core import clock
from dashboard.demo.people import Cast
from documents.services import Line, draft_order, sign_order, submit_order
from invitations.models import Invitation, JoinRequest
from invitations.services import acceptance, links, requests
from invitations.services.expiry import expire_due
from invitations.services.handing import hand_over
from orgstructure.models import Enrolment, Guardianship, Person, SchoolClass
from orgstructure.rules import same_for_all
from orgstructure.selectors import staff_room
from orgstructure.services.enrolments import confirm_places
from orgstructure.services.school import edit_class
from registration.services import approve_case, draft_case, give_consent, send_case, submit_case
from roles.selectors import signatory
from roles.services.verification import move_verifications


def appoint(cast: Cast, person: Person) -> None:
    """The administrator by an order signed on the first day of the year."""
    order = draft_order(
        organization=cast.organization, kind="administrator", lines=[Line(person=person)], actor=cast.director
    )
    signer = signatory(cast.organization, clock.today())
    submit_order(order=order, signer=signer, actor=cast.director)
    sign_order(order=order, number="112", dated_on=cast.year_began, signer=signer, actor=cast.director)


def register(cast: Cast, administrator: Any) -> None:
    """The case is approved and leaves; the answer is awaited."""
    case = draft_case(organization=cast.organization, actor=administrator)
    submit_case(case=case, actor=administrator)
    give_consent(organization=cast.organization, person=case.person, actor=administrator)
    approve_case(case=case, actor=cast.director)
    send_case(case=case, actor=administrator)


def invite(cast: Cast, administrator: Any) -> None:
    """Links in every state: accepted, waiting, about to expire, expired, annulled; a class link with requests."""
    now = clock.now()
    for n, school_class in enumerate(cast.classes):
        if n < len(cast.classes) - 3:
            edit_class(
                school_class=school_class,
                actor=administrator,
                platform_links=same_for_all(f"https://max.ru/join/demo-class-{n + 1}", staff_room=False),
            )
    room = staff_room()
    edit_class(
        school_class=room,
        actor=administrator,
        platform_links=same_for_all("https://max.ru/join/demo-staff-room", staff_room=True),
    )
    made = _invite(cast, administrator, room, "teacher", [*cast.staff])
    _accept(made[:26])
    move_verifications(
        people=[link.person for link in made[:22] if link.person], to="confirmed", actor=administrator
    )
    for n, school_class in enumerate(cast.classes):
        share = [0.95, 0.9, 0.75, 0.6, 0.4, 0.0][n % 6]
        pupils, parents = cast.pupils[school_class.pk], cast.parents[school_class.pk]
        for role, people in (("pupil", pupils), ("parent", parents)):
            invited = people[: round(len(people) * min(1.0, share + 0.2))] if share else []
            if not invited:
                continue
            made = _invite(cast, administrator, school_class, role, invited)
            accepted = round(len(people) * share * (1 if role == "pupil" else 0.8))
            _accept(made[:accepted])
            _confirm(made, share, administrator)
            if waiting := made[accepted:][:2]:
                hand_over(invitations=waiting, how="messenger" if n % 2 else "paper", actor=administrator)
    _age(cast, now)
    _ask(cast, administrator)


def _invite(cast: Cast, actor: Any, place: SchoolClass, role: str, people: list[Person]) -> list[Invitation]:
    made = links.create_personal(
        organization=cast.organization, people=people, school_class=place, role=role, actor=actor
    ).links
    by_person = {person.pk: person for person in people}
    for link in made:
        link.person, link.school_class = by_person[link.person_id or 0], place
    return made


def _accept(made: list[Invitation]) -> None:
    if not made:
        return
    text = ConsentText.objects.filter(role=made[0].role).order_by("-number")[0]
    rows = Guardianship.objects.in_force(clock.today()).filter(pupil__in=[link.person_id for link in made])
    givers = {row.pupil_id: str(row.guardian_id) for row in rows.order_by("-pk")}
    for link in made:
        giver = givers.get(link.person_id or 0)
        acceptance.accept_invitation(invitation=link, consent_text=text, agreed=True, giver=giver)


def _confirm(made: list[Invitation], share: float, actor: Any) -> None:
    """Somebody saw most of those who joined in the class on the platform."""
    joined = [link for link in made if link.status == Invitation.Status.ACCEPTED]
    seen = [link.person_id for link in joined[: round(len(joined) * (0.4 + share / 2))]]
    places = Enrolment.objects.filter(school_class=made[0].school_class_id, person__in=seen)
    confirm_places(places=places.filter(joined_at__isnull=False), at=clock.now(), actor=actor)


def _age(cast: Cast, now: Any) -> None:
    """A link made today cannot have expired: move some into the past, and let the portal's own sweep find them."""
    waiting = Invitation.objects.filter(status=Invitation.Status.ACTIVE).order_by("pk")
    ids = list(waiting.values_list("pk", flat=True))
    soon, gone = ids[10:33], ids[33:55]
    Invitation.objects.filter(pk__in=soon).update(
        created_at=now - timedelta(days=12), expires_at=now + timedelta(days=1, hours=20)
    )
    Invitation.objects.filter(pk__in=gone).update(
        created_at=now - timedelta(days=16), expires_at=now - timedelta(days=2)
    )
    expire_due(now)
    some = list(waiting.select_related("person", "school_class")[60:64])
    if some:
        links.annul_invitations(invitations=some, reason="утечка ссылки", actor=cast.director)


def _ask(cast: Cast, administrator: Any) -> None:
    """A class's link in the parents' chat: some are known, one is a stranger, some are decided already."""
    place = cast.classes[11]
    link = links.create_class_link(
        organization=cast.organization, school_class=place, role="parent", max_uses=30, actor=administrator
    )
    text = ConsentText.objects.filter(role="parent").order_by("-number")[0]
    waiting = [
        p for p in cast.parents[place.pk] if not p.enrolments.filter(joined_at__isnull=False).exists()
    ][:3]
    asked = [
        acceptance.ask_to_join(
            invitation=link,
            consent_text=text,
            agreed=True,
            full_name=f"{p.first_name} {p.last_name}",
            child_name=p.wards.select_related("pupil")[0].pupil.full_name,
            phone="",
        )
        for p in waiting
    ]
    acceptance.ask_to_join(
        invitation=link,
        consent_text=text,
        agreed=True,
        full_name="Админ Администраторов",
        child_name=cast.pupils[place.pk][1].full_name,
        phone="+79000009999",
    )
    stranger = acceptance.ask_to_join(
        invitation=link,
        consent_text=text,
        agreed=True,
        full_name="Иван Реклама",
        child_name="Егор Реклама",
        phone="+79000009998",
    )
    # Whose mother she is, nobody has said yet: the portal guesses, a person presses «Записать как ребёнка».
    child = cast.pupils[place.pk][0]
    mother = acceptance.ask_to_join(
        invitation=link,
        consent_text=text,
        agreed=True,
        full_name="Ольга Незнамова",
        child_name=f"{child.first_name} {child.last_name}",
        phone="+79000009997",
    )
    decisions: list[tuple[JoinRequest, Person | None]] = [(mother, None)]
    decisions += [(asked[0], waiting[0])] if asked else []
    requests.accept_requests(decisions=decisions, actor=administrator)
    requests.reject_requests(requests=[stranger], reason="не из этого класса", actor=administrator)


def chat(cast: Cast, administrator: Any) -> None:
    """Most chats are there, some are planned, a few are missing: what nobody has planned yet is the map's gap."""
    turn = count()
    plan_missing(
        organization=cast.organization, allowed=lambda chat: next(turn) % 11 != 5, actor=administrator
    )
    numbers = (n for n in count() if n % 11 != 5)
    for n, row in zip(numbers, Chat.objects.filter(status=Chat.Status.PLANNED).order_by("pk"), strict=False):
        if n % 7 != 3:
            set_chat_link(chat=row, link=f"https://max.ru/join/demo-chat-{row.pk}", actor=administrator)
