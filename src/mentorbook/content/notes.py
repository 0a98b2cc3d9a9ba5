"""A trainer's notes to a module, as Markdown. They are for the trainer's own terminal or notebook: no page shows them."""

from __future__ import annotations

from mentorbook.content.course import Module
from mentorbook.content.specs import Pack
from mentorbook.errors import PathError
from mentorbook.messages import say


def notes(pack: Pack, module: str | None = None) -> str:
    """The notes to one module, or to all of the pack: timing, notes and the right answers.

    Raises:
        PathError: There is no such module.
    """
    if module is not None and module not in pack.modules:
        raise PathError("path.module", name=module, modules=", ".join(pack.modules))
    chosen = pack.modules.values() if module is None else [pack.modules[module]]
    return "\n".join(_one(each) for each in chosen)


def _one(module: Module) -> str:
    lines = [f"# {module.title}", ""]
    if module.timing:
        parts = [say(f"course.part.{part}", minutes=minutes) for part, minutes in module.timing.items()]
        lines += [say("course.notes.timing", minutes=module.minutes, parts=" · ".join(parts)), ""]
    lines += [f"- {note.text}" for note in module.notes]
    if module.questions:
        lines += ["", f"## {say('course.notes.answers')}", ""]
    for number, question in enumerate(module.questions, start=1):
        lines.append(f"{number}. {question.text}")
        for option in question.options:
            if question.kind == "ordering":
                lines.append(f"   - {option.text}")
            elif question.kind == "matching":
                lines.append(f"   - {option.text}: {option.match}")
            elif option.right:
                lines.append(f"   - {option.text}")
    return "\n".join([*lines, ""])
