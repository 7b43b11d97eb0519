"""What a decision will do is told by running it dry: nothing of the run stays."""

from functools import partial

import pytest
from django.db import connection, transaction

from audit.models import Event
from audit.services import record
from core.effects import Effect, What, emit, emit_each, preview
from core.errors import Conflict
from core.states import transition
from orgstructure.models import Person
from outbox.models import Message
from tests import factories as f

told = []


@transaction.atomic
def rename(*, person, name, actor=None):
    """A service as any other: rows, the journal, a letter, a word of its effect."""
    Person.objects.filter(pk=person.pk).update(last_name=name)
    person.last_name = name
    record("person.edited", person, actor=actor)
    f.MessageFactory(organization=person.organization)
    transaction.on_commit(partial(told.append, name))
    emit(What.CHANGES, person, f"Фамилия меняется: {name}")
    return person


@pytest.fixture(autouse=True)
def _nothing_told():
    told.clear()


@pytest.fixture
def person(organization):
    return f.PersonFactory(organization=organization, last_name="Иванова")


def traces():
    return Event.objects.count(), Message.objects.count(), list(told)


def test_a_preview_says_what_would_happen_and_leaves_nothing(person):
    effects = preview(rename, person=person, name="Петрова")
    label = "Петрова Пётр Сергеевич"
    assert effects == [
        Effect(What.CHANGES, "orgstructure.person", person.pk, label, "Фамилия меняется: Петрова")
    ]
    assert traces() == (0, 0, [])
    assert Person.objects.get(pk=person.pk).last_name == "Иванова"


def test_the_callers_own_instance_is_not_taken_for_changed(person):
    preview(rename, person=person, name="Петрова")
    assert person.last_name == "Иванова"
    order = f.OrderFactory(person=person)
    assert preview(transition, obj=order, to="pending") == []
    assert order.status == "draft"


@pytest.mark.django_db(transaction=True)
def test_what_waits_for_the_commit_dies_with_the_preview(person):
    preview(rename, person=person, name="Петрова")
    with transaction.atomic():
        preview(rename, person=person, name="Сидорова")
        transaction.on_commit(partial(told.append, "свой"))
    assert traces() == (0, 0, ["свой"])
    rename(person=person, name="Кузнецова")
    assert traces() == (1, 1, ["свой", "Кузнецова"])


def test_without_a_preview_nobody_listens_and_sentences_are_not_made(person):
    emit(What.CHANGES, person, partial(pytest.fail, "made for nobody"))
    rename(person=person, name="Петрова")
    assert Person.objects.get(pk=person.pk).last_name == "Петрова"


def test_what_is_made_anew_has_no_number_yet(person):
    def open_one(*, person):
        made = f.PersonFactory(organization=person.organization)
        emit(What.OPENS, made, "Добавляется человек")

    [effect] = preview(open_one, person=person)
    assert (effect.what, effect.id) == (What.OPENS, None)


def test_a_refusal_comes_out_as_it_is_and_nothing_stays(person):
    def refuse(*, person):
        rename(person=person, name="Петрова")
        raise Conflict("Кто-то успел раньше.")

    with pytest.raises(Conflict, match="Кто-то успел раньше"):
        preview(refuse, person=person)
    assert traces() == (0, 0, [])
    assert Person.objects.get(pk=person.pk).last_name == "Иванова"
    rename(person=person, name="Сидорова")  # nobody listens any more, and the transaction goes on


def test_an_error_of_ours_comes_out_too(person):
    with pytest.raises(ZeroDivisionError):
        preview(lambda: 1 / 0)
    assert preview(rename, person=person, name="Петрова") != []


def test_a_preview_within_a_preview_keeps_its_effects_to_itself(person):
    def outer(*, person):
        emit(What.ASKS, person, "Кто это?")
        inner = preview(rename, person=person, name="Петрова")
        assert [effect.what for effect in inner] == [What.CHANGES]
        assert Person.objects.get(pk=person.pk).last_name == "Иванова"
        emit(What.CLOSES, person, "Закрывается")

    assert [effect.what for effect in preview(outer, person=person)] == [What.ASKS, What.CLOSES]


@pytest.mark.django_db(transaction=True)
def test_a_preview_outside_a_transaction_leaves_none_open(person):
    assert not connection.in_atomic_block
    preview(rename, person=person, name="Петрова")
    assert not connection.in_atomic_block
    assert Person.objects.get(pk=person.pk).last_name == "Иванова"


def test_many_rows_are_read_only_while_somebody_listens(person, django_assert_num_queries):
    def say_all():
        emit_each(What.CHANGES, Person.objects.order_by("pk"), lambda row: f"Меняется: {row.last_name}")

    with django_assert_num_queries(0):
        say_all()
    assert [effect.sentence for effect in preview(say_all)] == ["Меняется: Иванова"]
