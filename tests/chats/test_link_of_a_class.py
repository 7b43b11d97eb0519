"""The link by which a class is joined, written as a chat's: whoever does it is asked first."""

from chats.models import Chat
from tests import factories as f
from tests.chats.conftest import LINK, text


def test_the_link_of_a_class_is_not_taken_for_a_chats_without_a_word(
    client_of, administrator, school_class, parents_chat
):
    web = client_of(administrator)
    f.PlatformLinkFactory(school_class=school_class, role="parent", link="https://max.ru/join/class")
    address = f"/chats/{parents_chat.pk}/link/"
    asked = text(web.post(address, {"link": "max.ru/join/class"}))
    assert f"становится ссылка класса {school_class} для родителей: по ней вступают в класс" in asked
    parents_chat.refresh_from_db()
    assert parents_chat.link == LINK
    web.post(address, {"link": "max.ru/join/class", "confirmed": "1"})
    parents_chat.refresh_from_db()
    assert parents_chat.link == "https://max.ru/join/class"
    new = {"kind": "class_pupils", "school_class": school_class.pk, "link": "max.ru/join/class"}
    type(parents_chat).objects.filter(pk=parents_chat.pk).update(link=LINK)
    assert "по ней вступают в класс" in text(web.post("/chats/new/", new))
    fields = {"class_pupils": "max.ru/join/class"}
    assert "по ней вступают в класс" in text(web.post(f"/chats/classes/{school_class.pk}/", fields))
    assert Chat.objects.count() == 1
