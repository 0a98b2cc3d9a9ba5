"""Checking a certificate on a page: the PDF or its code, against the trainers of the pack. Nobody is asked."""

from __future__ import annotations

from typing import Any

import traitlets as t

from mentorbook.content import using
from mentorbook.errors import MentorbookError
from mentorbook.messages import catalogue
from mentorbook.widgets._base import Widget

LARGEST = 8 * 1024 * 1024  # bytes of a file; beyond it the connection would drop
SENTENCES = "certificate.page."


class CertificateCheck(Widget):
    """A box for the code, a place for the file, and what is known. Needs no page and no workbook.

    ::

        mentorbook.CertificateCheck()
    """

    name = "certificate"

    words = t.Dict(help="the sentences it says, by key").tag(sync=True)
    largest = t.Int(LARGEST, help="how many bytes a file may have").tag(sync=True)

    def __init__(self, page: object = None, **kwargs: Any) -> None:
        using.renew()
        words = {key: text for key, text in catalogue().items() if key.startswith(SENTENCES)}
        super().__init__(page, words=words, **kwargs)
        self.on_msg(self._check)

    def _check(self, _widget: object, content: object, buffers: list[memoryview]) -> None:
        if not isinstance(content, dict) or content.get("type") != "check":
            return
        from mentorbook.certificates import paper
        from mentorbook.certificates.telling import told

        code, number = content.get("code"), content.get("number")
        data = bytes(buffers[0])[: LARGEST + 1] if buffers else str(code or "")[: paper.LARGEST].encode()
        pack = using.used()
        try:
            verdict = paper.check(data, [pack])
        except MentorbookError as problem:
            self.send({"type": "verdict", "number": number, "kind": "bad", "lines": [str(problem)]})
            return
        kind = "look" if verdict.trainer is None else "good"
        self.send({"type": "verdict", "number": number, "kind": kind, "lines": told(verdict, pack.language)})
