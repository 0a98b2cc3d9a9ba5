"""A Binder, built as the files in binder/ say: no container, but the same steps in an environment of its own.

What a Binder's builder does: the Python that runtime.txt names, `pip install -r requirements.txt`, postBuild
in the checkout; and each time it starts, `start` with the server's command, under a base URL, with a token.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Server, start

ROOT = Path(__file__).parents[2]
TOKEN = "not-a-secret-0123456789"
BASE = "/user/pair-mentorbook-x1y2/"

pytestmark = pytest.mark.binder


def python() -> str:
    """The Python that runtime.txt names."""
    wanted = (ROOT / "binder" / "runtime.txt").read_text().strip().removeprefix("python-")
    if wanted == f"{sys.version_info.major}.{sys.version_info.minor}":
        return sys.executable
    found = shutil.which(f"python{wanted}")
    if found is None:
        pytest.skip(f"binder/runtime.txt asks for Python {wanted}, which this machine does not have")
    return found


@pytest.fixture(scope="module")
def binder(tmp_path_factory):
    """A running Binder: its server, its environment and its copy of the checkout."""
    home = tmp_path_factory.mktemp("binder")
    checkout, environment = home / "checkout", home / "environment"
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.check_output(listed, cwd=ROOT, text=True).split("\0"):
        if name and (ROOT / name).is_file():
            (checkout / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, checkout / name)
    env = clean_environment(home, environment)

    def run(*command: str | Path) -> None:
        done = subprocess.run(command, cwd=checkout, env=env, capture_output=True, text=True)
        assert done.returncode == 0, f"{command}:\n{done.stdout}{done.stderr}"

    run(python(), "-m", "venv", environment)
    run(environment / "bin" / "pip", "install", "--quiet", "-r", "binder/requirements.txt")
    run("binder/postBuild")
    run(environment / "bin" / "pip", "check")
    command = [
        str(checkout / "binder" / "start"),
        *("jupyter", "server", "--allow-root", "--no-browser", "--ip=127.0.0.1", "--port=0"),
        f"--ServerApp.base_url={BASE}",
        f"--IdentityProvider.token={TOKEN}",
    ]
    server = start(
        command, ready=r"(http://127\.0\.0\.1:\d+)" + BASE, data=home / "tmp", env=env, cwd=checkout
    )
    yield server
    server.stop(signal.SIGTERM)  # as Binder ends its containers


def clean_environment(home: Path, environment: Path) -> dict[str, str]:
    """Nothing of this test run's own Python or Jupyter; pip's settings stay, for its cache and index."""
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "JUPYTER", "VIRTUAL_ENV", "MENTORBOOK", "VOILA"))
    }
    (home / "tmp").mkdir()
    own = {"HOME": str(home), "TMPDIR": str(home / "tmp"), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    config = Path.home() / ".config" / "pip" / "pip.conf"
    cache = {"PIP_CACHE_DIR": os.environ.get("PIP_CACHE_DIR", str(Path.home() / ".cache" / "pip"))}
    if config.is_file() and "PIP_CONFIG_FILE" not in env:
        own["PIP_CONFIG_FILE"] = str(config)
    return {**env, **own, **cache, "PATH": f"{environment / 'bin'}:{os.environ['PATH']}"}


def address(binder: Server, path: str) -> str:
    return f"{binder.url}{BASE}{path}?token={TOKEN}"


def test_the_partnership_opens_and_writes_a_workbook(binder, visit):
    """What the badge opens, then a partnership begun in it, in a browser that has never been there."""
    page = visit(address(binder, "voila/render/notebooks/index.ipynb"))
    page.get_by_label("Your name").fill("Grace")
    page.get_by_label("Their name").fill("Ada")
    page.get_by_role("button", name="Start our workbook").click()
    page.wait_for_url("**/voila/render/notebooks/partnership.ipynb*")
    page.locator(".mb-topbar .pair").wait_for()
    assert "Grace" in page.locator(".mb-topbar").inner_text()
    assert [file.suffix for file in (binder.data / "mentorbook-workbooks").iterdir()] == [".mentorbook"]


def test_the_page_is_ours_and_comes_from_nobody_else(binder, visit):
    """Our template, its files by hashed address and compressed, and no request to anyone but the server."""
    answers = []

    def watch(page) -> None:
        page.on("response", lambda answer: answers.append(answer))

    page = visit(address(binder, "voila/render/notebooks/partnership.ipynb"), watch=watch)
    page.locator(".mb-topbar").wait_for()
    assert page.locator("body.mentorbook-page main h1").first.is_visible()
    ours = [answer for answer in answers if f"{BASE}mentorbook/" in answer.url]
    assert {"all.js", "all.css"} <= {answer.url.rsplit("/", 1)[1] for answer in ours}
    assert {answer.status for answer in answers} <= {200, 204, 302}
    assert all("immutable" in answer.headers["cache-control"] for answer in ours if answer.status == 200)
    assert sum(answer.request.sizes()["responseBodySize"] for answer in ours) < 2_000_000


def test_workbooks_are_not_handed_out(binder, visit):
    """They lie outside the folder that the server shows."""
    page = visit(address(binder, "api/contents/"))
    assert "workbooks" not in page.content()


def test_the_token_is_in_no_log(binder):
    assert TOKEN not in binder.log
