"""A notebook becomes a page: rendered around a kernel that runs its cells, or from what they showed before."""

from __future__ import annotations

import logging
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from nbformat.notebooknode import from_dict
from voila.notebook_renderer import NotebookRenderer
from voila.utils import get_page_config

Kind = TypeVar("Kind", bound=NotebookRenderer)


class Renderer(NotebookRenderer):  # type: ignore[misc]
    """Renders one notebook; the kernel is started where the template asks for it, after the text.

    Attributes:
        start: Starts a kernel for the notebook and returns its id and its manager.
        begun: Whether the text is out, and the kernel there.
    """

    start: Callable[[Any], Awaitable[tuple[str, Any]]]
    begun = False

    async def _jinja_kernel_start(self, nb: Any, kernel_id: object, kernel_future: object) -> str:
        started, kernel = await self.start(nb)
        await super()._jinja_kernel_start(nb, started, kernel)
        self.begun = True
        return started


@dataclass(frozen=True)
class Page:
    """A page that is finished but for its kernel."""

    head: str
    """The text, which needs no kernel."""
    rest: str
    """What comes after it, with `mark` where the kernel's id belongs."""
    mark: str

    def tail(self, kernel_id: str) -> str:
        """What comes after the text, for the kernel that has run the cells."""
        return self.rest.replace(self.mark, kernel_id)


class Made(NotebookRenderer):  # type: ignore[misc]
    """Renders a notebook whose cells have run, elsewhere."""

    async def page(self, outputs: Sequence[Sequence[Mapping[str, Any]]]) -> Page:
        """The page. `outputs` are those of each code cell, in order."""
        nodes: Any = from_dict
        self._outputs = [[nodes(output) for output in shown] for shown in outputs]
        self._mark, self._split = uuid.uuid4().hex, 0
        parts = self._parts = list[str]()
        async for html, _ in self.generate_content_generator():
            parts.append(html)
        return Page("".join(parts[: self._split]), "".join(parts[self._split :]), self._mark)

    async def _jinja_kernel_start(self, nb: object, kernel_id: object, kernel_future: object) -> str:
        self._split = len(self._parts)
        return self._mark

    async def _jinja_cell_generator(self, nb: Any, kernel_id: object) -> AsyncIterator[Any]:
        outputs = iter(self._outputs)
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.outputs = next(outputs)
            yield cell


def code(notebook: Any) -> list[str]:
    """The code cells of a notebook, in order."""
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


async def renderer(
    kind: type[Kind], path: str, settings: Mapping[str, Any], known: Mapping[str, Any]
) -> Kind:
    """A renderer for the notebook at `path`.

    Args:
        settings: Those of the tornado application.
        known: What Voilà tells the handlers of its pages.
    """
    configuration = known["voila_configuration"]
    common = {"base_url": settings["base_url"], "voila_configuration": configuration}
    config = get_page_config(settings=settings, log=logging.getLogger(__name__), **common)
    made: Kind = kind(
        traitlet_config=known["config"],
        notebook_path=path,
        template_paths=known["template_paths"],
        config_manager=settings["config_manager"],
        contents_manager=settings["contents_manager"],
        kernel_spec_manager=settings["kernel_spec_manager"],
        page_config=configuration.page_config_hook(config, **common),
        **common,
    )
    await made.initialize()
    return made
