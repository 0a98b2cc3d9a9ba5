"""mentorbook in somebody else's Jupyter server: JupyterLab, a hub, Binder.

The pages are Voilà's there; what is added are the files that they and JupyterLab load by hashed address. With
``MENTORBOOK_POOL=1`` in the server's environment its Python kernels are forked from one warm process.
"""

from __future__ import annotations

import os
import time
from typing import Any

from jupyter_client.provisioning.factory import KernelProvisionerFactory as Factory

from mentorbook.server import static, together
from mentorbook.server.pool import provisioner, warm
from mentorbook.widgets import binder


def load(server: Any) -> None:
    """Called by the Jupyter server as it starts, before Voilà's own extension (it goes by the alphabet)."""
    settings = server.web_app.settings
    settings.setdefault("websocket_max_message_size", static.LARGEST_MESSAGE)
    server.web_app.add_handlers(".*$", static.handlers(settings["base_url"]))
    if binder.here():
        os.environ.setdefault(binder.STARTED, str(time.time()))
        server.web_app.add_handlers(".*$", together.handlers(settings["base_url"]))
    if os.environ.get("MENTORBOOK_POOL") == "1" and warm.forks():
        Factory.instance(parent=server).default_provisioner_name = provisioner.NAME
        server.io_loop.add_callback(warm.pool().begin)
    voila = server.config.VoilaConfiguration
    theirs = voila.page_config_hook if "page_config_hook" in voila else None

    def hook(config: dict[str, Any], **known: Any) -> dict[str, Any]:
        return static.page_config(theirs(config, **known) if callable(theirs) else config, **known)

    voila.page_config_hook = hook
