"""What python-docx leaves to whoever uses it: the order of elements that the schema asks for, and fonts inside the file."""

import uuid
from functools import lru_cache
from io import BytesIO
from typing import Any

import fontpkg
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from fontTools import subset
from fontTools.ttLib import TTFont

# The children that we add ourselves, among those that come after them (ECMA-376 part 1, 17.3.1.26, 17.3.2.28, 17.4.59, 17.4.69,
# 17.15.1.78): each is put before the first of the ones that follow.
_AFTER = {
    "w:pBdr": "w:shd w:tabs w:suppressAutoHyphens w:kinsoku w:wordWrap w:overflowPunct w:topLinePunct w:autoSpaceDE "
    "w:autoSpaceDN w:bidi w:adjustRightInd w:snapToGrid w:spacing w:ind w:contextualSpacing w:mirrorIndents w:suppressOverlap "
    "w:jc w:textDirection w:textAlignment w:textboxTightWrap w:outlineLvl w:divId w:cnfStyle w:rPr w:sectPr w:pPrChange",
    "w:spacing": "w:w w:kern w:position w:sz w:szCs w:highlight w:u w:effect w:bdr w:shd w:fitText w:vertAlign w:rtl w:cs w:em "
    "w:lang w:eastAsianLayout w:specVanish w:oMath",
    "w:lang": "w:eastAsianLayout w:specVanish w:oMath",
    "w:tblCellMar": "w:tblLook w:tblCaption w:tblDescription w:tblPrChange",
    "w:tcBorders": "w:shd w:noWrap w:tcMar w:textDirection w:tcFitText w:vAlign w:hideMark w:headers w:cellIns w:cellDel "
    "w:cellMerge w:tcPrChange",
    "w:cantSplit": "w:trHeight w:tblHeader w:tblCellSpacing w:jc w:hidden w:ins w:del w:trPrChange",
}  # fmt: skip
_EMBEDDED = (("embedRegular", 400), ("embedBold", 700))
_OBFUSCATED = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
_FONT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/font"
_EFFECTS = "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects"
# What a school's paper is written with: Latin, Cyrillic, punctuation, №, ₽.
_LETTERS = [
    *range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x400, 0x460), 0x490, 0x491, *range(0x2010, 0x203B), 0x20BD, 0x2116,
]  # fmt: skip


def put(parent: Any, child: Any) -> None:
    """Add `child` where the schema has it, not merely at the end."""
    name = next(key for key in _AFTER if qn(key) == child.tag)
    parent.insert_element_before(child, *_AFTER[name].split())


def embed_font(document: Document, family: str) -> None:
    """Put a font (regular, bold) into the document, so that it looks the same where the font is not installed.

    The letters of `_LETTERS` only, obfuscated as 17.8.1 asks; the OFL lets a document carry them.
    """
    fonts = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    embedded = "".join(
        f'<w:{name} r:id="{fonts.relate_to(_font_part(document, key, content), _FONT)}" w:fontKey="{{{key}}}"/>'
        for name, weight in _EMBEDDED
        for key, content in [_obfuscated(family, weight)]
    )
    fonts._blob = (  # type: ignore[attr-defined]  # a part that python-docx keeps as bytes
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<w:fonts {nsdecls("w", "r")}><w:font w:name="{family}"><w:altName w:val="Times New Roman"/>'
        '<w:panose1 w:val="020A0603040505020204"/><w:charset w:val="CC"/><w:family w:val="roman"/>'
        f'<w:pitch w:val="variable"/>{embedded}</w:font></w:fonts>'
    ).encode()
    settings = document.settings.element
    after = settings.find(qn("w:zoom"))
    place = 0 if after is None else list(settings).index(after) + 1
    for name in ("saveSubsetFonts", "embedTrueTypeFonts"):
        settings.insert(place, parse_xml(f"<w:{name} {nsdecls('w')}/>"))


def drop_doubled_styles(document: Document) -> None:
    """Take out the copy of the styles for Word 2007 that python-docx's own template brings: ours are not in it."""
    for key in [key for key, rel in document.part.rels.items() if rel.reltype == _EFFECTS]:
        del document.part.rels[key]


def _font_part(document: Document, key: str, content: bytes) -> Part:
    package = document.part.package
    return Part(PackURI(f"/word/fonts/{key}.odttf"), _OBFUSCATED, content, package)


@lru_cache(maxsize=4)
def _obfuscated(family: str, weight: int) -> tuple[str, bytes]:
    """The key, made of the content so that the same font gives the same bytes, and the font with its first 32 bytes hidden."""
    content = _cut(family, weight)
    key = uuid.uuid5(uuid.NAMESPACE_OID, f"{family} {weight} {len(content)}")
    mask = bytes(reversed(key.bytes)) * 2
    hidden = bytes(byte ^ other for byte, other in zip(content[:32], mask, strict=True))
    return str(key).upper(), hidden + content[32:]


def _cut(family: str, weight: int) -> bytes:
    options = subset.Options(
        recalc_timestamp=False, name_IDs=["*"], notdef_outline=True, layout_features=["kern", "mark"]
    )
    with TTFont(fontpkg.path(family, weight=weight), recalcTimestamp=False) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=_LETTERS)
        cutter.subset(font)
        out = BytesIO()
        font.save(out)
    return out.getvalue()
