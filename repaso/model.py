"""What a source may hold. The loader reads these classes, and the JSON Schema is generated from them.

Each class is one mapping of the YAML, each field one of its keys, in the order in which an author would write them;
a field with a default may be left out. `Annotated` carries what the schema says about a key.
The classes know no YAML and no back end.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, ClassVar, Literal

from repaso.values import (
    COUNT,
    FINGERPRINT,
    ID,
    NUMBER,
    TAG,
    VERSION,
    Bilingual,
    ClozeText,
    Doc,
    Fingerprint,
    ItemId,
    Language,
    Located,
    Name,
    Pattern,
    PointId,
    Rest,
    Synonyms,
    Text,
    value,
)

Kind = Literal["term", "cloze", "row", "step", "question"]
KINDS: tuple[Kind, ...] = ("term", "cloze", "row", "step", "question")


@value
class Exam(Located):
    """The exam that the manual prepares for."""

    name: Annotated[Text, Doc("The exam's full name.")]
    code: Annotated[Name, Doc("Its code."), Pattern(r"[A-Za-z0-9-]+", "AIF-C01")]
    task: Annotated[Name, Doc("The task statement that the manual treats."), NUMBER]
    guide: Annotated[Name, Doc("Version of the exam guide that was read.")]
    guide_date: Annotated[datetime.date, Doc("Date of that version.")]


@value
class Manual(Located):
    """The manual that the source is made from."""

    id: Annotated[Name, Doc("Names the outputs and begins every guid. Never change it after a release."), ID]
    title: Annotated[Bilingual, Doc("Title of the deck and of the sheet.")]
    exam: Exam
    as_of: Annotated[datetime.date, Doc("The day on which the facts were last checked.")]
    deck: Annotated[
        Name,
        Doc("Name of the deck in Anki; `::` makes sub-decks. Anki finds a deck by its name."),
        Pattern(r"[^\s:\"](?:[^:\"\r\n\x85\u2028\u2029]|::(?=[^\s:]))*", "AIF-C01::3.3"),
    ]
    link: Annotated[
        Name | None,
        Doc("An address that the sheet leads to, as a link and a QR code."),
        Pattern(r"https?://\S+", "https://…"),
    ] = None
    lines: Annotated[tuple[Fingerprint, ...], Doc("Fingerprints of the manual's title lines."), FINGERPRINT] = ()

    @property
    def tag_root(self) -> str:
        """All tags of the deck lie under this one."""
        return self.exam.code.lower()


@value
class Erratum(Located):
    """What the manual gets wrong in a point. It stands on the back of every card that covers the point."""

    id: Annotated[Name, Doc("A short name for it.")]
    severity: Annotated[
        Literal["A", "B", "C"] | None,
        Doc("A if a learner would answer wrongly (so it is if left out), B if it misleads, C for a slip."),
    ] = None
    prints: Annotated[Bilingual, Doc("The manual's own words, as few as will do.")]
    right: Annotated[Bilingual, Doc("What is right.")]
    why: Annotated[Bilingual, Doc("How one knows, in a sentence.")]
    source: Annotated[Text | None, Doc("Where one can read it: an address or a title.")] = None

    @property
    def grave(self) -> bool:
        """Whether a learner would answer wrongly."""
        return self.severity in {None, "A"}


@value
class Point(Located):
    """One atomic statement of the manual: the unit that coverage counts."""

    id: Annotated[PointId, Doc("Names the point; items cover it by this name."), ID]
    line: Annotated[
        Fingerprint | None,
        Doc("Fingerprint of the manual's line that states it, as `build coverage --manual FILE` prints it."),
        FINGERPRINT,
    ] = None
    es: Annotated[Text, Doc("The statement in Spanish, in our own words and corrected.")]
    en: Annotated[Text, Doc("The statement in English.")]
    erratum: Erratum | None = None
    waived: Annotated[Text | None, Doc("Why no item needs to cover the point.")] = None


@value
class Section(Located):
    """A section of the manual."""

    COLOURS: ClassVar[int] = 6

    number: Annotated[Name, Doc("Its number in the manual; `1.1` lies in `1`."), NUMBER]
    line: Annotated[Fingerprint | None, Doc("Fingerprint of its heading."), FINGERPRINT] = None
    title: Bilingual
    points: Annotated[tuple[Point, ...], Doc("What it states, one atomic statement each.")] = ()

    @property
    def top(self) -> str:
        """The number of the section that this one lies in at the top: 5 for 5.1."""
        return self.number.partition(".")[0]

    @property
    def colour(self) -> int:
        """From 1 to COLOURS, the same for all that lies in one section; a long manual uses them again."""
        return (int(self.top) - 1) % self.COLOURS + 1


@value
class Outline(Located):
    """What else is to be covered beside the manual: an exam guide, say. Its points are covered by the same items."""

    id: Annotated[Name, Doc("Names the outline, and its coverage report."), ID]
    title: Bilingual
    sections: Annotated[tuple[Section, ...], Doc("Its sections with their points, as the manual's are written.")]


@value
class Limits(Located):
    """Limits of the linter's rules; docs/rules/ says what each means and what it is if left out."""

    answer_words: Annotated[Name | None, COUNT] = None
    hole_words: Annotated[Name | None, COUNT] = None
    definition_words: Annotated[Name | None, COUNT] = None
    front_words: Annotated[Name | None, COUNT] = None
    scenario_words: Annotated[Name | None, COUNT] = None
    common_percent: Annotated[Name | None, COUNT] = None
    alike_percent: Annotated[Name | None, COUNT] = None
    longer_percent: Annotated[Name | None, COUNT] = None
    point_angles: Annotated[Name | None, COUNT] = None
    point_items: Annotated[Name | None, COUNT] = None
    weighty_items: Annotated[Name | None, COUNT] = None
    scenario_percent: Annotated[Name | None, COUNT] = None
    months: Annotated[Name | None, COUNT] = None


