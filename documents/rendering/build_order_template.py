"""Builds `templates/order.docx`, so that the template is made by code that can be read and not by hand.

Run `python -m documents.rendering.build_order_template` after a change; a test holds that the kept file is what this
makes. A school may put its own file in its place: the words in braces are the ones of `orders.order_data`.
"""

from pathlib import Path

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from documents.rendering.archive import write_document
from documents.rendering.ooxml import drop_doubled_styles, embed_font, put
from documents.rendering.orders import ORDER_TEMPLATE

FONT, SIZE = "PT Serif", 13
TEXT_WIDTH = Mm(210 - 30 - 10)
CENTER, JUSTIFY, LEFT, RIGHT = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
)

_VML = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:w10="urn:schemas-microsoft-com:office:word"'
)
_WATERMARK = f"""
<w:r {nsdecls("w")} {_VML}><w:pict>
<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"
  path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>
  <v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>
  <v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>
  <v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>
  <v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800"
  o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/></v:shapetype>
<v:shape id="DraftNUMBER" o:spid="_x0000_sNUMBER" type="#_x0000_t136" alt="ПРОЕКТ"
  style="position:absolute;margin-left:0;margin-top:0;width:540pt;height:96pt;rotation:308;z-index:-251658752;
mso-position-horizontal:center;mso-position-horizontal-relative:page;mso-position-vertical:center;
mso-position-vertical-relative:page" fillcolor="#e8e8e8" stroked="f">
<v:textpath style="font-family:&quot;PT Serif&quot;;font-weight:bold" string="ПРОЕКТ"/></v:shape></w:pict></w:r>
"""


def build(path: Path) -> None:
    """Write the template; the same code gives the same bytes."""
    document = Document()
    _page(document)
    _styles(document)
    _head(document)
    _requisites(document)
    _text(document)
    _signatures(document)
    embed_font(document, FONT)
    drop_doubled_styles(document)
    write_document(document, path, title="Приказ", author="", moment=None)


def _page(document: DocumentType) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(10)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    section.header_distance, section.footer_distance = Mm(10), Mm(10)
    section.different_first_page_header_footer = True
    _header(section)


def _header(section: Section) -> None:
    """The number of the page from the second on; the watermark of a draft on every page."""
    for number, header in ((2049, section.first_page_header), (2050, section.header)):
        header.is_linked_to_previous = False
        line = header.paragraphs[0]
        line.alignment = CENTER
        line.add_run("{%r if draft %}")
        line._p.append(parse_xml(_WATERMARK.replace("NUMBER", str(number))))
        line.add_run("{%r endif %}")
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run = section.header.paragraphs[0].add_run()
        if kind:
            run._r.append(parse_xml(f'<w:fldChar {nsdecls("w")} w:fldCharType="{kind}"/>'))
        else:
            run._r.append(parse_xml(f'<w:instrText {nsdecls("w")} xml:space="preserve">{text}</w:instrText>'))


def _font(style: ParagraphStyle, size: float, *, bold: bool | None = None) -> None:
    style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(kind), FONT)
    for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
        fonts.attrib.pop(qn(kind), None)


def _styles(document: DocumentType) -> None:
    normal = document.styles["Normal"]
    _font(normal, SIZE)
    language = parse_xml(f'<w:lang {nsdecls("w")} w:val="ru-RU" w:eastAsia="ru-RU"/>')
    put(normal.element.get_or_add_rPr(), language)
    normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing = 1.08
    normal.paragraph_format.widow_control = True
    heading = document.styles["Heading 1"]
    _font(heading, SIZE, bold=True)
    heading.font.color.rgb = None
    heading.paragraph_format.space_before = Pt(14)
    heading.paragraph_format.space_after = Pt(12)
    heading.paragraph_format.right_indent = Mm(60)
    heading.paragraph_format.line_spacing = 1.0
    _font(document.styles["Header"], 11)


def _line(
    document: DocumentType,
    text: str,
    *,
    align: WD_ALIGN_PARAGRAPH = LEFT,
    size: float | None = None,
    bold: bool = False,
    after: float = 0,
    before: float = 0,
) -> Paragraph:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)
    paragraph.alignment = align
    paragraph.paragraph_format.space_after, paragraph.paragraph_format.space_before = Pt(after), Pt(before)
    return paragraph


