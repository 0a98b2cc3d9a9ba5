"""Where a learner is in a course."""

from __future__ import annotations

from typing import Any

import traitlets as t

from mentorbook.content.using import used
from mentorbook.errors import PathError
from mentorbook.widgets.paged import Paged
from mentorbook.workbook.paths import COURSE


class CourseHome(Paged):
    """The modules of a course, how far one is in each, and the way to go on.

    With `module`, the same in short, for the page of that module.

    Args:
        course: The course's id; the first of the pack if left out. module: Whose page this is.

    Raises:
        PathError: The pack has no such course or module.
    """

    name = "course"
    sections = (COURSE,)

    course = t.Dict(help="its title and intro").tag(sync=True)
    modules: t.List[Any] = t.List(help="its modules, as {id, title, minutes, href}").tag(sync=True)
    module = t.Unicode(help="the module whose page this is").tag(sync=True)
    foot = t.Bool(False, help="whether it stands at the foot of that page: the way on").tag(sync=True)

    def __init__(self, page: Any, *, course: str = "", module: str = "", **kwargs: Any) -> None:
        pack = used()
        course = course or next(iter(pack.courses), "")
        if course not in pack.courses:
            raise PathError("path.course.none", name=course, courses=", ".join(pack.courses))
        spec = pack.courses[course]
        if module and module not in spec.modules:
            raise PathError("path.module", name=module, modules=", ".join(spec.modules))
        listed = [
            {
                "id": name,
                "title": pack.modules[name].title,
                "minutes": pack.modules[name].minutes,
                "href": f"{number:02d}-{name}.ipynb",
            }
            for number, name in enumerate(spec.modules, start=1)
        ]
        about = {"id": spec.id, "title": spec.title, "intro": spec.intro, "audience": spec.audience}
        super().__init__(page, course=about, modules=listed, module=module, **kwargs)
        self.page.desk.teach(spec.modules, brief=True)
