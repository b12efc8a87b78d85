import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from repaso import progress
from tests.helpers import ROOT

SLOW = """
import time
from repaso import anki, pipeline, progress
from repaso.main import main
kept = pipeline.plan_notes
def slow(study):
    for _ in progress.track(range(20), "making notes", 20):
        time.sleep(0.1)
    return kept(study)
pipeline.plan_notes = slow
main()
"""


QUICK = """
import time
from repaso.main import main
time.monotonic = lambda: 0.0  # however slow the machine is
main()
"""


BESIDE = """
import os, time
from repaso import progress
from repaso.beside import beside
os.sched_getaffinity = lambda _: {0, 1}
def slow():
    for _ in progress.track(range(20), "working far away", 20):
        time.sleep(0.1)
    return "done"
progress.show(shown=True)
with beside(slow, items=100_000) as made:
    print(made())
"""


@pytest.fixture(autouse=True)
def ctrl_c_is_heeded() -> Iterator[None]:
    """A shell lets what it starts in the background ignore Ctrl-C, and its children with it: in CI, these tests."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def on_a_terminal(command: list[str], *, stop_at: bytes = b"") -> tuple[str, int]:
    """What a command shows on a terminal of its own, and its exit code; Ctrl-C is pressed once it shows `stop_at`."""
    mine, its = pty.openpty()
    with subprocess.Popen(command, stdin=its, stdout=its, stderr=its, start_new_session=True) as process:
        os.close(its)
        shown = b""
        while True:
            try:
                piece = os.read(mine, 4096)
            except OSError:  # the terminal is gone with its last program
                break
            if not piece:
                break
            shown += piece
            if stop_at and stop_at in shown:
                os.killpg(process.pid, signal.SIGINT)
                stop_at = b""
        code = process.wait()
    os.close(mine)
    return shown.decode(), code


@pytest.mark.usefixtures("project")
def test_a_long_stage_shows_a_bar_on_a_terminal_and_leaves_none() -> None:
    shown, code = on_a_terminal([sys.executable, "-c", SLOW])
    assert code == 0, shown
    assert "making notes █" in shown
    assert "/s  0:0" in shown
    last_bar = shown.rindex("left\x1b[K")
    assert shown[last_bar:].startswith("left\x1b[K\r\x1b[K")


def test_the_bar_of_what_goes_on_beside_is_shown_while_it_is_waited_for() -> None:
    shown, code = on_a_terminal([sys.executable, "-c", BESIDE])
    assert code == 0, shown
    assert "working far away █" in shown
    assert shown.endswith("\r\x1b[Kdone\r\n"), shown


@pytest.mark.usefixtures("project")
def test_no_bar_when_quiet_piped_or_quick() -> None:
    assert "█" not in on_a_terminal([sys.executable, "-c", SLOW, "--quiet"])[0]
    assert "█" not in on_a_terminal([sys.executable, "-c", QUICK, "--out", "other"])[0]
    piped = subprocess.run([sys.executable, "-c", SLOW, "--out", "third"], capture_output=True, text=True, check=True)
    assert "█" not in piped.stderr + piped.stdout


def test_tracking_changes_nothing() -> None:
    assert list(progress.track(iter("abc"), "spelling", 3)) == ["a", "b", "c"]


def test_ctrl_c_stops_in_one_line_and_leaves_the_last_build(project: Path) -> None:
    subprocess.run([sys.executable, ROOT / "build.py", "--quiet"], check=True)
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file() and "cache" not in path.parts}
    source = project / "source" / "sample.yaml"
    source.write_text(source.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    before[source] = source.read_bytes()
    shown, code = on_a_terminal([sys.executable, "-c", SLOW], stop_at="█".encode())
    assert code == 130
    assert shown.endswith("stopped; what was built before is as it was\r\n")
    assert "Traceback" not in shown
    after = {path: path.read_bytes() for path in project.rglob("*") if path.is_file() and "cache" not in path.parts}
    assert after == before


@pytest.mark.usefixtures("project")
def test_ctrl_c_while_modules_load_stops_as_cleanly() -> None:
    loading = "import sys, repaso.main, time\nclass Slow:\n def find_spec(self, name, *_):\n  if name == 'click':\n   "
    loading += "print('loading', flush=True); time.sleep(9)\nsys.meta_path.insert(0, Slow())\nrepaso.main.main()"
    started = time.monotonic()
    shown, code = on_a_terminal([sys.executable, "-c", loading], stop_at=b"loading")
    assert code == 130, shown
    assert "Traceback" not in shown
    assert time.monotonic() - started < 9
