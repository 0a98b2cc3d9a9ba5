"""`mentorbook serve`: Voilà with our pages, our template, and nothing else."""

from __future__ import annotations

import argparse
import asyncio
import errno
import logging
import os
import signal
import socket
import ssl
import sys
import threading
import webbrowser
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from jupyter_server.utils import url_path_join
from tornado import ioloop
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.websocket import WebSocketClosedError
from traitlets.config import Config
from voila.app import Voila
from voila.paths import collect_static_paths, collect_template_paths

from mentorbook.content import using
from mentorbook.content.folder import NOTEBOOKS
from mentorbook.errors import MentorbookError
from mentorbook.messages import say
from mentorbook.server import handlers, pages, static
from mentorbook.server.packs import Packs
from mentorbook.server.pool import provisioner, warm
from mentorbook.server.pool.ready import Pages
from mentorbook.widgets import _assets

TEMPLATES = Path(__file__).parent / "share" / "voila" / "templates" / "mentorbook"
IDLE = 10 * 60  # seconds without a message after which a kernel is ended, also where a page still shows it
LEAVING = 2  # seconds
POOL = 2  # kernels that stand by
HIDDEN = ("voila/tree", "voila/api/contents", "voila/api/themes", "voila/templates", "login", "logout")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class ServeError(MentorbookError):
    """The server cannot start; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """How to serve. See `mentorbook serve --help`."""

    port: int = 8866
    host: str = "127.0.0.1"
    data: Path = Path("workbooks")
    shared: bool = False
    browser: bool = True
    certfile: Path | None = None
    keyfile: Path | None = None
    idle: int = IDLE
    pool: int = POOL
    packs: tuple[Path, ...] = ()


def notebooks() -> Path:
    """The folder of pages: in the installed package, or in the checkout that it was installed from."""
    packed = Path(__file__).parents[1] / "_notebooks"
    return packed if packed.is_dir() else Path(__file__).parents[3] / "notebooks"


class App(Voila):  # type: ignore[misc]
    """Voilà, serving one folder of pages with the `mentorbook` template."""

    options: Options
    sockets: list[socket.socket]
    pages: Pages
    packs: Packs

    def setup_template_dirs(self) -> None:
        """Ours first, wherever the package lies; Voilà looks in Jupyter's folders only."""
        inherited = collect_template_paths(["voila", "nbconvert"], "lab", prune=True)
        self.template_paths = [str(TEMPLATES), str(_assets.folder() / "common"), *inherited]
        self.static_paths = collect_static_paths(["voila", "nbconvert"], "lab")

    def init_settings(self) -> dict[str, Any]:
        settings: dict[str, Any] = super().init_settings()
        open_to_all = self.options.shared or self.options.host not in LOOPBACK
        templates = settings["voila_jinja2_env"]
        templates.globals["explain"] = handlers.explain
        return {
            **settings,
            "jinja2_env": templates,  # errors of Jupyter's own handlers, too, look like ours
            # Here, and not in Voilà's own `tornado_settings`, which come too late to have an effect.
            "compress_response": True,
            # A page elsewhere must not reach this server by a name of its own that points to 127.0.0.1.
            "allow_remote_access": open_to_all,
            "default_handler_class": handlers.NotFoundHandler,
            "headers": handlers.HEADERS,
            "websocket_max_message_size": static.LARGEST_MESSAGE,
        }

    def init_handlers(self) -> list[Any]:
        base = self.server_url
        theirs = super().init_handlers()
        page = next(rule for rule in theirs if "/voila/render/" in rule[0])
        self.pages = Pages(
            self.kernel_manager,
            self.app.settings,
            page[2],
            start=partial(pages.start_kernel, self.kernel_manager, base),
            root=Path(self.root_dir),
            size=self.options.pool,
            log=self.log,
        )
        own = [
            (base, handlers.IndexHandler),
            (page[0], pages.PageHandler, {**page[2], "pages": self.pages, "packs": self.packs}),
            *static.handlers(base),
            *((url_path_join(base, path) + r"(?:/.*)?", handlers.NotFoundHandler) for path in HIDDEN),
        ]
        return [*own, *theirs]

    def listen(self) -> None:
        """Serves on the sockets that were opened at the start, until told to stop."""
        options = self.options
        server = HTTPServer(
            self.app,
            ssl_options=_certificate(options),
            xheaders=options.shared,
            max_buffer_size=static.LARGEST_MESSAGE + 1024 * 1024,
        )
        server.add_sockets(self.sockets)
        self.ioloop = ioloop.IOLoop.current()
        self.ioloop.add_callback(lambda: asyncio.get_running_loop().set_exception_handler(unawaited))
        # Said once the loop runs: whoever presses Ctrl-C on reading it finds somebody who listens.
        self.ioloop.add_callback(_announce, options, self.port, self.packs)
        self.ioloop.add_callback(warm.pool().begin)
        self.ioloop.add_callback(self.pages.begin)
        if options.browser:
            # In a thread: some browsers are started in the foreground.
            address = _address(options, self.port)
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        # As an exception, Ctrl-C could come in the middle of anything: of what ignores exceptions, and be lost.
        signal.signal(signal.SIGINT, self._handle_signal_stop)
        try:
            self.ioloop.start()
        finally:
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # once more: at once
            server.stop()
            self.ioloop.run_sync(self.pages.end)
            self.ioloop.run_sync(_leave)
            self.stop()
            warm.pool().end()
            self.packs.end()


