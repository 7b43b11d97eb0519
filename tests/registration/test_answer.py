"""The platform's answer: yes or no by one form, corrected while nothing has followed from it."""

import pytest
from django.utils import timezone

from audit.models import Event
from core.errors import Conflict
from outbox.models import Message
from registration import selectors, services
from registration.models import RegistrationCase

NO = "Заявка отклонена: нет приказа."


def text(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def desk(client_of, administrator):
    return client_of(administrator)


@pytest.fixture
def answer(desk, sent):
    """`answer(outcome, …)`: the form filled in as its page gives it, and sent; the page that follows."""
    Message.objects.update(status="sent", sent_at=timezone.now())
    place = f"/registration/{sent.pk}/answer/"

    def send(outcome, words=NO, was=None):
        page = desk.get(place, follow=True)
        form = {"outcome": outcome, "answered_on": timezone.localdate(), "answer": words}
        form["was"] = was or page.context["form"]["was"].value()
        return desk.post(place, form, follow=True)

    return send


def state():
    return RegistrationCase.objects.order_by("pk").values_list("status", "answer").first()


def test_the_form_of_the_answer_asks_whether_it_is_a_yes_or_a_no(desk, sent, answer):
    page = text(desk.get("/registration/"))
    assert "Платформа отказала" not in page and "Записать ответ" in page
    assert "Отметьте, приняла платформа заявку или отказала." in text(answer(""))
    assert state() == ("sent", "")
    assert "платформа отказала" in text(answer("refused"))
    assert state() == ("rejected", NO)
    assert "Войдите на платформу" not in text(desk.get("/"))
    assert Event.objects.filter(verb="registration.rejected").exists()


def test_a_refusal_that_was_recorded_as_a_yes_is_corrected_with_its_text_typed_once(desk, sent, answer):
    answer("accepted")
    assert "Исправить ответ" in text(desk.get("/registration/"))
    assert NO in desk.get(f"/registration/{sent.pk}/answer/").content.decode()
    answer("refused")
    assert state() == ("rejected", NO)


@pytest.mark.parametrize("outcome", ["accepted", "refused"])
def test_an_answer_recorded_by_mistake_is_taken_back_while_nothing_followed(desk, sent, answer, outcome):
    answer(outcome)
    assert f"/registration/{sent.pk}/answer/withdraw/" in text(desk.get("/registration/"))
    page = text(desk.post(f"/registration/{sent.pk}/answer/withdraw/", follow=True))
    assert "портал снова ждёт ответ платформы" in page and "Ждём ответ платформы" in page
    assert state() == ("sent", "")
    assert Event.objects.filter(verb="registration.answer_withdrawn").exists()


def test_what_has_followed_stands(desk, sent, answer, administrator, organization):
    answer("refused")
    services.draft_case(organization=organization, actor=administrator)
    assert "уже начата новая заявка" in text(
        desk.post(f"/registration/{sent.pk}/answer/withdraw/", follow=True)
    )
    assert selectors.rejected_cases()


def test_nothing_but_an_answer_is_taken_back(approved, sent, administrator):
    RegistrationCase.objects.update(status="approved")
    with pytest.raises(Conflict):
        services.withdraw_answer(case=RegistrationCase.objects.get(), actor=administrator)
    RegistrationCase.objects.update(status="answered", answer="Да", answered_on=timezone.localdate())
    with pytest.raises(Conflict):
        services.send_case(case=RegistrationCase.objects.get(), actor=administrator)


def test_an_old_tab_does_not_write_over_an_answer(sent, answer):
    answer("accepted", "Ждём вас")
    assert "уже записан" in text(answer("refused", was="sent"))
    assert state() == ("answered", "Ждём вас")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"answered_on": "31.02.2026", "answer": "x"}, "правильную дату"),
        ({"outcome": "accepted", "answered_on": "2199-01-01", "answer": "x"}, "ещё не наступил."),
        ({"outcome": "accepted", "answered_on": "1900-01-01", "answer": "x"}, "раньше, чем"),
        ({"answered_on": "2026-11-22", "answer": "  "}, "Обязательное поле"),
        ({"outcome": "refused", "answered_on": "2199-01-01", "answer": "нет"}, "ещё не наступил."),
    ],
)
def test_what_is_wrong_with_an_answer_is_said_at_the_form(desk, sent, data, words):
    response = desk.post(f"/registration/{sent.pk}/answer/", data)
    assert response.status_code == 400
    assert words in text(response)
    assert state() == ("sent", "")