def _head(document: DocumentType) -> None:
    _line(document, "{%p if organization.founder %}")
    _line(document, "{{ organization.founder }}", align=CENTER, size=11)
    _line(document, "{%p endif %}")
    _line(document, "{{ organization.full_name }}", align=CENTER, bold=True)
    _line(document, "{%p if organization.short_name %}")
    _line(document, "({{ organization.short_name }})", align=CENTER, after=3)
    _line(document, "{%p endif %}")
    _line(document, "{%p for line in organization.contacts %}")
    _line(document, "{{ line }}", align=CENTER, size=10)
    _line(document, "{%p endfor %}")
    rule = _line(document, "", after=14)
    rule.paragraph_format.line_spacing = Pt(4)
    border = f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="8" w:space="1" w:color="auto"/></w:pBdr>'
    put(rule._p.get_or_add_pPr(), parse_xml(border))


def _requisites(document: DocumentType) -> None:
    title = _line(document, "ПРИКАЗ", align=CENTER, size=15, bold=True, after=10)
    put(title.runs[0]._r.get_or_add_rPr(), parse_xml(f'<w:spacing {nsdecls("w")} w:val="32"/>'))
    dated = _line(document, "{{ dated }}\t{{ numbered }}", after=3)
    dated.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    _line(document, "{{ place }}", align=CENTER)
    document.add_paragraph("{{ heading }}", style="Heading 1")


def _text(document: DocumentType) -> None:
    def paragraph(text: str) -> Paragraph:
        line = _line(document, text, align=JUSTIFY)
        line.paragraph_format.first_line_indent = Mm(12.5)
        return line

    paragraph("{{ preamble }}")
    _line(document, "{%p for point in points %}")
    _line(document, "{%p if point.keep %}")
    paragraph("{{ point.number }} {{ point.text }}").paragraph_format.keep_with_next = True
    _line(document, "{%p else %}")
    paragraph("{{ point.number }} {{ point.text }}")
    _line(document, "{%p endif %}")
    _line(document, "{%p endfor %}")
    _line(document, "", after=14).paragraph_format.keep_with_next = True


def _table(document: DocumentType, widths: tuple[float, ...], rows: int) -> Table:
    table = document.add_table(rows, len(widths))
    table.autofit = False
    layout = parse_xml(
        f'<w:tblCellMar {nsdecls("w")}><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
    )
    put(table._tbl.tblPr, layout)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        put(row._tr.get_or_add_trPr(), parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
    return table


def _underline(cell: _Cell) -> None:
    line = f'<w:bottom {nsdecls("w")} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    put(cell._tc.get_or_add_tcPr(), parse_xml(f"<w:tcBorders {nsdecls('w')}>{line}</w:tcBorders>"))


def _signatures(document: DocumentType) -> None:
    table = _table(document, (72, 5, 42, 5, 46), 1)
    cells = table.rows[0].cells
    cells[0].paragraphs[0].add_run("{{ signer_post }}")
    _underline(cells[2])
    cells[4].paragraphs[0].add_run("{{ signer_name }}")
    cells[4].paragraphs[0].alignment = RIGHT
    _line(document, "{%p if acquainted %}")
    _line(
        document, "С приказом {{ acquainted_word }}:", before=20, after=6
    ).paragraph_format.keep_with_next = True
    people = _table(document, (40, 5, 60, 65), 3)
    people.rows[0].cells[0].paragraphs[0].add_run("{%tr for name in acquainted %}")
    row = people.rows[1].cells
    _underline(row[0])
    row[2].paragraphs[0].add_run("{{ name }}")
    row[3].paragraphs[0].add_run("«____» ______________ 20____ г.")
    row[3].paragraphs[0].alignment = RIGHT
    row[2].paragraphs[0].paragraph_format.space_before = Pt(10)
    people.rows[2].cells[0].paragraphs[0].add_run("{%tr endfor %}")
    _line(document, "{%p endif %}")
    _line(document, "", size=2)


if __name__ == "__main__":
    build(ORDER_TEMPLATE)
