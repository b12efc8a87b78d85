"""python -m repaso.rules FOLDER: write the rules' manual, a page each, as docs/rules/ has it."""

import sys
from pathlib import Path

from repaso.rules import manual

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in manual().items():
        (folder / name).write_text(text, encoding="utf-8")
