"""One UPDATE moves what may be moved, and says which rows it was; what may not be is told in the words of its state."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db.models import F, Q
from django.utils import timezone
from django_scopes import scope

from core.errors import Conflict
from core.states import refuse_transition, state_words, transition, transition_many
from invitations.models import Invitation
from tests import factories as f

Status = Invitation.Status


@pytest.fixture
def links(school_class):
    """One link in each state; the first two are active."""
    states = [Status.ACTIVE, Status.ACTIVE, Status.ACCEPTED, Status.EXPIRED]
    return [f.InvitationFactory(school_class=school_class, status=state) for state in states]


def ids(rows):
    return [row.pk for row in rows]


def test_only_rows_whose_state_allows_it_are_moved_and_named(links, django_assert_num_queries):
    with django_assert_num_queries(1):
        won = transition_many(Invitation.objects.all(), Status.EXPIRED)
    assert won == ids(links[:2])
    assert set(Invitation.objects.values_list("status", flat=True)) == {Status.EXPIRED, Status.ACCEPTED}


def test_a_second_call_wins_nothing(links):
    transition_many(Invitation.objects.all(), Status.EXPIRED)
    assert transition_many(Invitation.objects.all(), Status.EXPIRED) == []


def test_further_columns_are_written_as_values_or_expressions(links):
    before = links[0].expires_at
    won = transition_many(
        Invitation.objects.filter(pk=links[0].pk),
        Status.ANNULLED,
        annul_reason="утечка",
        annulled_at=timezone.now(),
        expires_at=F("expires_at") + timedelta(days=1),
    )
    assert won == [links[0].pk]
    links[0].refresh_from_db()
    assert (links[0].status, links[0].annul_reason) == (Status.ANNULLED, "утечка")
    assert links[0].expires_at == before + timedelta(days=1)


@pytest.mark.parametrize(
    "narrow",
    [
        lambda rows, link: rows.filter(person__last_name=link.person.last_name),
        lambda rows, link: rows.filter(person__enrolments__isnull=True, person=link.person_id).distinct(),
        lambda rows, link: rows.filter(pk__in=rows.filter(person=link.person_id).values("pk")),
        lambda rows, link: rows.order_by("pk")[:1],
        lambda rows, link: rows.filter(pk=link.pk).order_by("pk").select_for_update(),
        lambda rows, link: rows.filter(person__last_name=link.person.last_name).select_for_update(
            of=("self",)
        ),
        lambda rows, link: rows.filter(pk=link.pk).select_related("person").annotate(twice=F("uses") * 2),
    ],
    ids=["join", "distinct", "subquery", "slice", "lock", "join and lock", "annotation"],
)
def test_a_queryset_of_any_shape_is_moved_by_one_statement(links, narrow, django_assert_num_queries):
    rows = narrow(Invitation.objects.all(), links[0])
    with django_assert_num_queries(1):
        assert transition_many(rows, Status.EXPIRED) == [links[0].pk]
    assert Invitation.objects.get(pk=links[1].pk).status == Status.ACTIVE


@pytest.mark.django_db(transaction=True)
def test_rows_are_locked_also_where_the_caller_has_no_transaction(links):
    rows = Invitation.objects.order_by("pk").select_for_update()
    assert transition_many(rows, Status.EXPIRED) == ids(links[:2])


def test_an_empty_choice_asks_the_database_nothing(links, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert transition_many(Invitation.objects.filter(pk__in=[]), Status.EXPIRED) == []
    assert transition_many(Invitation.objects.all(), "no such state") == []


def test_rows_of_another_school_stay_as_they_are(links, other_organization):
    with scope(organization=other_organization):
        assert transition_many(Invitation.objects.all(), Status.EXPIRED) == []


SAID = {
    "chats.Chat": "Чат уже запланирован|Чат уже создан|Чат уже в архиве",
    "documents.Order": "Приказ ещё черновик|Приказ уже на подписи|Приказ уже возвращён|Приказ уже подписан|"
    "Приказ уже отменён другим приказом|Приказ уже снят",
    "files.Job": "Работа уже в очереди|Работа уже выполняется|Работа уже готова|Работа уже закончилась ошибкой|"
    "Работа уже отменена",
    "invitations.Invitation": "Ссылка-приглашение уже активна|Ссылка-приглашение уже принята|"
    "Ссылка-приглашение уже истекла|Ссылка-приглашение уже аннулирована",
    "invitations.JoinRequest": "Заявка на вступление ещё не решена|Заявка на вступление уже принята|"
    "Заявка на вступление уже отклонена|Заявка на вступление уже отозвана",
    "invitations.ReturnLink": "Ссылка для возвращения ещё не дана|Ссылка для возвращения уже дана|"
    "Ссылка для возвращения уже открыта|Ссылка для возвращения уже закрыта",
    "outbox.Message": "Письмо уже в очереди|Письмо уже отправляется|Письмо уже отправлено|Письмо уже сложено в папку|"
    "Письмо не ушло из-за ошибки|Письмо, возможно, уже ушло|Письмо уже отменено",
    "registration.RegistrationCase": "Заявка на регистрацию ещё черновик|"
    "Заявка на регистрацию уже на подписи у директора|Заявка на регистрацию уже возвращена на доработку|"
    "Заявка на регистрацию уже одобрена|Заявка на регистрацию уже отправлена|"
    "Ответ платформы на заявку уже записан|Организация уже зарегистрирована|"
    "Заявка на регистрацию уже отклонена платформой",
    "roles.Verification": "Подтверждение статуса ещё не начато|Статус учителя уже на подтверждении|"
    "Статус учителя уже подтверждён|В подтверждении статуса уже отказано",
    "undo.Run": "Действие уже сделано|Действие уже отменено",
}


def test_lesson_f36_each_state_of_each_machine_has_its_sentence():
    machines = [model for model in apps.get_models() if hasattr(model, "TRANSITIONS")]
    said = {
        model._meta.label: "|".join(state_words(model, state) for state in model.Status.values)
        for model in machines
    }
    assert said == SAID


def test_lesson_f36_a_refused_step_says_what_is_and_not_what_was_wanted(links):
    with pytest.raises(Conflict) as refused:
        transition(links[2], Status.ANNULLED)
    assert refused.value.message.startswith("Ссылка-приглашение уже принята: сделать это больше нельзя.")
    assert "аннулирована" not in refused.value.message
    with pytest.raises(Conflict, match="уже истекла: сделать это больше нельзя"):
        refuse_transition(links[3], Status.EXPIRED)


def test_lesson_f36_a_row_that_changed_otherwise_is_not_said_to_be_past_it(links):
    with pytest.raises(Conflict, match="Ссылка-приглашение: пока вы решали, здесь что-то изменилось"):
        transition(links[0], Status.ANNULLED, only_if=Q(uses=7))
