"""What becomes of a fork: an ordinary ipykernel, with nothing of its own in common with its siblings."""

from __future__ import annotations

import ctypes
import gc
import os
import random
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any

from ipykernel.compiler import XCachingCompiler
from ipykernel.kernelapp import IPKernelApp
from ipykernel.zmqshell import ZMQInteractiveShell
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


class KernelApp(IPKernelApp):
    """ipykernel's application, in a process that has its shell already."""

    lifeline: socket.socket

    def init_kernel(self) -> None:
        super().init_kernel()  # type: ignore[no-untyped-call]
        shell = self.kernel.shell
        shell.kernel = self.kernel
        shell.parent = self.kernel
        for one in self.kernel.comm_manager.comms.values():
            one.kernel = self.kernel  # widgets that were made before there was a kernel keep silent without
        # On the control channel's thread, which answers also while a cell runs.
        loop = self.control_thread.io_loop
        loop.add_callback(loop.add_handler, self.lifeline.fileno(), self._forgotten, loop.READ)

    def _forgotten(self, *_: object) -> None:
        """The server is gone, or knows this kernel no more: it ends, with all that it started."""
        os.killpg(0, signal.SIGKILL)


def prepare() -> None:
    """Makes the shell in which a kernel runs its cells."""
    without = "debugpy" not in sys.modules
    if without:
        sys.modules["debugpy"] = None  # type: ignore[assignment] # pages are not debugged, and it is large
    import ipykernel.debugger  # noqa: F401

    if without:
        del sys.modules["debugpy"]
    ZMQInteractiveShell.instance(config=configuration(), compiler_class=XCachingCompiler)


def register_widgets() -> None:
    """Has the widgets hear from the browser. They do it by themselves only where a kernel runs already."""
    import ipywidgets

    ipywidgets.register_comm_target()


def run(order: wire.Message, lifeline: socket.socket) -> None:
    """Is the kernel that is `order`ed, until it is told to end."""
    own(order["env"], order["cwd"])
    # So that lists of processes tell kernels apart: the first 15 characters of "kernel-<id>".
    ctypes.CDLL(None).prctl(PR_SET_NAME, Path(order["kernel"]).stem.encode())
    gc.enable()
    argv = [*order["argv"], "-f", order["kernel"]]
    sys.argv = ["ipykernel_launcher.py", *argv]
    app: Any = KernelApp.instance(config=configuration())
    app.lifeline = lifeline
    app.initialize(argv)
    wire.send(lifeline, {"ready": os.getpid()})
    app.start()


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
