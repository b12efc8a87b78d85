"""Rehearse a release: the new package imported over the old one in a real Anki, and every card looked at.

    plan ──────→ observation ─────→ comparison ──→ outcome
    packages     worker, values     values         table, findings

The worker runs in a process of its own, with the Python of any environment that has `anki` (environment.py makes one
for any version): nothing of Anki's is loaded here.
"""

import json
from collections import Counter
from pathlib import Path

from repaso.apkg import Package
from repaso.diagnostics import Diagnostic, Format, render
from repaso.rehearsal.comparison import compare
from repaso.rehearsal.environment import python_with
from repaso.rehearsal.observation import observe
from repaso.rehearsal.outcome import Rehearsal
from repaso.rehearsal.plan import plan_learner, plan_transition

__all__ = ["Rehearsal", "python_with", "rehearse", "render_json", "render_text"]


def rehearse(old: Package, new: Package, *, python: Path) -> tuple[Rehearsal | None, tuple[Diagnostic, ...]]:
    """Import one package over the other in a real Anki.

    Args:
      old: the release that learners have.
      new: the build.
      python: the interpreter of an environment that has `anki`.

    Returns:
      how it went; or None, and why it could not be tried.
    """
    transition = plan_transition(old, new)
    learner = plan_learner(old, transition)
    seen, faults = observe(old, new, learner, python=python)
    return (None if seen is None else compare(old, new, transition, learner, seen)), faults


def render_text(rehearsal: Rehearsal) -> str:
    """The table for people, without a final newline."""
    head = (f"Anki {rehearsal.anki}", "expected", "seen")
    rows = [(line.what, str(line.expected), str(line.seen)) for line in rehearsal.lines]
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = [f"{a.ljust(widths[0])}  {b.rjust(widths[1])}  {c.rjust(widths[2])}" for a, b, c in (head, *rows)]
    lines.insert(1, "─" * len(lines[0]))
    if rehearsal.removed:
        lines.append(f"no longer built, learners keep them: {', '.join(rehearsal.removed)}")
    counts = Counter(finding.code for finding in rehearsal.findings)
    lines.append(", ".join(f"{count} {code}" for code, count in sorted(counts.items())) or "nothing lost")
    return "\n".join(lines)


def render_json(rehearsal: Rehearsal, faults: tuple[Diagnostic, ...]) -> str:
    """The rehearsal for other programs, without a final newline; the faults as `--format json` prints them."""
    return json.dumps(
        {
            "anki": rehearsal.anki,
            "lines": [line._asdict() for line in rehearsal.lines],
            "removed": rehearsal.removed,
            "faults": json.loads(render(faults, Format.JSON)),
        },
        ensure_ascii=False,
        indent=1,
    )
