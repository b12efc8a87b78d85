"""The fast loader of PyYAML alone: no places, and of two equal keys the last.

python -m benchmarks.reference.csafeloader corpus.yaml
"""

import sys
from pathlib import Path

import yaml

from benchmarks.clock import Clock


def main(source: Path) -> None:
    """Load the file."""
    clock = Clock()
    with source.open("rb") as file:
        yaml.load(file, yaml.CSafeLoader)
    clock.lap("load")
    clock.print()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