@value
class Lint(Located):
    """How the linter looks at this source."""

    off: Annotated[tuple[Name, ...], Doc("Rules that are not run."), TAG] = ()
    limits: Annotated[Limits | None, Doc("Limits of rules, where theirs do not fit.")] = None


@value
class Waiver(Located):
    """A rule that does not hold for an item, and why."""

    rule: Annotated[Name, Doc("The rule's code."), TAG]
    why: Annotated[Text, Doc("Why it does not hold here.")]


@value
class Item(Located):
    """What every item has. A new reader of the source finds these keys everywhere."""

    id: Annotated[ItemId, Doc("Identity of the note: keep it when you change the wording, or reviews are lost."), ID]
    covers: Annotated[tuple[PointId, ...], Doc("The points that it teaches."), ID]
    formerly: Annotated[
        ItemId | None, Doc("The id that it had before: the note, and the learner's reviews, stay the same."), ID
    ] = None
    meaning: Annotated[
        Name | None,
        Doc("1 at first; raise it by one when an edit changes what a learner must answer: they are told so."),
        COUNT,
    ] = None
    tags: Annotated[
        tuple[Name, ...], Doc("`legacy` marks what no longer holds, `beyond` what is not in the manual."), TAG
    ] = ()
    note: Annotated[Bilingual | None, Doc("A remark for the back of the card.")] = None
    status: Annotated[Bilingual | None, Doc("What holds on the day `as_of`, where that may change.")] = None
    as_of: Annotated[
        datetime.date | None, Doc("The day on which it was last checked, if that is not the manual's.")
    ] = None
    source: Annotated[Bilingual | None, Doc("Where the fact can be read: an address or a title.")] = None
    contrasts: Annotated[
        tuple[Name, ...], Doc("Confusable pairs that it sets against each other; what tells them apart is on its back.")
    ] = ()
    waive: Annotated[tuple[Waiver, ...], Doc("Rules of the linter that do not hold here, each with its reason.")] = ()
    sheet: Annotated[
        Literal["omit"] | Bilingual | None, Doc("`omit` leaves it off the sheet; a text is printed there instead.")
    ] = None


