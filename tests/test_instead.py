"""Imports that do without a part of what they import: they are lighter, and nobody else meets the stand-in."""

import subprocess
import sys

import pytest

from repaso.instead import instead


def test_within_the_block_a_stand_in_is_imported_and_afterwards_the_module_itself() -> None:
    sys.modules.pop("this_is_no_module", None)
    with instead("this_is_no_module", answer=42):
        import this_is_no_module  # type: ignore[import-not-found]

        assert this_is_no_module.answer == 42
    assert "this_is_no_module" not in sys.modules


def test_a_stand_in_goes_even_if_the_import_fails() -> None:
    with pytest.raises(ImportError, match="needed"), instead("this_is_no_module"):
        from this_is_no_module import needed  # noqa: F401
    assert "this_is_no_module" not in sys.modules


def test_what_has_been_imported_already_has_no_stand_in() -> None:
    with instead("subprocess", run=None):
        assert sys.modules["subprocess"] is subprocess
    assert sys.modules["subprocess"] is subprocess


def test_neither_package_nor_paper_imports_what_it_does_not_use() -> None:
    code = "import sys, repaso.anki, repaso.pdf.cards.document, repaso.pdf.sheet.document; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    imported = set(told.stdout.split())
    assert {"genanki", "reportlab"} <= imported
    assert imported.isdisjoint({"asyncio", "cached_property", "PIL", "reportlab.platypus"})
    assert imported.isdisjoint({"reportlab.lib.rl_safe_eval", "reportlab.lib.rltempfile"})


def test_pictures_are_there_for_whoever_asks_afterwards() -> None:
    code = "import repaso.pdf.sheet.document; from PIL import Image; print(Image.new('1', (2, 3)).size)"
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert told.stdout.strip() == "(2, 3)"
