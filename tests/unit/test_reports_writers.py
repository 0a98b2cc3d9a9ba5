"""What people wrote is text in every kind of document: nothing in it is obeyed, and nothing is lost."""

from __future__ import annotations

import io
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import docx
import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorbook.reports.habits import Habits, clean, right_to_left
from mentorbook.reports.html import to_html
from mentorbook.reports.markdown import plain, to_markdown
from mentorbook.reports.outline import Outline, outline
from mentorbook.reports.pdf import to_pdf
from mentorbook.reports.word import to_word
from tests.unit.report_words import NASTY, nasty


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Outline:
    with nasty(tmp_path_factory.mktemp("nasty") / "pair.mentorbook") as book:
        return outline(book, habits=Habits(locale="en-GB"))


def squeezed(text: str) -> str:
    """Without white space: a document breaks its lines where it must."""
    return re.sub(r"\s+", "", text)


def pdf_text(made: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages)


@pytest.fixture(scope="module")
def pdf(report: Outline) -> bytes:
    return to_pdf(report)


@pytest.mark.parametrize("kind", [kind for kind in NASTY if kind not in ("hebrew", "arabic")])
def test_a_pdf_says_what_was_written(pdf: bytes, kind: str) -> None:
    assert squeezed(NASTY[kind]) in squeezed(pdf_text(pdf))


@pytest.mark.parametrize("kind", ["hebrew", "arabic"])
def test_a_pdf_keeps_the_letters_of_text_from_right_to_left(pdf: bytes, kind: str) -> None:
    """Its words can be searched, and there is nothing among their letters that nobody wrote."""
    text = pdf_text(pdf)
    for word in re.findall(r"\w+", NASTY[kind]):
        assert word in text
    assert not set(text) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def test_a_pdf_is_tagged_titled_and_free_of_code(pdf: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en-GB"
    assert "/OpenAction" not in root
    assert b"/JavaScript" not in pdf
    assert reader.metadata is not None and "Gr#ce <b>*$" in (reader.metadata.title or "")


def test_a_pdf_embeds_fonts_for_every_script_it_has(pdf: bytes) -> None:
    names = {
        str(font.get_object()["/BaseFont"])
        for page in pypdf.PdfReader(io.BytesIO(pdf)).pages
        for font in page["/Resources"].get("/Font", {}).values()
    }
    assert any("LibertinusSerif" in name for name in names)
    assert any("DroidSansFallback" in name for name in names)


def test_a_character_without_a_font_is_said_on_the_cover(tmp_path: Path) -> None:
    """No font draws a character for private use; the document is made all the same, and says so."""
    with nasty(tmp_path / "pair.mentorbook") as book:
        book.set("agreement/purpose", "Unknown \U0010fffd letter", by="mentee")
        made = pdf_text(to_pdf(outline(book, sections=["agreement"])))
    assert "drawn as boxes" in made
    assert "Unknown" in made


def test_a_word_file_says_what_was_written_in_real_styles(report: Outline) -> None:
    document = docx.Document(io.BytesIO(to_word(report)))
    every = [p.text for p in document.paragraphs]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    for words in NASTY.values():
        assert " ".join(words.split()) in cells
        assert {part.strip("\n") for part in words.split("\n\n")} <= {*every}
    heads = [p for p in document.paragraphs if p.style.name == "Heading 2"]
    assert len(heads) >= len(NASTY)
    hebrew = next(p for p in document.paragraphs if p.text == NASTY["hebrew"])
    assert hebrew._p.pPr.xpath("w:bidi")
    assert all(run.font.rtl for run in hebrew.runs)


def test_a_word_file_holds_no_field_that_people_wrote(report: Outline) -> None:
    with zipfile.ZipFile(io.BytesIO(to_word(report))) as archive:
        text = archive.read("word/document.xml").decode()
    assert set(re.findall(r"<w:instrText[^>]*>([^<]*)<", text)) == {r' TOC \o "1-2" \h \z \u '}
    assert "w:hyperlink" not in text


class Reading(HTMLParser):
    """The words of a page, and which elements and attributes it has."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_a_page_says_what_was_written_and_runs_nothing(report: Outline) -> None:
    page = to_html(report)
    reading = Reading(page)
    for words in NASTY.values():
        assert words in reading.words
    assert not reading.tags & {"script", "iframe", "object", "link", "base", "form"}
    assert not any(name.startswith("on") for name in reading.attributes)
    assert "default-src 'none'" in page
    assert not re.search(r"(src|href)=\"(?!data:image/svg|#)", page)


def test_markdown_says_what_was_written(report: Outline) -> None:
    text = to_markdown(report)
    assert re.sub(r"\\(.)", r"\1", text).count("<script>alert(1)</script>") >= 2
    lines = text.splitlines()
    assert not [line for line in lines if re.match(r"\s*# ", line)][1:]  # the title alone


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=200))
def test_no_line_is_markup_in_markdown(words: str) -> None:
    """Every character that could be markup has a backslash before it or is written as its number."""
    line = plain(words)
    undone = re.sub(r"&#(\d+);", lambda found: chr(int(found[1])), line)
    assert re.sub(r"\\(.)", r"\1", undone, flags=re.DOTALL) == words
    bare = re.sub(r"\\.", "", re.sub(r"&#\d+;", "", line), flags=re.DOTALL)
    assert not set(bare) & set("*_`[]<>#|$!^@~{}&")
    assert not re.match(r"[-+=:]|\d+[.)]", line)


@given(st.text(max_size=300))
def test_clean_text_is_what_xml_takes(words: str) -> None:
    from lxml.etree import Element

    element = Element("words")
    element.text = clean(words)  # raises where XML could not hold it
    assert clean(clean(words)) == clean(words)


def test_which_way_a_text_runs_is_decided_by_its_first_letter() -> None:
    assert right_to_left("12. שלום Hello")
    assert not right_to_left("Hello שלום")
    assert not right_to_left("12345 … !")


def test_a_novel_is_there_to_its_last_word(tmp_path: Path) -> None:
    novel = "It was the best of times. " * 38_000 + "The end of it."
    with nasty(tmp_path / "pair.mentorbook") as book:
        book.set("agreement/purpose", novel, by="mentee")
        short = outline(book, sections=["agreement"])
    assert "The end of it." in to_markdown(short)
    assert "The end of it." in to_html(short)
    document = docx.Document(io.BytesIO(to_word(short)))
    assert document.paragraphs[-1].text.endswith("The end of it.")
    last = pypdf.PdfReader(io.BytesIO(to_pdf(short))).pages[-1].extract_text()
    assert "The end of it." in " ".join(last.split())


def test_an_empty_workbook_makes_a_document_that_says_so(tmp_path: Path) -> None:
    with nasty(tmp_path / "pair.mentorbook") as book:
        empty = outline(book, sections=["moments"])
    assert "Nothing has been written" in to_markdown(empty)
    assert "Nothing has been written" in to_html(empty)
    assert "Nothing has been written" in pdf_text(to_pdf(empty))
    assert any("Nothing has been" in p.text for p in docx.Document(io.BytesIO(to_word(empty))).paragraphs)