@value
class Term(Item):
    """A term of the trade: asked in both directions, in both languages and from one language to the other."""

    term: Annotated[Bilingual, Doc("The headword.")]
    definition: Annotated[Bilingual, Doc("What it is, without the headword in it: the definition is a front too.")]
    synonyms: Annotated[Synonyms | None, Doc("Other names that the learner meets.")] = None
    example: Annotated[Bilingual | None, Doc("An example, for the back.")] = None
    hint: Annotated[Bilingual | None, Doc("Shown below the definition when the term is asked.")] = None
    never: Annotated[Synonyms | None, Doc("Words that no card may use for it.")] = None


@value
class Cloze(Item):
    """A sentence with holes, `{{c1::answer::hint}}`. Both languages have the same holes."""

    es: Annotated[ClozeText, Doc("The sentence in Spanish.")]
    en: Annotated[ClozeText, Doc("The sentence in English, with the same hole numbers.")]

    def __getitem__(self, language: Language) -> ClozeText:
        return self.es if language == "es" else self.en


@value
class Column(Located):
    """A column of a table. The first names the row; every other may be asked."""

    id: Annotated[Name, Doc("The key that holds this column's cell in each row."), ID]
    es: Annotated[Text, Doc("Heading in Spanish.")]
    en: Annotated[Text, Doc("Heading in English.")]
    ask: Annotated[Bilingual | None, Doc("Makes a card that shows the row's name and asks for this cell.")] = None
    ask_back: Annotated[Bilingual | None, Doc("Makes a card that shows this cell and asks for the row's name.")] = None
    sheet: Annotated[Literal["omit"] | None, Doc("`omit` leaves the column off the sheet.")] = None


@value
class Row(Item):
    """A row of a table."""

    cells: Annotated[Mapping[Name, Bilingual], Rest("a cell, under its column's id")]


@value
class Table(Located):
    """A table of C columns by R rows; every row has C cells."""

    id: Annotated[Name, Doc("Names the table."), ID]
    title: Bilingual
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    sheet: Annotated[
        Literal["omit", "flow"] | None,
        Doc("`omit` leaves the table off the sheet; `flow` prints its rows as columns, their names as a flow."),
    ] = None


@value
class Step(Item):
    """A step of a process: asked with its neighbours in sight."""

    es: Annotated[Text, Doc("What happens, in Spanish.")]
    en: Annotated[Text, Doc("What happens, in English.")]
    why: Annotated[Bilingual | None, Doc("What the step is for.")] = None


@value
class Process(Located):
    """Steps in their order."""

    id: Annotated[Name, Doc("Names the process."), ID]
    title: Bilingual
    steps: tuple[Step, ...]
    sheet: Annotated[Literal["omit"] | None, Doc("`omit` leaves the process off the sheet.")] = None


@value
class Says(Located):
    """What stands on arrows."""

    by_box: Annotated[Mapping[Name, Bilingual], Rest("what the arrow to this box says")]


@value
class FlowBox(Located):
    """A box of a flow, and the arrows that leave it."""

    id: Annotated[Name, Doc("Names the box within its flow."), ID]
    es: Annotated[Text, Doc("What stands in it, in Spanish: a few words.")]
    en: Annotated[Text, Doc("The same in English.")]
    to: Annotated[
        tuple[Name, ...], Doc("The boxes that arrows lead to; to one that is written above, an arrow leads back."), ID
    ] = ()
    says: Annotated[Says | None, Doc("What stands on these arrows, by the box that they lead to.")] = None
    lane: Annotated[
        Name | None, Doc("Which lane it stands in, from the top; if left out, that of the box that leads to it."), COUNT
    ] = None
    look: Annotated[Literal["filled"] | None, Doc("`filled` for where it begins, ends or matters.")] = None


@value
class Flow(Located):
    """A diagram of boxes and arrows, for the sheet. It makes no cards: what it shows, items teach."""

    id: Annotated[Name, Doc("Names the flow."), ID]
    section: Annotated[Name, Doc("The number of the section that it stands in."), NUMBER]
    title: Bilingual
    boxes: Annotated[tuple[FlowBox, ...], Doc("In reading order, the first one on the left.")]


