"""Kernels forked from one warm process: what they must not share, and what happens when something ends."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import subprocess
import sys
import textwrap
from collections import deque
from pathlib import Path

import pytest
from pool_tools import Kernel, below, gone, parent, running, state, until

from mentorbook.server import app
from mentorbook.server.pool import cells, warm
from mentorbook.server.pool.ready import Pages, Ready
from mentorbook.server.rendering import Page

pytestmark = pytest.mark.skipif(not warm.forks(), reason="this system cannot fork as the pool needs it")

CELLS = ["import mentorbook\npage = mentorbook.page()\npage", "from mentorbook import Home\nHome(page)"]


@pytest.fixture(scope="module")
def run():
    """Runs coroutines, all in one loop: what they share belongs to it."""
    with asyncio.Runner() as runner:
        yield runner.run


@pytest.fixture(scope="module")
def pool(run):
    """The pool of this process."""
    yield warm.pool()
    warm.pool().end()
    warm.pool.cache_clear()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where connections are. Short: the names of sockets may not be long."""
    return tmp_path_factory.mktemp("k")


@pytest.fixture
def kernel(run, pool, folder):
    """Starts kernels, and ends them."""
    started = []

    def start(**kwargs) -> Kernel:
        one = Kernel(folder)
        started.append(one)
        return run(one.start(**kwargs))

    yield start
    for one in started:
        if one.provisioner is not None and one.provisioner.has_process:
            run(one.stop())


@pytest.fixture(scope="module")
def page(run, pool):
    """A page's template, and what its cells showed."""

    async def made():
        template = await pool.template()
        return await template.page(CELLS, str(Path.cwd()))

    return run(made())


@pytest.fixture(scope="module")
def pair(run, page, folder):
    """Two kernels of one page."""
    both = [run(Kernel(folder).start(page=page[0])) for _ in range(2)]
    yield both
    for one in both:
        run(one.stop())


@pytest.mark.parametrize(
    ("setup", "differs"),
    [
        ("import pycrdt", "pycrdt.Doc().client_id"),
        ("from mentorbook.workbook.document import Document", "Document()._doc.client_id"),
        ("import random", "[random.random() for _ in range(3)]"),
        ("import numpy", "numpy.random.random(3).tolist()"),
        ("import os", "os.urandom(8)"),
        ("import uuid", "uuid.uuid4().hex"),
        ("import tempfile", "next(tempfile._get_candidate_names())"),
        ("kernel = get_ipython().kernel", "kernel.session.session"),
        ("kernel = get_ipython().kernel", "kernel.session.key"),
        ("kernel = get_ipython().kernel", "kernel.ident"),
        ("import os", "os.getpgid(0)"),
        ("import os", "os.getsid(0)"),
        ("import zmq", "(__import__('os').getpid(), zmq.Context.instance().underlying)[0]"),
    ],
)
def test_two_forked_kernels_never_share(run, pair, setup, differs):
    one, other = [run(kernel.value(differs, setup=setup)) for kernel in pair]
    assert one and one != other


def test_random_numbers_loaded_before_the_fork_differ_as_well(monkeypatch):
    """A template has no numpy; a page's template may come to have it."""
    numpy = pytest.importorskip("numpy")
    from mentorbook.server.pool import kernel

    for name in ("setsid", "chdir"):
        monkeypatch.setattr(os, name, lambda *_: None)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    drawn = []
    for _ in range(2):
        numpy.random.seed(1)
        kernel.own(dict(os.environ), ".")
        drawn.append(numpy.random.random())
    assert drawn[0] != drawn[1]


def test_it_is_forked_and_has_run_its_page(run, pair, page):
    template, outputs = page
    shown = [output["data"]["application/vnd.jupyter.widget-view+json"]["model_id"] for [output] in outputs]
    for kernel in pair:
        assert parent(kernel.pid) == template.process.pid
        assert kernel.provisioner.ran
        assert run(kernel.value("page.model_id")) == shown[0]
        assert os.getpgid(kernel.pid) == kernel.pid
        name = Path(f"/proc/{kernel.pid}/comm").read_text().strip()
        assert name == Path(kernel.manager.connection_file).stem[:15]


def test_where_it_runs_is_its_own(run, kernel, tmp_path):
    one = kernel(env={"MENTORBOOK_TEST": "here", "TZ": "Asia/Tokyo"}, cwd=str(tmp_path))
    assert run(one.value("os.environ['MENTORBOOK_TEST']", setup="import os, time, sys")) == "here"
    assert run(one.value("os.getcwd()")) == str(tmp_path)
    assert run(one.value("time.strftime('%Z')")) == "JST"
    assert run(one.value("'MALLOC_ARENA_MAX' in os.environ")) is ("MALLOC_ARENA_MAX" in os.environ)
    assert run(one.value("sys.argv[1:]")) == ["-f", one.manager.connection_file]
    assert not one.provisioner.ran
    info = run(one.provisioner.get_provisioner_info())
    assert info["pid"] == info["pgid"] == one.pid