def unawaited(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """A mistake that nobody waits for goes to the log. A page that has gone while it was sent something made none."""
    if not isinstance(context.get("exception"), WebSocketClosedError):
        loop.default_exception_handler(context)


async def _leave() -> None:
    """Ends what is under way for visitors: threads that work for a request wait for its end."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks, timeout=LEAVING)


def configuration(options: Options) -> Config:
    """What Voilà and its kernels are told."""
    config = Config()
    config.Application.log_level = "ERROR"
    config.Voila.ip = options.host
    config.Voila.open_browser = False
    config.Voila.config_file_paths = []  # nobody's voila.json has a say here
    config.Voila.root_dir = str(notebooks())
    config.VoilaConfiguration.template = "mentorbook"
    config.VoilaConfiguration.allow_template_override = "NO"
    config.VoilaConfiguration.allow_theme_override = "NO"
    config.VoilaConfiguration.file_allowlist = [r".*\.(png|jpg|gif|svg)"]
    config.VoilaConfiguration.extension_allowlist = list(static.EXTENSIONS)
    config.VoilaConfiguration.page_config_hook = static.page_config
    if os.name == "posix":
        config.KernelManager.transport = "ipc"  # sockets that only this account can open
    config.MappingKernelManager.cull_idle_timeout = options.idle
    config.MappingKernelManager.cull_interval = max(1, min(60, options.idle // 2))
    config.MappingKernelManager.cull_connected = True
    config.KernelProvisionerFactory.default_provisioner_name = provisioner.NAME
    # A workbook on its way to the browser is one message of many megabytes; the limit would drop it.
    config.ZMQChannelsWebsocketConnection.limit_rate = False
    return config


def serve(args: argparse.Namespace) -> int:
    """Runs the server until it is stopped. Returns the exit code: 0, or 1 where it could not start."""
    options = Options(
        port=args.port,
        host=args.host,
        data=Path(args.data),
        shared=args.shared,
        browser=not args.no_open,
        certfile=Path(args.certfile) if args.certfile else None,
        keyfile=Path(args.keyfile) if args.keyfile else None,
        pool=max(args.pool, 0),
        packs=tuple(args.pack or ()),
    )
    try:
        run(options)
    except MentorbookError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def run(options: Options) -> None:
    """Serves until stopped by Ctrl-C or SIGTERM.

    Raises:
        ServeError: It cannot start: the port, the folder or the certificate is not to be used.
        PackMistakes: A pack has mistakes.
    """
    _certificate(options)
    packs = Packs([*using.folders(), *options.packs])
    packs.begin()
    _prepare_data(options)
    sockets = _open_sockets(options)
    logging.getLogger("tornado").setLevel(logging.ERROR)  # a page that is not there is no news
    App.clear_instance()
    config = configuration(options)
    config.Voila.root_dir = str(packs.root(notebooks()))
    app = App.instance(config=config)
    app.options = options
    app.sockets = sockets
    app.packs = packs
    app.port = sockets[0].getsockname()[1]
    app.initialize([])
    app.start()


def _prepare_data(options: Options) -> None:
    """Makes the folder of workbooks and tells the kernels where it is."""
    folder = options.data.expanduser().absolute()
    served = [notebooks(), *(pack.absolute() / NOTEBOOKS for pack in (*using.folders(), *options.packs))]
    if any(folder.resolve().is_relative_to(pages.resolve()) for pages in served):
        raise ServeError("server.data.served", folder=folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ServeError("server.data.denied", folder=folder, reason=error.strerror) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ServeError("server.data.denied", folder=folder, reason=os.strerror(errno.EACCES))
    os.environ["MENTORBOOK_DATA"] = str(folder)
    os.environ["MENTORBOOK_MODE"] = "shared" if options.shared else "personal"


def _open_sockets(options: Options) -> list[socket.socket]:
    """Opens the port before anything else is begun, so that a refusal is one sentence. 0 is any free one."""
    try:
        return bind_sockets(options.port, options.host or None)
    except socket.gaierror as error:
        raise ServeError("server.host.unknown", host=options.host) from error
    except OSError as error:
        raise _port_error(options, error) from error


def _port_error(options: Options, error: OSError) -> ServeError:
    if error.errno == errno.EADDRINUSE:
        return ServeError("server.port.busy", port=options.port, other=options.port + 1)
    if error.errno == errno.EACCES:
        return ServeError("server.port.denied", port=options.port)
    return ServeError("server.host.unknown", host=options.host)


def _certificate(options: Options) -> ssl.SSLContext | None:
    if options.certfile is None:
        if options.keyfile is not None:
            raise ServeError("server.keyfile.alone")
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(options.certfile, options.keyfile)
    except OSError as error:  # ssl's own errors are among them
        raise ServeError("server.certificate", reason=error.strerror or error) from error
    return context


def _address(options: Options, port: int) -> str:
    scheme = "https" if options.certfile else "http"
    host = socket.gethostname() if options.host in ("", "0.0.0.0", "::") else options.host  # noqa: S104 - read, not bound
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}/"


def _announce(options: Options, port: int, packs: Packs | None = None) -> None:
    print(say("server.running", address=_address(options, port)))
    print(say("server.data", folder=os.environ["MENTORBOOK_DATA"]))
    for folder, title in packs.titles if packs else ():
        print(say("server.pack", title=title, folder=folder))
        if packs and folder in packs.pages and (folder / NOTEBOOKS / "index.ipynb").is_file():
            address = f"{_address(options, port)}voila/render/{packs.pages[folder]}/index.ipynb"
            print(say("server.pack.pages", address=address))
    if options.certfile is None and options.host not in LOOPBACK:  # a proxy in front of it asks from here
        print(say("server.plain"))
    if not warm.forks():
        print(say("server.no_fork"))
    print(say("server.stop"), flush=True)
