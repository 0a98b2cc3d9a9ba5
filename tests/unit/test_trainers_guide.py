"""The guide for trainers does what it says: its files are written, its commands run, its answers compared."""

from __future__ import annotations

import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

from mentorbook.content import loader

GUIDE = Path(__file__).parents[2] / "docs" / "trainers.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
MENTORBOOK = str(Path(sys.executable).with_name("mentorbook"))


def test_the_guide_does_what_it_says(tmp_path: Path) -> None:
    said, served = "", 0
    for kind, text in BLOCK.findall(GUIDE.read_text(encoding="utf-8")):
        if kind == "text":
            assert " ".join(text.split()) in " ".join(said.split()), f"{text}\nis not what was said:\n{said}"
            write(tmp_path, "acme/forms/agreement.yaml", "lable: What the", "label: What the")
        elif kind == "sh":
            said = ""
            for command in text.splitlines():
                words = shlex.split(command)
                assert words[0] == "mentorbook"
                if words[1] == "serve":
                    served += 1
                    serve(tmp_path, words[1:])
                    continue
                if words[1:] == ["check", "acme"] and not said and (tmp_path / "wrong").exists():
                    (tmp_path / "wrong").unlink()
                    write(tmp_path, "acme/forms/agreement.yaml", "label: What the", "lable: What the")
                done = subprocess.run(
                    [MENTORBOOK, *words[1:]], cwd=tmp_path, capture_output=True, text=True, timeout=60
                )
                said += done.stdout + done.stderr
                assert "Traceback" not in said and "usage:" not in said, said
                assert done.returncode == (1 if "lable" in said else 0), said
        else:
            assert kind in ("yaml", "csv"), kind
            name = text.splitlines()[0].removeprefix("# ")
            assert (tmp_path / name).parent.is_dir(), name
            if kind == "csv":
                (tmp_path / name).write_text(text.partition("\n")[2], encoding="utf-8")
                continue
            (tmp_path / name).write_text(text, encoding="utf-8")
            (tmp_path / "wrong").touch()
    assert served == 1
    assert len([*(tmp_path / "certificates").glob("*.pdf")]) == 2
    pack = loader.load(tmp_path / "acme")
    agreement = pack.forms["agreement"]
    assert agreement.field("purpose").label == "What the next half year is for"
    assert {"sponsor", "hours", "leave"} <= set(agreement.names())


def test_every_file_of_a_pack_is_in_the_guide() -> None:
    from mentorbook.content.folder import FILES, FOLDERS
    from mentorbook.content.specs import FieldType, get_args

    guide = GUIDE.read_text(encoding="utf-8")
    for name in (*FILES, *(f"{folder}/*.yaml" for folder in FOLDERS), *get_args(FieldType)):
        assert f"`{name}`" in guide, name


def write(folder: Path, name: str, old: str, new: str) -> None:
    """Change what stands in a file, as the guide asks its reader to."""
    file = folder / name
    file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")


def serve(folder: Path, words: list[str]) -> None:
    """Starts the server, sees that it says where it is and what it shows, and stops it."""
    command = [MENTORBOOK, *words, "--no-open", "--port", "0", "--pool", "0"]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if "Ctrl" in line:
                break
        process.send_signal(signal.SIGINT)
        said += process.communicate(timeout=60)[0]
    assert process.returncode == 0 and "mentorbook is at http" in said and "Mentoring at Acme" in said, said