def test_it_does_without_what_no_page_needs(run, kernel):
    one = kernel()
    loaded = run(one.value("[name for name in sys.modules if '.' not in name]", setup="import sys"))
    assert not {"matplotlib", "pandas", "numpy", "debugpy", "matplotlib_inline", "jedi"} & set(loaded)
    assert run(one.value("get_ipython().history_manager.enabled")) is False


def test_what_runs_too_long_is_interrupted(run, kernel):
    one = kernel()

    async def interrupted():
        one.client.execute("import time\nprint('begun', flush=True)\ntime.sleep(600)", stop_on_error=False)
        while (await one.client.get_iopub_msg(timeout=30))["msg_type"] != "stream":
            pass
        await one.manager.interrupt_kernel()
        return (await one.client.get_shell_msg(timeout=30))["content"]

    assert run(interrupted())["ename"] == "KeyboardInterrupt"
    assert run(one.value("1 + 1")) == 2


def test_a_restarted_kernel_is_a_new_one_without_its_page(run, kernel, page):
    one = kernel(page=page[0])
    before = one.pid
    run(one.manager.restart_kernel(now=True))
    run(one.connect())
    assert one.pid != before and not running(before)
    assert not one.provisioner.ran
    assert run(one.value("'page' in globals()")) is False


def test_it_shuts_down_when_asked_and_leaves_no_zombie(run, kernel):
    one = kernel()
    pid, file = one.pid, Path(one.manager.connection_file)
    one.client.stop_channels()
    run(one.manager.shutdown_kernel())
    assert not state(pid), "its template has not let it go"
    assert not file.exists() and not one.provisioner.has_process


def test_one_that_dies_is_noticed(run, kernel):
    one = kernel()
    os.kill(one.pid, signal.SIGKILL)
    run(until(lambda: state(one.pid) == ""))  # and no zombie is left
    assert run(one.manager.is_alive()) is False


def test_one_that_is_stuck_is_ended(run, kernel):
    one = kernel()
    one.client.execute("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)")
    run(until(lambda: state(one.pid) in "Tt"))
    one.manager.shutdown_wait_time = 0.2
    pid = one.pid
    run(one.manager.shutdown_kernel())
    gone([pid])


def test_one_that_the_server_forgets_ends_by_itself(run, pool, folder):
    """Nothing is left behind by a start that was given up half way."""
    one = run(Kernel(folder).start())
    pid = one.pid
    child = run(
        one.value("process.pid", setup="import subprocess\nprocess = subprocess.Popen(['sleep', '600'])")
    )
    one.client.stop_channels()
    one.provisioner.process = None
    gc.collect()
    gone([pid, child])


def test_the_template_is_killed(run, kernel, pool, page):
    """Who is there goes on; who comes next gets a kernel of a new template."""
    before, first = kernel(), run(pool.template()).process.pid
    os.kill(first, signal.SIGKILL)
    run(until(lambda: not page[0].alive))  # and all that were made from it
    after = kernel(page=page[0])
    assert not after.provisioner.ran
    assert run(before.value("6 * 7")) == run(after.value("6 * 7")) == 42
    assert parent(after.pid) == run(pool.template()).process.pid != first


def test_the_template_stands_still(run, kernel, pool, monkeypatch):
    """An ordinary kernel serves, and the next one is forked again."""
    stuck = run(pool.template())
    os.kill(stuck.process.pid, signal.SIGSTOP)
    monkeypatch.setattr(warm, "FORKING", 0.2)
    one = kernel()
    assert isinstance(one.provisioner.process, subprocess.Popen)
    assert run(one.value("6 * 7")) == 42
    monkeypatch.undo()
    gone([stuck.process.pid])
    assert parent(kernel().pid) == run(pool.template()).process.pid


def test_a_template_that_does_not_start(run, kernel, pool, monkeypatch):
    pool.end()
    monkeypatch.setattr(warm, "COMMAND", ("-c", "raise SystemExit"))
    one = kernel()
    assert isinstance(one.provisioner.process, subprocess.Popen)
    assert run(one.value("6 * 7")) == 42


