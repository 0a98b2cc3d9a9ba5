"""Starting the server: one sentence where it cannot, and exit code 1."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from tornado.websocket import WebSocketClosedError

from mentorbook.cli import main
from mentorbook.server import app
from mentorbook.server.app import Options

MENTORBOOK = Path(sys.executable).with_name("mentorbook")


@pytest.fixture
def refused(tmp_path, capsys, monkeypatch):
    """Runs `mentorbook serve`, which must not start; returns what it said on stderr."""
    monkeypatch.setattr(app.App, "start", lambda self: pytest.fail("it started"))

    def run(*options: str) -> str:
        data = [] if "--data" in options else ["--data", str(tmp_path / "data")]
        assert main(["serve", "--no-open", *data, *options]) == 1
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.count("\n") == 1
        return said.err

    return run


def test_a_port_in_use(refused):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert f"Port {port} is in use already" in refused("--port", str(port))


def test_an_address_that_this_machine_does_not_have(refused):
    assert "192.0.2.1" in refused("--port", "0", "--host", "192.0.2.1")
    assert "no.such.host.invalid" in refused("--port", "0", "--host", "no.such.host.invalid")


def test_a_data_folder_that_is_a_file(refused, tmp_path):
    file = tmp_path / "file"
    file.write_text("x")
    assert "cannot be used for workbooks" in refused("--port", "0", "--data", str(file))
    assert file.read_text() == "x"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_data_folder_that_may_not_be_written(refused, tmp_path):
    tmp_path.chmod(0o500)
    assert "cannot be used for workbooks" in refused("--port", "0", "--data", str(tmp_path / "data"))


def test_a_data_folder_among_the_pages(refused):
    folder = app.notebooks() / "books"
    assert "lies among the pages" in refused("--port", "0", "--data", str(folder))
    assert not folder.exists()


def test_certificates_that_do_not_fit(refused, tmp_path):
    (tmp_path / "bad.pem").write_text("not a certificate")
    assert "--certfile beside it" in refused("--port", "0", "--keyfile", "key.pem")
    assert "certificate cannot be used" in refused("--port", "0", "--certfile", str(tmp_path / "bad.pem"))
    assert "No such file" in refused("--port", "0", "--certfile", str(tmp_path / "none.pem"))


def test_what_voila_is_told():
    config = app.configuration(Options(idle=600))
    assert config.MappingKernelManager.cull_idle_timeout == 600
    assert config.MappingKernelManager.cull_connected is True
    assert config.VoilaConfiguration.allow_template_override == "NO"
    assert config.Voila.config_file_paths == []


def test_the_address_is_one_that_a_browser_understands():
    assert app._address(Options(), 8866) == "http://127.0.0.1:8866/"
    assert app._address(Options(host="::1"), 1) == "http://[::1]:1/"
    assert app._address(Options(host="0.0.0.0", certfile=Path("c")), 1).startswith("https://")


def test_it_ends_cleanly_when_asked(tmp_path):
    """Ctrl-C: no traceback, exit code 0, and the folder for connections is gone."""
    command = [MENTORBOOK, "serve", "--no-open", "--port", "0", "--data", tmp_path / "data"]
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(temporary), "PYTHONUNBUFFERED": "1"},
    ) as process:
        lines = [process.stdout.readline() for _ in range(3)]
        process.send_signal(2)
        out, err = process.communicate(timeout=30)
    assert lines[0].startswith("mentorbook is at http://127.0.0.1:")
    assert lines[1] == f"Workbooks are kept in {tmp_path / 'data'}\n"
    assert (process.returncode, out.strip(), err) == (0, "", "")
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize(
    ("problem", "lines"), [(WebSocketClosedError(), 0), (ValueError("a mistake"), 1), (None, 1)]
)
def test_a_page_that_has_gone_is_no_mistake_and_all_else_is(problem, lines, caplog):
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(app.unawaited)
    loop.call_exception_handler({"message": "Task exception was never retrieved", "exception": problem})
    loop.close()
    assert len(caplog.records) == lines
