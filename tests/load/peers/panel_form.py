"""The form in Panel: ``panel serve panel_form.py``."""

import panel as pn
from fields import FIELDS, HEARD, INTRODUCTION, TITLE

KINDS = {
    "line": pn.widgets.TextInput,
    "text": pn.widgets.TextAreaInput,
    "choice": pn.widgets.Select,
    "number": pn.widgets.IntInput,
    "tick": pn.widgets.Checkbox,
}

pn.extension()
widgets = [
    KINDS[kind](name=label, **({"options": options} if kind == "choice" else {}))
    for kind, label, options in FIELDS
]
heard = pn.pane.Markdown(pn.bind(lambda words: HEARD + str(words), widgets[0]))
pn.Column(pn.pane.Markdown(f"# {TITLE}\n\n{INTRODUCTION}"), heard, *widgets).servable(title=TITLE)