def test_where_nothing_can_be_forked_an_ordinary_kernel_serves(run, kernel, monkeypatch, capsys):
    monkeypatch.setattr(warm, "forks", lambda: False)
    one = kernel()
    assert isinstance(one.provisioner.process, subprocess.Popen)
    assert run(one.value("6 * 7")) == 42
    monkeypatch.setenv("MENTORBOOK_DATA", "here")
    app._announce(app.Options(), 8866)
    assert "cannot prepare pages ahead" in capsys.readouterr().out


def test_a_kernel_of_another_python_is_left_to_it():
    from mentorbook.server.pool.provisioner import connection_file

    ours = [sys.executable, "-m", "ipykernel_launcher", "-f", "kernel.json"]
    assert connection_file(ours, {"env": {}, "cwd": "/"}) == "kernel.json"
    assert connection_file(["/usr/bin/other", *ours[1:]], {"env": {}}) is None
    assert connection_file([*ours, "--pylab"], {"env": {}}) is None
    assert connection_file(ours, {"env": {}, "stdout": 1}) is None


def test_nothing_outlives_a_server_that_is_killed(tmp_path):
    """Killed, it can tell nobody."""
    server = f"""
        import asyncio, sys
        from pathlib import Path
        sys.path.insert(0, {str(Path(__file__).parent)!r})
        from pool_tools import Kernel
        from mentorbook.server.pool import warm

        async def main():
            template = await warm.pool().template()
            page, _ = await template.page({CELLS!r}, "/")
            kernels = [await Kernel(Path({str(tmp_path)!r})).start(page=one) for one in (page, None)]
            # One of them is busy in what lets no other thread run.
            kernels[0].client.execute("import re; re.match('(a+)+$', 'a' * 64 + 'b')")
            print("ready", flush=True)
            await asyncio.sleep(600)

        asyncio.run(main())
    """
    command = [sys.executable, "-c", textwrap.dedent(server)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "ready\n"
        made = below(process.pid)
        assert len(made) >= 4
        process.kill()
    gone(made)


def test_what_was_made_ahead_is_forgotten(run, pool):
    """As after a change of pack: the pages, the kernels that stand by, and the template."""

    class Manager(list):
        async def shutdown_kernel(self, kernel_id):
            self.remove(kernel_id)

    async def forgotten():
        old = await pool.template()
        page, _ = await old.page(CELLS, "/")
        manager = Manager(["stands by", "has a visitor"])
        pages = Pages(manager, {}, {}, start=None, root=Path(), size=1, log=None)
        pages._ready["index.ipynb"] = Ready(Page("", "", "?"), page, (0, 0), deque(["stands by"]))
        pages.empty()
        await until(lambda: manager == ["has a visitor"])
        assert not page.alive and not old.alive
        assert (await pool.template()).alive

    run(forgotten())


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("import random", "imports random"),
        ("from os import path", "imports os"),
        ("%matplotlib inline", "not plain Python"),
        ("open('x')", "uses open"),
        ("__import__('os')", "uses __import__"),
        ("import mentorbook\nmentorbook.page.__globals__", "uses __globals__"),
        ("nobody", "uses nobody"),
    ],
)
def test_what_may_differ_between_visitors_is_not_run_ahead(cell, why):
    with pytest.raises(cells.Refused, match=why):
        cells.check([cell])


def test_our_own_pages_are_run_ahead():
    """All that bring their visitor's workbook. One that makes a workbook of its own runs for each visitor."""
    import nbformat

    from mentorbook.server.rendering import code

    notebooks = {
        path.stem: code(nbformat.read(path, as_version=4)) for path in app.notebooks().rglob("*.ipynb")
    }
    assert {"index", "partnership", "agreement", "goals", "reflection", "01-what-mentoring-is"} <= set(
        notebooks
    )
    for name in ("analysis", "impact"):
        with pytest.raises(cells.Refused):
            cells.check(notebooks.pop(name))
    for sources in notebooks.values():
        cells.check(sources)


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        (
            "import mentorbook\nmentorbook.create('{}/a.mentorbook', mentor='A', mentee='B')",
            "opens a workbook",
        ),
        ("from mentorbook.widgets.desk import tempfile\nfile = tempfile.TemporaryFile()", "opens a file"),
        ("from mentorbook.server.pool.warm import asyncio\nloop = asyncio.new_event_loop()", "opens a file"),
        (
            "from mentorbook.widgets.page import threading\nthreading.Timer(9, print).start()",
            "starts a thread",
        ),
        ("1 / 0", "a cell fails"),
    ],
)
def test_what_must_not_be_shared_is_not_run_ahead(run, pool, tmp_path, cell, why):
    async def made():
        template = await pool.template()
        await template.page([cell.format(tmp_path)], "/")

    with pytest.raises(warm.NotToBeHad, match=why):
        run(made())
    assert run(pool.template()).alive
