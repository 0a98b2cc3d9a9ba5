"""The form in Solara: ``solara run solara_form.py``."""

import solara
from fields import FIELDS, HEARD, INTRODUCTION, TITLE


@solara.component
def Field(kind, label, options, words):
    """One field; `words` is its text, or where that is kept."""
    words = solara.use_reactive(words)
    number = solara.use_reactive(0)
    tick = solara.use_reactive(False)
    if kind == "line":
        solara.InputText(label, value=words)
    elif kind == "text":
        solara.InputTextArea(label, value=words)
    elif kind == "choice":
        solara.Select(label, value=words, values=options)
    elif kind == "number":
        solara.InputInt(label, value=number)
    else:
        solara.Checkbox(label=label, value=tick)


@solara.component
def Page():
    """All of them, and the answer to the first."""
    solara.Title(TITLE)
    solara.Markdown(f"# {TITLE}\n\n{INTRODUCTION}")
    words = solara.use_reactive("")
    solara.Text(HEARD + words.value)
    for number, (kind, label, options) in enumerate(FIELDS):
        Field(kind, label, options, words if number == 0 else "")
