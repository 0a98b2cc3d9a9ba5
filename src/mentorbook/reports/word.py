"""The report as a Word document, with real styles, so that its look can be changed in one place."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from mentorbook.messages import say
from mentorbook.reports.charts import Chart
from mentorbook.reports.habits import right_to_left
from mentorbook.reports.outline import Answer, Block, Heading, Outline, Said, Table
from mentorbook.reports.press import pictures

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

SERIF, SANS = "Georgia", "Calibri"
INK, QUIET, ACCENT = "24211B", "575247", "0E5C58"
VOICES = {"mentor": "3C2F86", "mentee": "B04E0E"}
MARKS = {"mentor": "■ ", "mentee": "● "}
PAPER, LINE = "F4F0E8", "D9D3C7"
LABEL, VOICE, INTRO, ROWS, CELL, SMALL = "Question", "Voice", "Introduction", "Rows", "Cell", "SmallCell"
FEW = 4  # columns
TOGETHER = 600  # characters in a row that is not parted over two pages
LONGEST_RUN = 30_000
"""Characters in one run: Word and LibreOffice are slow with a whole book in one."""

Progress = Callable[[str], None]


def to_word(report: Outline, *, progress: Progress = lambda stage: None) -> bytes:
    """The report as .docx.

    Args:
        progress: Called with ``charts`` and ``layout`` as these begin.
    """
    import docx

    progress("charts")
    charts = [block for part in report.parts for block in part.blocks if isinstance(block, Chart)]
    drawn = {id(chart): png for chart, png in zip(charts, pictures(charts, "png"), strict=True)}
    progress("layout")
    document = docx.Document()
    _styles(document, report)
    if report.cover:
        _cover(document, report)
    for part in report.parts:
        _heading(document, part.title, 1)
        if part.intro:
            _write(_paragraph(document, INTRO), part.intro)
        for block in part.blocks:
            _block(document, block, drawn)
    if not report.parts:
        document.add_paragraph(say("report.empty"))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _block(document: Document, block: Block, drawn: dict[int, bytes]) -> None:
    match block:
        case Heading(level, text, person, by, note):
            _heading(document, text, level)
            if by or note:
                line = _paragraph(document, VOICE)
                _voice(line, person, by)
                line.add_run(f"  {note}" if by else note)
        case Answer(label, said, differs):
            line = _paragraph(document, LABEL)
            _write(line, label)
            if differs:
                line.add_run(f"  {say('report.differs')}").italic = True
            if len(said) == 2 and all(len(one.words) < 1_500 for one in said):
                _side_by_side(document, said)
            else:
                for one in said:
                    _one(document, one)
        case Table():
            _table(document, block)
        case Chart():
            _chart(document, block, drawn[id(block)])


def _cover(document: Document, report: Outline) -> None:
    _write(_paragraph(document, "Title"), report.title)
    for person, name in report.names.items():
        line = _paragraph(document, VOICE)
        _voice(line, person, name)
        line.add_run(f"  {say(f'role.{person}')}")
    for label, value in report.facts:
        _write(document.add_paragraph(), f"{label}: {value}")
    _write(_paragraph(document, INTRO), report.made)
    if not report.parts:
        return
    document.add_page_break()  # type: ignore[no-untyped-call]
    _write(_paragraph(document, "Subtitle"), say("report.contents"))
    contents = document.add_paragraph()
    _field(contents, r'TOC \o "1-2" \h \z \u', report)


def _heading(document: Document, text: str, level: int) -> None:
    _write(_paragraph(document, f"Heading{level}"), text)


def _paragraph(holder: Any, style: str = "") -> Paragraph:
    """A new paragraph of a style, by the style's id: python-docx searches all of them for a name."""
    paragraph: Paragraph = holder.add_paragraph()
    if style:
        paragraph._p.style = style
    return paragraph


def _one(holder: Any, one: Said) -> None:
    if one.name:
        line = _paragraph(holder, VOICE)
        _voice(line, one.person, one.name)
    _paragraphs(holder, one.words)


def _side_by_side(document: Document, said: tuple[Said, ...]) -> None:
    table = document.add_table(rows=1, cols=len(said))
    for cell, one in zip(table.rows[0].cells, said, strict=True):
        _one(cell, one)
        first = cell.paragraphs[0]._p  # a cell begins with an empty paragraph
        first.getparent().remove(first)
        # LibreOffice would keep the whole table with what comes next, and that with what comes after it: a page each.
        cell.paragraphs[0].paragraph_format.keep_with_next = False
    _keep_together(table.rows[0], [one.words for one in said])


def _keep_together(row: Any, words: Iterable[str]) -> None:
    from docx.oxml import OxmlElement

    if sum(map(len, words)) < TOGETHER:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _table(document: Document, block: Table) -> None:
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.oxml import OxmlElement

    if block.title:
        _write(_paragraph(document, LABEL), block.title)
    table = document.add_table(rows=1 + len(block.rows), cols=len(block.columns), style=ROWS)
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    whole = document.sections[0].page_width - document.sections[0].left_margin * 2  # type: ignore[operator]
    for share, column in zip(block.shares, table.columns, strict=True):
        column.width = int(whole * share)
    # Row by row: asking a table of python-docx for one cell walks through all of them.
    for number, (row, words) in enumerate(zip(table.rows, (block.columns, *block.rows), strict=True)):
        for share, cell, text in zip(block.shares, row.cells, words, strict=True):
            cell.width = int(whole * share)
            cell.paragraphs[0]._p.style = CELL if len(block.columns) <= FEW else SMALL
            _write(cell.paragraphs[0], text)
        _keep_together(row, words)
        if number == 0:
            repeated = OxmlElement("w:tblHeader")
            row._tr.get_or_add_trPr().append(repeated)
    document.add_paragraph()


