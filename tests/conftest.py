import gc
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers import EVERY_KIND, ROOT


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-references", action="store_true", help="Draw the reference pictures of the paper anew.")


@pytest.fixture(autouse=True)
def _collector() -> Iterator[None]:
    """The program goes without the garbage collector; the tests, which are many in one process, do not."""
    yield
    gc.enable()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project, in the folder where the commands run."""
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "sample.yaml").write_text(EVERY_KIND, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    return tmp_path
