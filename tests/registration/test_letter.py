"""The letter as bytes, and read back from them."""

from registration.letter import read_letter, write_letter


def test_a_long_name_is_read_back_without_a_gap():
    name = "Новикова Надежда Владимировна-Константинопольская"
    raw = write_letter(
        sender=("МКОУ «ООШ № 19»", "portal@school.example"), to="info@sferum.example",
        reply_to=(name, "n@school.example"), subject="Заявка", text="Текст", attachments=[],
    )  # fmt: skip
    letter = read_letter(raw)
    assert letter.reply_to == f"{name} <n@school.example>"
    assert letter.sender == "МКОУ «ООШ № 19» <portal@school.example>"
