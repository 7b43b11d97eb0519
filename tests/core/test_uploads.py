"""S16: an uploaded «scan» is known by what is in it."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core.errors import Invalid
from core.uploads import MAX_SCAN_BYTES, read_scan

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\nxref\n0 1\ntrailer<<>>\nstartxref\n9\n%%EOF\n"


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 60), "white").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("скан.pdf", PDF, "application/pdf"),
        ("Скан.PNG", picture("PNG"), "image/png"),
        ("photo.jpeg", picture("JPEG"), "image/jpeg"),
        ("photo.jpg", picture("JPEG"), "image/jpeg"),
    ],
)
def test_s16_a_scan_is_taken_by_its_content(name, content, content_type):
    # the browser's word for the kind is not asked
    scan = read_scan(SimpleUploadedFile(name, content, content_type="text/html"))
    assert (scan.content, scan.content_type) == (content, content_type)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("пустой.pdf", b"", ["«пустой.pdf»", "0 байт"]),
        ("virus.pdf", b"MZ\x90\x00" + b"\0" * 100, ["«virus.pdf»", "не PDF и не картинка"]),
        ("page.html", b"<script>alert(1)</script>", ["«page.html»", "не PDF и не картинка"]),
        ("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", ["не PDF и не картинка"]),
        ("scan.html", PDF, ["«scan.html»", "внутри PDF", ".pdf"]),
        ("scan.pdf", picture("PNG"), ["«scan.pdf»", "внутри PNG"]),
        ("cut.png", picture("PNG")[:60], ["«cut.png»", "повреждён"]),
        ("cut.pdf", PDF[:30], ["«cut.pdf»", "повреждён"]),
        ("gif.gif", b"GIF89a" + b"\0" * 50, ["не PDF и не картинка"]),
    ],
)
def test_s16_anything_else_is_refused_with_its_name(name, content, words):
    with pytest.raises(Invalid) as refused:
        read_scan(SimpleUploadedFile(name, content, content_type="application/pdf"))
    assert refused.value.field == "scan"
    for word in words:
        assert word in refused.value.message


def test_s16_fifty_megabytes_are_refused_unread_with_their_size():
    class Huge(SimpleUploadedFile):
        def read(self, *args):
            raise AssertionError("read although too big")

    upload = Huge("большой.pdf", b"%PDF-")
    upload.size = 50 * 1024 * 1024
    with pytest.raises(Invalid, match=r"«большой.pdf»: 50,0 МБ, это больше 10 МБ"):
        read_scan(upload)


def test_s16_ten_megabytes_exactly_are_taken():
    content = PDF.replace(b"endobj", b"endobj" + b" " * (MAX_SCAN_BYTES - len(PDF)))
    assert len(read_scan(SimpleUploadedFile("скан.pdf", content)).content) == MAX_SCAN_BYTES


def test_s16_a_picture_that_claims_to_be_enormous_is_refused():
    content = bytearray(picture("PNG"))
    content[16:24] = (60_000).to_bytes(4, "big") * 2
    with pytest.raises(Invalid, match="повреждён"):
        read_scan(SimpleUploadedFile("bomb.png", bytes(content)))


def test_s16_the_name_in_the_sentence_is_short_and_without_folders():
    with pytest.raises(Invalid) as refused:
        read_scan(SimpleUploadedFile("../../etc/" + "а" * 300 + ".exe", b"x"))
    assert "etc" not in refused.value.message
    assert len(refused.value.message) < 200


@pytest.mark.parametrize("name", ["фото.jfif", "скан.jpe", "СКАН.JFIF"])
def test_lesson_f39_a_jpeg_by_another_of_its_names_is_taken(name):
    scan = read_scan(SimpleUploadedFile(name, picture("JPEG")))
    assert (scan.content_type, scan.extension) == ("image/jpeg", "jpg")


@pytest.mark.parametrize("brand", [b"heic", b"mif1"])
def test_lesson_f39_a_heic_is_told_to_be_saved_as_jpeg(brand):
    heic = b"\x00\x00\x00\x18ftyp" + brand + b"\x00" * 64
    with pytest.raises(Invalid, match=r"«IMG_0001.HEIC» — снимок HEIC.+ Сохраните как JPEG"):
        read_scan(SimpleUploadedFile("IMG_0001.HEIC", heic))
