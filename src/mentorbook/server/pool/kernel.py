"""What becomes of a fork: an ordinary ipykernel, with nothing of its own in common with its siblings."""

from __future__ import annotations

import ctypes
import fcntl
import gc
import os
import random
import select
import signal
import socket
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ipykernel import ipkernel
from ipykernel.compiler import XCachingCompiler
from ipykernel.kernelapp import IPKernelApp
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.application import BaseIPythonApplication
from traitlets.config import Config

from mentorbook.server.pool import wire

PR_SET_NAME = 15
DEFAULT_SIGNALS = (signal.SIGCHLD, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE)


def configuration() -> Config:
    """What a page's kernel does without: a history of what was run, and loading extensions."""
    config = Config()
    config.HistoryManager.enabled = False
    config.IPKernelApp.capture_fd_output = False
    config.IPKernelApp.parent_handle = 1  # no thread that looks for the parent: there is the lifeline
    return config


class Once(BaseIPythonApplication):
    """What ipykernel's application does the same way in every process: read its configuration."""

    done = False

    def initialize(self, argv: list[str] | None = None) -> None:
        """Reads it, at the first call."""
        if not self.done:
            super().initialize(argv)  # type: ignore[no-untyped-call]
            self.done = True


class KernelApp(IPKernelApp, Once):
    """ipykernel's application, in a process that has its configuration and its shell already."""

    def init_kernel(self) -> None:
        """Makes the kernel, around the shell and the widgets that are there."""
        # For the debugger, every module would be looked at: which writes to each, in memory that is shared.
        ipkernel.sys = SimpleNamespace(**{**vars(sys), "modules": {}})  # type: ignore[attr-defined, assignment]
        try:
            super().init_kernel()  # type: ignore[no-untyped-call]
        finally:
            ipkernel.sys = sys  # type: ignore[attr-defined]
        shell = self.kernel.shell
        shell.kernel = self.kernel
        shell.parent = self.kernel
        for one in self.kernel.comm_manager.comms.values():
            one.kernel = self.kernel  # widgets that were made before there was a kernel keep silent without


def prepare() -> None:
    """Makes the application, and the shell in which a kernel runs its cells."""
    without = "debugpy" not in sys.modules
    if without:
        sys.modules["debugpy"] = None  # type: ignore[assignment] # pages are not debugged, and it is large
    import ipykernel.debugger  # noqa: F401

    if without:
        del sys.modules["debugpy"]
    app = KernelApp.instance(config=configuration())
    Once.initialize(app, [])
    ZMQInteractiveShell.instance(parent=app, profile_dir=app.profile_dir, compiler_class=XCachingCompiler)


def register_widgets() -> None:
    """Has the widgets hear from the browser. They do it by themselves only where a kernel runs already."""
    import ipywidgets

    ipywidgets.register_comm_target()


def run(order: wire.Message, lifeline: socket.socket) -> None:
    """Is the kernel that is `order`ed, until it is told to end."""
    own(order["env"], order["cwd"])
    depend(lifeline)
    # So that lists of processes tell kernels apart: the first 15 characters of "kernel-<id>".
    ctypes.CDLL(None).prctl(PR_SET_NAME, Path(order["kernel"]).stem.encode())
    gc.enable()
    sys.argv = ["ipykernel_launcher.py", "-f", order["kernel"]]
    app: Any = KernelApp.instance()
    app.connection_file = order["kernel"]
    app.initialize([])
    wire.send(lifeline, {"ready": os.getpid()})
    app.start()


def depend(lifeline: socket.socket) -> None:
    """Ends this process, and all that it starts, when the other end of the lifeline is closed.

    The server is then gone, or knows this kernel no more. The system itself sends the signal: a kernel may be busy
    with what lets no other thread run.
    """
    end = lifeline.fileno()
    fcntl.fcntl(end, fcntl.F_SETOWN, -os.getpgid(0))
    fcntl.fcntl(end, fcntl.F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(end, fcntl.F_SETFL, fcntl.fcntl(end, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([end], [], [], 0)[0]:  # closed before the system was told to look
        os._exit(0)


def own(env: dict[str, str], cwd: str) -> None:
    """Gives this process what it would have had if it had been started by itself."""
    os.setsid()
    for number in DEFAULT_SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    os.chdir(cwd)
    random.seed()
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()
