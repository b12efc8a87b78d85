"""A rule of the linter: a function over a source, with its manual in its docstring."""

import datetime
import inspect
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from repaso.diagnostics import Severity, Span
from repaso.glossary import Line, glossary
from repaso.model import Study
from repaso.rules.face import (
    Compared,
    Counts,
    Face,
    Pair,
    Shown,
    bridges,
    compared,
    counts,
    faces,
    pairs,
    shown,
    statements,
)
from repaso.rules.uses import RowName, Uses, every_name, row_names, uses
from repaso.values import LANGUAGES, ItemId, Language


class Found(NamedTuple):
    """One finding: whose, where, what, and what to do."""

    id: str
    span: Span
    message: str
    hint: str = ""


@dataclass(frozen=True)
class Known:
    """What rules look up in a whole source, whichever of its items they judge.

    Attributes:
      counts: by language, on how many fronts each stem stands.
      strict: whether any line of the glossary has synonyms, or words that are to be avoided.
      look_up: gives every line of the glossary, and the name of every row of a table; called when they are asked for.
    """

    counts: Mapping[Language, Counts]
    strict: bool
    look_up: Callable[[], tuple[tuple[Line, ...], tuple[RowName, ...]]]

    @cached_property
    def names(self) -> tuple[tuple[Line, ...], tuple[RowName, ...]]:
        """What `look_up` gives."""
        return self.look_up()


@dataclass(frozen=True)
class Context:
    """What rules look at: a study, and the day on which it is read, if that matters.

    If the study is a part of a source, its items are judged by what is known of all.
    """

    study: Study
    today: datetime.date | None = None
    known: Known | None = None

    @cached_property
    def judged(self) -> object:
        """The study; if it is a part of a source, its items."""
        study = self.study
        return (study.terms, study.cloze, study.tables, study.processes, study.questions) if self.known else study

    @cached_property
    def faces(self) -> tuple[Face, ...]:
        """Every face, made once."""
        return tuple(faces(self.study))

    @cached_property
    def glossary(self) -> tuple[Line, ...]:
        """Every line of the glossary."""
        return self.known.names[0] if self.known else glossary(self.study)

    @cached_property
    def rows(self) -> tuple[RowName, ...]:
        """The name of every row of a table."""
        return self.known.names[1] if self.known else tuple(row_names(self.study))

    @cached_property
    def counts(self) -> Mapping[Language, Counts]:
        """On how many fronts each stem stands, by language."""
        return self.known.counts if self.known else counts(self.faces)

    @cached_property
    def compared(self) -> Mapping[Language, Compared]:
        """The faces whose fronts are compared with each other, by language."""
        return {language: compared(self.faces, language) for language in LANGUAGES}

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
        """Every text that has both languages: of a part of a source, those of its items."""
        return tuple(pairs(self.study) if self.known else chain(pairs(self.study), statements(self.study)))

    @cached_property
    def uses(self) -> tuple[tuple[Shown, Uses], ...]:
        """Every text in which a word of the glossary stands that is no headword, with all of these words."""
        return tuple(uses(self.glossary, self.rows, self.shown)) if self.known is None or self.known.strict else ()

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


class Reach(StrEnum):
    """What a rule has to see of other items, beside what is `Known`, to judge one.

    ALONE: nothing. KEYS: how many cards they make, and what `edits.edit` does not call an entry's own. TEXTS: more.
    """

    ALONE = "alone"
    KEYS = "keys"
    TEXTS = "texts"


class Rule(NamedTuple):
    """A rule.

    Attributes:
      code: its stable name.
      severity: of its findings.
      check: finds; its docstring has a first line, a text, `Bad:` and `Good:` with YAML below them.
      reach: what it has to see.
    """

    code: str
    severity: Severity
    check: Check
    reach: Reach

    def page(self) -> Page:
        """Its page in the manual."""
        doc = inspect.cleandoc(self.check.__doc__ or "")
        match = re.fullmatch(r"(.+?)\.\n\n(.+?)\n\nBad:\n(.+?)\n\nGood:\n(.+)", doc, re.DOTALL)
        assert match, self.code
        title, why, bad, good = match.groups()
        return Page(title, why, textwrap.dedent(bad), textwrap.dedent(good))


def rule(severity: Severity, reach: Reach) -> Callable[[Check], Rule]:
    """Make a rule of a function, which gives it its name."""
    return lambda check: Rule(check.__name__.replace("_", "-"), severity, check, reach)
