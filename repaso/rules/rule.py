"""A rule of the linter: a function over a source, with its manual in its docstring."""

import datetime
import inspect
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from repaso.diagnostics import Severity, Span
from repaso.glossary import Line, glossary
from repaso.model import Study
from repaso.rules.face import Face, Pair, Shown, bridges, faces, pairs, shown
from repaso.rules.uses import Uses, every_name, uses
from repaso.values import ItemId


class Found(NamedTuple):
    """One finding: whose, where, what, and what to do."""

    id: str
    span: Span
    message: str
    hint: str = ""


@dataclass(frozen=True)
class Context:
    """What rules look at: a study, and the day on which it is read, if that matters."""

    study: Study
    today: datetime.date | None = None

    @cached_property
    def faces(self) -> tuple[Face, ...]:
        """Every face, made once."""
        return tuple(faces(self.study))

    @cached_property
    def glossary(self) -> tuple[Line, ...]:
        """Every line of the glossary."""
        return glossary(self.study)

    @cached_property
    def names(self) -> tuple[tuple[str, str, Span], ...]:
        """Every name of the glossary, the terms and the rows, with its item, if it has one, and its place."""
        return tuple(every_name(self.study, self.glossary))

    @cached_property
    def shown(self) -> tuple[Shown, ...]:
        """Every text that a learner is asked or reads on paper."""
        return tuple(shown(self.study, self.faces))

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """Every text that has both languages."""
        return tuple(pairs(self.study))

    @cached_property
    def uses(self) -> tuple[tuple[Shown, Uses], ...]:
        """Every text in which a word of the glossary stands that is no headword, with all of these words."""
        return tuple(uses(self.study, self.glossary, self.shown))

    @cached_property
    def cards(self) -> Counter[ItemId]:
        """How many cards each item makes."""
        return Counter(face.id for face in self.faces) + bridges(self.study)

    def limit(self, name: str, default: int) -> int:
        """A limit, as the source sets it or as the rule has it."""
        lint = self.study.lint
        value = getattr(lint.limits, name) if lint is not None and lint.limits is not None else None
        return default if value is None else int(value)


Check = Callable[[Context], Iterator[Found]]


class Page(NamedTuple):
    """What the manual says of a rule.

    Attributes:
      title: the first line of its docstring.
      why: the text below it.
      bad: a piece of a source that it finds fault with.
      good: the same piece, mended.
    """

    title: str
    why: str
    bad: str
    good: str


class Rule(NamedTuple):
    """A rule.

    Attributes:
      code: its stable name.
      severity: of its findings.
      check: finds; its docstring has a first line, a text, `Bad:` and `Good:` with YAML below them.
    """

    code: str
    severity: Severity
    check: Check

    def page(self) -> Page:
        """Its page in the manual."""
        doc = inspect.cleandoc(self.check.__doc__ or "")
        match = re.fullmatch(r"(.+?)\.\n\n(.+?)\n\nBad:\n(.+?)\n\nGood:\n(.+)", doc, re.DOTALL)
        assert match, self.code
        title, why, bad, good = match.groups()
        return Page(title, why, textwrap.dedent(bad), textwrap.dedent(good))


def rule(severity: Severity) -> Callable[[Check], Rule]:
    """Make a rule of a function, which gives it its name."""
    return lambda check: Rule(check.__name__.replace("_", "-"), severity, check)
