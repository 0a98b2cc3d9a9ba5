"""The pool as Jupyter knows it: a kernel provisioner, named in ``pyproject.toml`` and in our kernel spec."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from mentorbook.content import using
from mentorbook.content.folder import stamp
from mentorbook.server.pool import warm

NAME = "mentorbook-pool"
OURS = {"env", "cwd", "page", "kernel_id"}
"""What may be asked of a kernel to fork; for anything else, an ordinary one is started."""


class PoolProvisioner(LocalProvisioner):
    """Starts a kernel by forking it from the pool's template; where that is not to be had, as ever.

    A kernel is started with ``page=<a page's template>`` to have run that page already. When it is restarted it
    has not: its page was told that all is lost, and is loaded anew.

    Attributes:
        ran: Whether the kernel that runs now has run its page.
    """

    ran = False
    _launched = False
    _packs: ClassVar[list[Any]] = []

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        page: warm.Template | None = kwargs.pop("page", None)
        first, self._launched = not self._launched, True
        self.ran = False
        if (file := connection_file(cmd, kwargs)) is not None:
            if page is not None and first:
                self.ran = await self._fork(page, file, kwargs)
            if self.ran or await self._fork(None, file, kwargs):
                return self.connection_info
        return await super().launch_kernel(cmd, **kwargs)

    def _outdated(self) -> bool:
        """Whether a pack has changed since the template read it: in somebody else's server no page looks."""
        now = [stamp(folder) for folder in using.folders()]
        before, PoolProvisioner._packs = PoolProvisioner._packs, now
        return bool(before) and before != now

    async def _fork(self, template: warm.Template | None, file: str, kwargs: Mapping[str, Any]) -> bool:
        """Forks the kernel from `template`, or from that of the pool. Returns whether it is there."""
        env = {**kwargs["env"], "VOILA_KERNEL_ID": self.kernel_id, "JPY_PARENT_PID": str(os.getpid())}
        cwd = str(kwargs.get("cwd") or Path.cwd())
        try:
            if template is None and self._outdated():
                warm.pool().end()
            template = template or await warm.pool().template()
            forked = await template.kernel(file, env, cwd)
        except warm.NotToBeHad as problem:
            self.log.warning("A kernel could not be forked: %s", problem)
            return False
        self.process = forked  # type: ignore[assignment] # it has what is used of a Popen
        self.pid = self.pgid = forked.pid
        self.cwd = cwd
        return True


def connection_file(cmd: list[str], kwargs: Mapping[str, Any]) -> str | None:
    """The connection file of a kernel that this very Python would start, or None where it is another one."""
    if not warm.forks() or set(kwargs) - OURS:
        return None
    match cmd:
        case [sys.executable, "-m", "ipykernel_launcher", "-f", file]:
            return file
    return None