def _chart(document: Document, chart: Chart, picture: bytes) -> None:
    from docx.shared import Inches

    line = _paragraph(document, LABEL)
    _write(line, chart.title)
    for person, name in chart.legend:
        line.add_run("   ")
        _voice(line, person, name)
    shown = document.add_picture(io.BytesIO(picture), width=Inches(6.1))
    shown._inline.docPr.set("descr", chart.words)


# -- text


def _paragraphs(holder: Any, text: str) -> None:
    for part in text.split("\n\n"):
        if part.strip():
            _write(holder.add_paragraph(), part.strip("\n"))


def _write(paragraph: Paragraph, text: str) -> None:
    """Plain text with its line ends and tabs; right to left where it begins so."""
    runs = [
        paragraph.add_run(text[start : start + LONGEST_RUN]) for start in range(0, len(text), LONGEST_RUN)
    ]
    if right_to_left(text):
        from docx.oxml import OxmlElement

        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
        for run in runs:
            run.font.rtl = True


def _voice(paragraph: Paragraph, person: str, name: str) -> None:
    from docx.shared import RGBColor

    run = paragraph.add_run(MARKS.get(person, "") + name)
    run.bold = True
    run.font.color.rgb = RGBColor.from_string(VOICES.get(person, QUIET))


# -- the document around it


def _styles(document: Document, report: Outline) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Cm, Pt, RGBColor

    core = document.core_properties
    core.title, core.author = (
        f"{report.title}: {report.subtitle}"[:255],
        ", ".join(report.names.values())[:255],
    )
    core.language, core.comments, core.created = report.language, "", datetime.now(UTC)
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.4)
    styles = document.styles

    def look(name: str, font: str, size: float, colour: str, **more: Any) -> None:
        style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.font.name, style.font.size = font, Pt(size)
        style.font.color.rgb = RGBColor.from_string(colour)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):  # else Word goes by its theme
            fonts.attrib.pop(_named(f"w:{kind}"), None)
        for key, value in more.items():
            setattr(style.font if key in ("bold", "italic") else style.paragraph_format, key, value)

    look("Normal", SANS, 11, INK, space_after=Pt(6))
    look("Title", SERIF, 30, INK, space_after=Pt(18))
    look("Subtitle", SERIF, 20, INK, space_after=Pt(8), italic=False)
    look("Heading 1", SERIF, 22, INK, bold=False, page_break_before=True, space_after=Pt(6))
    look("Heading 2", SERIF, 15, INK, bold=False, space_before=Pt(18), space_after=Pt(4))
    look("Heading 3", SANS, 12, ACCENT, bold=True, space_before=Pt(12), space_after=Pt(2))
    look("Heading 4", SANS, 11, INK, bold=True, italic=False, space_before=Pt(8), space_after=Pt(2))
    quiet = {"keep_with_next": True, "space_before": Pt(6), "space_after": Pt(1)}
    look(LABEL, SANS, 9.5, QUIET, bold=True, **quiet)
    look(VOICE, SANS, 9.5, QUIET, keep_with_next=True, space_after=Pt(1))
    look(CELL, SANS, 10, INK, space_after=Pt(0))
    look(SMALL, SANS, 8.5, INK, space_after=Pt(0))
    look(INTRO, SANS, 10, QUIET, italic=True, space_after=Pt(8))
    _style_of_rows(styles)
    foot = page.footer.paragraphs[0]
    _write(foot, f"{report.subtitle}\t\t")
    _field(foot, "PAGE", report)


def _style_of_rows(styles: Any) -> None:
    """Tables: hairlines between the rows, and a heading that is told from them."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    style = styles.add_style(ROWS, WD_STYLE_TYPE.TABLE)
    style.base_style = styles["Normal Table"]
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:color="{LINE}"/>' for side in ("top", "bottom", "insideH")
    )
    margins = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>'
        for side, width in (("top", 50), ("left", 60), ("bottom", 50), ("right", 60))
    )
    for part in (
        f"<w:tblPr {{}}><w:tblBorders>{lines}</w:tblBorders><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>",
        '<w:tblStylePr {} w:type="firstRow">'
        f'<w:rPr><w:b/><w:color w:val="{QUIET}"/></w:rPr><w:tcPr><w:shd w:val="clear" w:fill="{PAPER}"/></w:tcPr>'
        "</w:tblStylePr>",
    ):
        style.element.append(parse_xml(part.format(nsdecls("w"))))


def _field(paragraph: Paragraph, code: str, report: Outline) -> None:
    """A field that Word works out: the page number, or the contents."""
    from docx.oxml import OxmlElement

    def mark(kind: str) -> None:
        element = OxmlElement("w:fldChar")
        element.set(_named("w:fldCharType"), kind)
        paragraph.add_run()._r.append(element)

    mark("begin")
    told = OxmlElement("w:instrText")
    told.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    told.text = f" {code} "
    paragraph.add_run()._r.append(told)
    mark("separate")
    if code.startswith("TOC"):  # until Word has made its own, with pages
        for number, part in enumerate(report.parts):
            run = paragraph.add_run()
            if number:
                run.add_break()
            run.add_text(part.title)
    else:
        paragraph.add_run("1")
    mark("end")


def _named(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(name))
