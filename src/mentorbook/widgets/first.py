"""About us: two profiles, and what they say beside each other."""

from mentorbook.widgets.paged import Paged


class FirstConversation(Paged):
    """The profiles, when and how to reach each other, and strengths as several sources see them."""

    name = "first"
    sections = ("profile", "fit")

    def __init__(self, page: object, **kwargs: object) -> None:
        kwargs.setdefault("view", "profile")
        super().__init__(page, **kwargs)  # type: ignore[arg-type]
