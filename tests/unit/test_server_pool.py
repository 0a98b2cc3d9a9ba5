"""`mentorbook serve` answers with pages that have run already, each with a kernel of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from pool_tools import PATIENCE, below, gone, parent, running

from mentorbook.server import app
from mentorbook.server.pool import warm

pytestmark = pytest.mark.skipif(not warm.forks(), reason="this system cannot fork as the pool needs it")

SERVE = """
import sys
from pathlib import Path
from mentorbook.server import app

app.notebooks = lambda: Path(sys.argv[1])
app.run(app.Options(port=0, data=Path(sys.argv[2]), browser=False, pool=int(sys.argv[3])))
"""


class Server:
    """A server with pages of its own."""

    def __init__(self, folder: Path, pool: int) -> None:
        self.pages = folder / "pages"
        self.given: set[str] = set()
        command = [sys.executable, "-c", SERVE, str(self.pages), str(folder / "data"), str(pool)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
        self.url = re.search(r"http://\S+/", self.process.stdout.readline())[0]
        threading.Thread(target=self.process.stdout.read, daemon=True).start()

    def get(self, name: str) -> tuple[str, tuple[str, ...]]:
        """Opens a page: the kernel it has, and the models of its widgets."""
        with urllib.request.urlopen(f"{self.url}voila/render/{name}.ipynb", timeout=PATIENCE) as answer:
            html = answer.read().decode()
        assert html.rstrip().endswith("</html>") and "<div data-bad>" not in html
        config = re.search(r'<script id="jupyter-config-data" type="application/json">(.*?)</script>', html)[
            1
        ]
        kernel = json.loads(config)["kernelId"]
        self.given.add(f"kernel-{kernel}"[:15])
        return kernel, tuple(re.findall(r'"model_id": ?"(\w+)"', html))

    def until_ready(self, name: str) -> tuple[str, ...]:
        """Opens a page until it has run ahead; the models of its widgets are the same from then on."""
        end, models = time.monotonic() + PATIENCE, None
        while time.monotonic() < end:
            before, (_, models) = models, self.get(name)
            if models == before:
                return models
        raise AssertionError(f"{name} never was ready")

    def kernels(self) -> dict[str, int]:
        """The kernels that run, by the beginning of their names."""
        found = {}
        for pid in below(self.process.pid):
            if running(pid):
                found[Path(f"/proc/{pid}/comm").read_text().strip()] = pid
        return {name: pid for name, pid in found.items() if name.startswith("kernel-")}

    def kernel(self, kernel: str) -> int:
        return self.kernels()[f"kernel-{kernel}"[:15]]

    def until(self, true) -> None:
        end = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < end
            os.sched_yield()


@pytest.fixture
def serve(tmp_path):
    started = []

    def begin(pool: int = 1) -> Server:
        if not (tmp_path / "pages").exists():
            (tmp_path / "pages").mkdir()
            shutil.copy(app.notebooks() / "index.ipynb", tmp_path / "pages")
        started.append(Server(tmp_path, pool))
        return started[-1]

    yield begin
    for server in started:
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(PATIENCE) in (0, -signal.SIGKILL)  # also while kernels are being started


def write(server: Server, name: str, *cells: str) -> None:
    notebook = json.loads((server.pages / "index.ipynb").read_text())
    code = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    notebook["cells"] = [{**code, "id": f"cell-{n}", "source": text} for n, text in enumerate(cells)]
    (server.pages / f"{name}.ipynb").write_text(json.dumps(notebook))


def test_pages_out_of_the_pool(serve):
    """From the first visitor to a template that is killed, and the end of all."""
    server = serve()
    models = server.until_ready("index")
    assert len(models) == 2

    # Many at once: each has a kernel of its own, and it is a fork that has run the page.
    with ThreadPoolExecutor() as crowd:
        seen = list(crowd.map(server.get, ["index"] * 6))
    assert {found for _, found in seen} == {models}
    assert len({kernel for kernel, _ in seen}) == 6
    pids = [server.kernel(kernel) for kernel, _ in seen]
    assert len(set(pids)) == 6
    ours = {pid for pid in below(server.process.pid) if pid not in server.kernels().values()}
    assert {parent(pid) for pid in pids} <= ours

    # One stands by when all is quiet, and is the next visitor's.
    def stood_by() -> bool:
        waiting = server.kernels().keys() - server.given
        kernel, _ = server.get("index") if waiting else ("", ())
        return f"kernel-{kernel}"[:15] in waiting

    server.until(stood_by)

    # A page that was changed is what is shown; one that may differ runs for each visitor.
    write(server, "index", "import mentorbook", "page = mentorbook.page()\npage")
    assert server.get("index")[1] != models
    assert len(server.until_ready("index")) == 1
    write(server, "other", "import random, mentorbook", "mentorbook.page()")
    assert len({server.get("other")[1] for _ in range(3)}) == 3

    # The template is killed: nobody is refused, and those who are here go on.
    template = next(pid for pid in below(server.process.pid) if parent(pid) == server.process.pid)
    here = pids[0]
    os.kill(template, signal.SIGKILL)
    assert server.get("index")[1]
    server.until_ready("index")
    assert running(here)

    # The server is killed, and leaves nothing.
    everything = [*below(server.process.pid), here]
    server.process.kill()
    gone(everything)


def test_no_pages_ahead_if_none_are_wanted(serve):
    server = serve(pool=0)
    assert len({server.get("index")[1] for _ in range(3)}) == 3
    assert len(server.kernels()) == 3  # forked all the same


def test_another_jupyter_server_forks_its_kernels_where_that_is_switched_on(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = {
        "IdentityProvider.token": "secret",
        "ServerApp.port": port,
        "ServerApp.allow_root": True,
        "ServerApp.jpserver_extensions": {"mentorbook.server": True},
        "ServerApp.root_dir": str(tmp_path),
    }
    command = [sys.executable, "-m", "jupyter_server", "--no-browser"]
    command += [f"--{name}={value}" for name, value in options.items()]
    env = {**os.environ, "MENTORBOOK_POOL": "1", "JUPYTER_RUNTIME_DIR": str(tmp_path)}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}

    def ask(path: str, data: bytes | None = None):
        url, headers = f"http://127.0.0.1:{port}/api/{path}", {"Authorization": "token secret"}
        with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=PATIENCE) as answer:
            return json.load(answer)

    with subprocess.Popen(command, env=env, **quiet) as process:
        try:
            end = time.monotonic() + PATIENCE
            while time.monotonic() < end:
                with suppress(OSError):
                    ask("status")
                    break
            kernel = ask("kernels", b"{}")["id"]
            names = {pid: Path(f"/proc/{pid}/comm").read_text().strip() for pid in below(process.pid)}
            assert f"kernel-{kernel}"[:15] in names.values()
        finally:  # a server that failed a test is not waited for
            process.kill()
    gone(names)
