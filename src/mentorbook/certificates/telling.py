"""What is known of a certificate whose signature is right, and what is not, in sentences."""

from __future__ import annotations

from mentorbook.certificates.code import Verdict
from mentorbook.messages import say
from mentorbook.reports.habits import Habits


def told(verdict: Verdict, language: str, locale: str = "") -> list[str]:
    """A few sentences, the most important first."""
    one = verdict.certificate
    day = Habits(language=language, locale=locale).day(one.day)
    hours = say("certificate.hours.of", count=one.hours, hours=f"{one.hours:g}")
    says = say(
        "certificate.says", name=one.name, course=one.course, hours=hours, day=day, trainer=one.trainer
    )
    if verdict.trainer is None:
        return [say("certificate.unknown", fingerprint=verdict.fingerprint), says]
    known = {"name": verdict.trainer.name, "pack": verdict.pack, "fingerprint": verdict.fingerprint}
    return [say("certificate.genuine"), says, say("certificate.known", **known)]