@value
class SheetDefaults(Located):
    """What stands on the printed sheet if an item itself says nothing."""

    omit: Annotated[
        tuple[Name, ...],
        Doc("Kinds of items that are left off, but for those with a `sheet` text; without this key, questions."),
        TAG,
    ]


@value
class Question(Item):
    """A short scenario, as the exam asks it."""

    ask: Annotated[Bilingual, Doc("The scenario, with its question as the last sentence.")]
    answer: Annotated[Bilingual, Doc("The answer, a few words.")]
    why: Annotated[Bilingual, Doc("Why it is right.")]


@value
class Confusable(Located):
    """Items that learners mix up. It stands on the back of their cards and among the sheet's exam traps."""

    id: Annotated[Name, Doc("Names the pair."), ID]
    items: Annotated[tuple[ItemId, ...], Doc("Two items or more."), ID]
    es: Annotated[Text, Doc("What tells them apart, in Spanish.")]
    en: Annotated[Text, Doc("What tells them apart, in English.")]


@value
class Retired(Located):
    """An item that is no more. Those who have its note are told; new learners do not get it."""

    id: Annotated[ItemId, Doc("The item's id, or a cell's: row.column."), ID]
    since: Annotated[Name, Doc("The release that takes it away."), VERSION]
    why: Annotated[Bilingual, Doc("Why it is gone, for the learner.")]
    replaced_by: Annotated[ItemId | None, Doc("The item that took its place."), ID] = None


@value
class Concept(Located):
    """A word of the trade that has no card of its own, but one name in each language, as the terms have."""

    es: Annotated[Text, Doc("Its name in Spanish.")]
    en: Annotated[Text, Doc("Its name in English.")]
    synonyms: Annotated[Synonyms | None, Doc("Other names that the learner meets.")] = None
    never: Annotated[Synonyms | None, Doc("Words that no card may use for it.")] = None
    note: Annotated[Bilingual | None, Doc("A remark for the glossary.")] = None
    as_of: Annotated[
        datetime.date | None,
        Doc("Marks the name of a service or a model, and the day on which it was last checked."),
    ] = None


@value
class Study(Located):
    """One source file: a manual and what one studies of it."""

    manual: Manual
    lint: Lint | None = None
    sheet: SheetDefaults | None = None
    sections: tuple[Section, ...]
    outlines: tuple[Outline, ...] = ()
    confusable: tuple[Confusable, ...] = ()
    terms: tuple[Term, ...] = ()
    cloze: tuple[Cloze, ...] = ()
    tables: tuple[Table, ...] = ()
    processes: tuple[Process, ...] = ()
    flows: tuple[Flow, ...] = ()
    questions: tuple[Question, ...] = ()
    glossary: tuple[Concept, ...] = ()
    retired: tuple[Retired, ...] = ()

    def on_sheet(self, kind: Kind, item: Item) -> bool:
        """Whether an item stands on the printed sheet."""
        if item.sheet is not None:
            return item.sheet != "omit"
        return kind not in (self.sheet.omit if self.sheet else ("question",))

    def every_item(self) -> Iterator[tuple[Kind, Item]]:
        """Every item with its kind, in the order of the file's kinds."""
        for term in self.terms:
            yield "term", term
        for cloze in self.cloze:
            yield "cloze", cloze
        for table in self.tables:
            for row in table.rows:
                yield "row", row
        for process in self.processes:
            for step in process.steps:
                yield "step", step
        for question in self.questions:
            yield "question", question

    @property
    def size(self) -> int:
        """How many items there are."""
        return sum(1 for _ in self.every_item())

    def views(self) -> Iterator[tuple[str, "Study"]]:
        """The study as each of its outlines sees it, by the outline's id: first as the manual does, whose id is ""."""
        yield "", self
        for outline in self.outlines:
            manual = replace(self.manual, title=outline.title)
            yield outline.id, replace(self, manual=manual, sections=outline.sections, outlines=())

    def every_point(self) -> Iterator[tuple[Section, Point]]:
        """Every point of the manual with its section, in the manual's order."""
        for section in self.sections:
            for point in section.points:
                yield section, point
