"""A build of what was kept and an edit: the same as a whole one, or none at all."""

import os
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from repaso import beside, edits, load, lockfile, main, pipeline, stamps
from repaso.edits.kept import Kept, kept_of
from repaso.edits.rebuild import Rebuilt, rebuild
from repaso.papers import Choice
from repaso.rules import crowd, similar
from repaso.rules.crowd import unpacked
from tests.helpers import HEAD, ROOT, SOURCE, look

NO_PAPER = Choice((), ())
TEMPLATES = ROOT / "templates"
BEGAN, EDITED = 1_800_000_000, 1_800_001_000


SAMPLE = (
    HEAD
    + """\
confusable:
  - {id: pair, items: [t1, t2], es: "**Uno** baja; **otro** sube.", en: "**One** falls; **the other** rises."}
terms:
  - id: t1
    covers: p1
    term: {es: pérdida, en: loss}
    synonyms: {es: [coste], en: [cost]}
    definition: {es: Uno que se minimiza., en: One that is minimised.}
    example: {es: Baja con cada paso., en: It falls with each step.}
  - id: t2
    covers: p2
    term: {es: exactitud, en: accuracy}
    definition: {es: El otro que se maximiza., en: The other that is maximised.}
  - id: t3
    covers: p2
    term: {es: sesgo, en: bias}
    definition: {es: Lo que favorece a alguien., en: What favours somebody.}
  - id: t4
    covers: p2
    term: {es: época, en: epoch}
    definition: {es: Una vuelta a los datos., en: A pass over the data.}
cloze:
  - {id: c1, covers: p1, es: "El banco {{c1::mide}} cada peso.", en: "The bank {{c1::measures}} each weight."}
  - {id: c2, covers: p1, es: "La red {{c1::olvida}} lo viejo.", en: "The network {{c1::forgets}} the old."}
  - {id: c3, covers: p1, es: "Un médico {{c1::etiqueta}} fotos.", en: "A doctor {{c1::labels}} pictures."}
tables:
  - id: tab
    title: {es: Cosas, en: Things}
    columns:
      - {id: thing, es: Cosa, en: Thing}
      - {id: use, es: Uso, en: Use, ask: {es: ¿Para qué?, en: What for?}}
    rows:
      - {id: r1, covers: p1, thing: {es: martillo, en: hammer}, use: {es: clavar, en: driving}}
      - {id: r2, covers: p1, thing: {es: sierra, en: saw}, use: {es: cortar, en: cutting}}
  - id: tab2
    title: {es: Más cosas, en: More things}
    columns:
      - {id: thing, es: Cosa, en: Thing}
      - {id: use, es: Uso, en: Use, ask: {es: ¿Con qué fin?, en: To which end?}}
    rows:
      - {id: r3, covers: p1, thing: {es: lima, en: file}, use: {es: limar, en: filing}}
processes:
  - id: way
    title: {es: Camino, en: Way}
    steps:
      - {id: s1, covers: p1, es: Reunir datos., en: Gather data.}
      - {id: s2, covers: p1, es: Entrenar la red., en: Train the network.}
  - id: other
    title: {es: Otro, en: Other}
    steps:
      - {id: s3, covers: p1, es: Medir., en: Measure.}
questions:
  - id: q1
    covers: p1
    ask:
      es: Una tienda pequeña vende guitarras antiguas por correo. ¿Qué entrena?
      en: A small shop sells ancient guitars by mail. What does it train?
    answer: {es: Un clasificador, en: A classifier}
    why: {es: Tiene dos clases., en: It has two classes.}
  - id: q2
    covers: p1
    ask:
      es: Un puerto lejano cuenta barcos rojos de noche. ¿Qué usa?
      en: A distant harbour counts red ships at night. What does it use?
    answer: {es: Visión, en: Vision}
    why: {es: Mira fotos., en: It looks at pictures.}
  - id: q3
    covers: p2
    ask: {es: ¿Qué sube con cada época?, en: What rises with each epoch?}
    answer: {es: La exactitud, en: Accuracy}
    why: {es: Aprende., en: It learns.}
"""
)

COLUMNS = """\
    columns:
      - {id: thing, es: Cosa, en: Thing}
      - {id: use, es: Uso, en: Use, ask: {es: ¿Para qué?, en: What for?}}
"""


class Whole(NamedTuple):
    """A whole build, and what it leaves."""

    outputs: dict[str, bytes]
    lock: str
    kept: Kept


class Project:
    """A source in a folder of its own that was built once, and what that build left."""

    def __init__(self, folder: Path, text: str) -> None:
        self.path = folder / "source.yaml"
        self.text = text
        first = self.whole(text, BEGAN)
        assert first is not None
        self.path.with_suffix(".lock").write_text(first.lock, encoding="utf-8")
        self.kept = first.kept

    def whole(self, text: str, build_time: int = EDITED) -> Whole | None:
        """A whole build of a text; None if it has an error."""
        self.path.write_text(text, encoding="utf-8")
        inputs, found = pipeline.read(self.path, TEMPLATES)
        if inputs is None:
            return None
        built, more = pipeline.build(inputs, build_time=build_time, choice=NO_PAPER, keep=True)
        if built is None:
            return None
        state = {str(self.path): stamps.digest(self.path.read_bytes())}
        lock = lockfile.write(built.ledger)
        kept = kept_of(inputs, built, lock, found + more, state, "")
        assert kept is not None
        return Whole(dict(built.outputs), lock, kept)

    def again(self, text: str) -> Rebuilt | None:
        """The build of what was kept and a text."""
        return rebuild(self.kept, text, self.path.as_posix(), look(), build_time=EDITED)

    def same(self, text: str) -> bool:
        """Whether there is such a build; it is the same as a whole one, and leaves the same."""
        again = self.again(text)
        if again is None:
            return False
        whole = self.whole(text)
        assert whole is not None, "an error was not seen"
        reports = {name: bytes(page) for name, page in again.kept.reports.items()}
        assert {f"{again.name}.apkg": again.package, **reports} == whole.outputs
        assert again.kept.lock == whole.lock
        assert _plain(again.kept) == _plain(whole.kept)
        return True


def _plain(kept: Kept) -> list[object]:
    """What was kept, so that it can be compared: fronts in any order."""
    fronts = unpacked(bytes(kept.crowds))
    crowds = {
        one: (*crowd[:2], sorted(sorted(line.split(" ")) for line in crowd.lines.split("\n")))
        for one, crowd in fronts.items()
    }
    entries = [(name, list(starts)) for name, starts in kept.entries]
    lines = [line._replace(note={}, span=line.span._replace(path="", line=0, column=0)) for line in kept.dated]
    pieces = [bytes(piece) for piece in (kept.names, kept.database, *kept.reports.values())]
    return [kept.lock, kept.source, sorted(set(kept.faults)), lines, entries, crowds, pieces]


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However small a source is, it is kept; and all is done in this process."""
    monkeypatch.setattr(edits, "MANY", 0)
    monkeypatch.setattr(beside, "_processors", lambda: 1)


@pytest.fixture
def real(tmp_path: Path) -> Project:
    """The real source, as if it had never been built."""
    return Project(tmp_path, SOURCE.read_text(encoding="utf-8"))


@pytest.fixture
def sample(tmp_path: Path) -> Project:
    """One item of every kind, and one more behind each, for the last of a list is never looked at by itself."""
    return Project(tmp_path, SAMPLE)


def test_whatever_is_edited_is_built_as_a_whole_or_the_same(real: Project) -> None:
    chance = random.Random(6)  # noqa: S311  (nothing secret)
    built = sum(real.same(text) for text in _mutated(real.text, chance, 200))
    assert built >= 30


def test_one_edit_after_another(real: Project) -> None:
    chance = random.Random(7)  # noqa: S311  (nothing secret)
    built = 0
    for _ in range(60):
        (text,) = _mutated(real.text, chance, 1)
        if real.same(text):
            again = real.again(text)
            assert again is not None
            real.text, real.kept = text, again.kept
            real.path.with_suffix(".lock").write_text(again.kept.lock, encoding="utf-8")
            built += 1
    assert built >= 8


def _mutated(text: str, chance: random.Random, count: int) -> Iterator[str]:
    """The text with something else in a line or two of its items: as an author edits it, or slips."""
    words = re.findall(r"[^\s\"'{}:,\[\]#]+", text)
    lines = text.split("\n")
    first = next(place for place, line in enumerate(lines) if line.startswith("terms:"))
    for _ in range(count):
        made = list(lines)
        for _ in range(chance.choice((1, 1, 2))):
            place = chance.randrange(first, len(made))
            made[place : place + 1] = _slip(made[place], lines, words, chance)
        yield "\n".join(made)


def _slip(line: str, lines: Sequence[str], words: Sequence[str], chance: random.Random) -> list[str]:
    """What becomes of a line."""
    spans = [match.span() for match in re.finditer(r"[^\s\"'{}:,\[\]#]+", line)] or [(0, 0)]
    start, end = chance.choice(spans)
    other = chance.choice([one for one in lines if one.partition(":")[0] == line.partition(":")[0]])
    odd = chance.choice(['"', "'", " #x", " ...", "?", " solo", " Amazon Foo", " 12 %", " {{c1::x}}", "\r", " <b>"])
    return chance.choice(
        [
            *[[line[:start] + chance.choice(words) + line[end:]]] * 4,
            [f"{line[:end]} {chance.choice(words)}{line[end:]}"],
            [line[:start] + line[end:]],
            [chance.choice(["", "    # a remark", "# a remark"]), line],
            [other],
            [line, line],
            [],
            [line + odd],
        ]
    )


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("Lo que favorece a alguien.", "Lo que perjudica a otro."),
        ("Baja con cada paso.", "Sube con cada paso y no baja."),
        ("Baja con cada paso.", "Baja con el coste."),  # its own synonym
        ("La red {{c1::olvida}} lo viejo.", "La red {{c1::pierde}} el coste."),  # another term's
        ("The network {{c1::forgets}} the old.", "The network {{c1::forgets}} 12 old ones."),
        ("use: {es: cortar, en: cutting}", "use: {es: partir, en: parting}"),
        ("Entrenar la red.", "Entrenar otra red."),
        ("Tiene dos clases.", "Tiene tres clases."),
        ("\n    why: {es: Mira fotos", "\n\n    # a remark\n    note: x\n    why: {es: Mira fotos"),
        ("El otro que se maximiza.", "El otro que sube…"),
        ("    example: {es: Baja con cada paso., en: It falls with each step.}\n", ""),
    ],
)
def test_what_an_item_says_is_built_by_itself(sample: Project, was: str, now: str) -> None:
    assert sample.text.count(was) == 1
    assert sample.same(sample.text.replace(was, now))


def test_several_items_that_lie_together_are_built_by_themselves(sample: Project) -> None:
    assert sample.same(
        sample.text.replace("Lo que se", "Aquello que se").replace("Lo que favorece", "Eso que favorece")
    )


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("title: {es: Muestra", "title: {es: Otra"),
        ("El segundo punto.", "El segundo punto del manual."),
        ("id: t3\n", "id: t3b\n"),
        ("covers: p2\n    term: {es: exactitud", "covers: p1\n    term: {es: exactitud"),
        ("{es: sesgo, en: bias}", "{es: sesgos, en: bias}"),
        ("synonyms: {es: [coste], en: [cost]}", "synonyms: {es: [coste], en: [costs]}"),
        ("thing: {es: sierra, en: saw}", "thing: {es: hacha, en: axe}"),
        ("title: {es: Cosas", "title: {es: Cositas"),
        ("answer: {es: Visión, en: Vision}", "answer: {es: Pérdida, en: Loss}"),
        ("{{c1::mide}} cada peso", "{{c1::mide}} cada {{c1::peso}}"),
        ("  - id: t2\n", "  - {id: t0, covers: p1, term: {es: a, en: b}, definition: {es: x, en: y}}\n  - id: t2\n"),
        ("      - {id: r2, covers: p1, thing: {es: sierra, en: saw}, use: {es: cortar, en: cutting}}\n", ""),
    ],
)
def test_what_others_see_is_built_as_a_whole(sample: Project, was: str, now: str) -> None:
    assert sample.text.count(was) == 1
    assert sample.whole(text := sample.text.replace(was, now)) is not None
    assert sample.again(text) is None


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("Una vuelta a los datos.", "Una pasada por los datos."),  # the last of its list: who knows where it ends?
        ("es: Lo que favorece a alguien.", 'es: "Lo que favorece a alguien.'),  # the next quotation mark would close it
        ("definition: {es: Lo que favorece", "definition: [es: Lo que favorece"),
        ("en: What favours somebody.}", "en: What favours somebody.}\n---\n"),
        ("{{c1::mide}}", "mide"),
        ("{{c1::mide}} cada peso.", "{{c1::mide}} {{c2::cada}} peso."),
        ("use: {es: cortar, en: cutting}", "use: {es: cortar}"),
        ("use: {es: cortar, en: cutting}", "user: {es: cortar, en: cutting}"),
        (COLUMNS, "    columns: []\n"),
        ("  - {id: c2", "  -  {id: c2"),
        ("  - {id: c2", "  -\n    {id: c2"),
        ("Lo que favorece a alguien.", "Lo que\u2028favorece a alguien."),
        ("Lo que favorece a alguien.", "Uno que se minimiza."),  # the front of another
        ("en: It falls with each step.}", "en: It falls with each step.}\n    sheet: Amazon Nothing falls."),
    ],
)
def test_what_is_in_doubt_is_built_as_a_whole(sample: Project, was: str, now: str) -> None:
    assert sample.text.count(was) == 1
    assert sample.again(sample.text.replace(was, now)) is None


def test_a_waiver_that_waives_nothing_is_looked_at_with_all_others(tmp_path: Path) -> None:
    waived = SAMPLE.replace(
        "that is minimised.}", "that is minimised.}\n    waive: [{rule: near-front, why: it is not}]"
    )
    assert Project(tmp_path, waived).again(waived.replace("Baja con", "Sube con")) is None


def test_a_warning_elsewhere_is_told_where_it_stands_now(tmp_path: Path) -> None:
    ask = "Una tienda pequeña vende guitarras antiguas por correo. ¿Qué entrena?"
    project = Project(tmp_path, SAMPLE.replace("¿Qué sube con cada época?, en:", f"{ask[:-1]} ya?, en:"))
    assert [fault.span.line for fault in project.kept.faults if fault.code == "near-front"] == [81]
    assert project.same(project.text.replace("Baja con", "Sube con"))
    assert project.same(project.text.replace("    example: {es: Baja", "\n    example: {es: Baja"))
    moved = project.text.replace("    covers: p1\n    ask:\n      es: Una tienda", "    ask:\n      es: Una tienda")
    assert project.same(moved.replace("    answer: {es: Un clas", "    covers: p1\n    answer: {es: Un clas"))


def test_a_waiver_is_of_its_item_alone(tmp_path: Path) -> None:
    shared = (
        SAMPLE.replace("id: use, es: Uso", "id: c1, es: Uso...")
        .replace("use: {", "c1: {")
        .replace('each weight."}', 'each weight.", waive: [{rule: typography, why: it is an id of its own}]}')
    )
    project = Project(tmp_path, shared)
    assert {"typography", "unused-waiver"} <= {fault.code for fault in project.kept.faults}
    assert not project.same(shared.replace("cada peso", "cada gramo")), "its waiver is unused"
    assert project.same(shared.replace("Entrenar la red.", "Entrenar otra red."))


@pytest.mark.parametrize("bound", ["edits.edit._MOST", "rules.crowd._MANY"])
def test_many_items_are_sooner_built_as_a_whole(sample: Project, bound: str, monkeypatch: pytest.MonkeyPatch) -> None:
    edited = sample.text.replace("Lo que favorece", "Aquello que favorece")
    assert sample.same(edited)
    monkeypatch.setattr(f"repaso.{bound}", 0)
    assert sample.again(edited) is None


def asked(texts: Iterable[str]) -> str:
    """A source whose questions ask this in Spanish."""
    items = [
        f"  - {{id: n{place}, covers: p1, ask: {{es: ¿{text}?, en: {place}?}}, answer: x{place}, why: x}}\n"
        for place, text in enumerate(texts)
    ]
    return "".join([HEAD, "questions:\n", *items])


@pytest.mark.parametrize("fronts", [7, 8, 9, 10])
def test_a_word_that_becomes_so_common_that_it_gives_nothing_away_concerns_all(tmp_path: Path, fronts: int) -> None:
    numbers = ("uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce")
    project = Project(
        tmp_path, asked(f"{'Banco' if place < fronts else 'Puerto'} {number}" for place, number in enumerate(numbers))
    )
    fewer = project.text.replace("¿Banco uno?", "¿Puerto uno?")
    more = project.text.replace(f"¿Puerto {numbers[fronts]}?", f"¿Banco {numbers[fronts]}?")
    assert project.same(fewer) == (fronts != 9), "more than eight are common"
    assert project.same(more) == (fronts != 8)


@pytest.mark.parametrize("fronts", [2, 3, 4, 5])
def test_so_does_a_word_that_becomes_too_common_to_lead_to_others(
    tmp_path: Path, fronts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (crowd, similar):
        monkeypatch.setattr(module, "TOO_COMMON", 3)
    words = ("casa", "perro", "gato", "mesa", "silla", "libro", "nube")
    project = Project(
        tmp_path,
        asked(
            f"{'Banco' if place < fronts else 'Puerto'} {word} {word}xx {word}yy" for place, word in enumerate(words)
        ),
    )
    fewer = project.text.replace("¿Banco casa", "¿Tren casa")
    assert project.same(fewer) == (fronts != 4), "more than three are too common"


class Folder:
    """A project in the current folder, built by the command."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.source = Path("source/sample.yaml")
        self.again: list[bool] = []
        self._monkeypatch = monkeypatch

        def watched(*given: Any, **more: Any) -> Rebuilt | None:
            made = rebuild(*given, **more)
            self.again.append(made is not None)
            return made

        monkeypatch.setattr("repaso.edits.rebuild.rebuild", watched)
        self.source.write_text(SAMPLE, encoding="utf-8")
        self.build("--no-paper")

    def edit(self, was: str = "Baja con", now: str = "Sube con") -> None:
        """Another text."""
        self.source.write_text(self.source.read_text(encoding="utf-8").replace(was, now), encoding="utf-8")

    def build(self, *words: str) -> int:
        """The command; its exit code."""
        self._monkeypatch.setattr("sys.argv", ["build", *words])
        with pytest.raises(SystemExit) as end:
            main.main()
        assert isinstance(end.value.code, int)
        return end.value.code

    def built_again(self) -> bool:
        """Whether the command, if it is given now, builds what was kept again; the files are those of a whole build."""
        before = {path: path.read_bytes() for path in self.files()}
        whole = self._made("elsewhere")
        for path in self.files():
            path.unlink()
        for path, data in before.items():
            path.write_bytes(data)
        self.again.clear()
        assert self._made(os.environ["XDG_CACHE_HOME"]) == whole
        return self.again == [True]

    def files(self) -> list[Path]:
        """What a build writes."""
        return sorted([*Path("dist").glob("*"), *Path("source").glob("*.lock")])

    def _made(self, cache: str) -> dict[Path, bytes]:
        with self._monkeypatch.context() as here:
            here.setenv("XDG_CACHE_HOME", cache)
            here.setenv("SOURCE_DATE_EPOCH", str(EDITED))
            assert self.build("--no-paper") == 0
        return {path: path.read_bytes() for path in self.files()}


@pytest.fixture
def folder(project: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """A project that was built once."""
    del project
    return Folder(monkeypatch)


def kept_files() -> list[Path]:
    """What lies in the user's cache for the next build."""
    return list(Path(os.environ["XDG_CACHE_HOME"]).rglob("*.kept"))


def test_the_command_builds_what_was_kept_again(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.edit()
    capsys.readouterr()
    assert folder.built_again()
    told = capsys.readouterr()
    whole, again = (re.sub(r" in \d+\.\d s", "", told_) for told_ in told.out.split("sample: ")[1:])
    assert again == whole
    assert "0 notes added, 1 changed, 0 removed" in again
    assert again.count("wrote") == 1
    first, second = told.err[: len(told.err) // 2], told.err[len(told.err) // 2 :]
    assert first == second, "the same warnings"
    folder.edit("Sube con", "Cae con")
    assert folder.built_again()


def test_what_was_kept_can_be_deleted(folder: Folder) -> None:
    (kept,) = kept_files()
    kept.unlink()
    folder.edit()
    assert not folder.built_again()


@pytest.mark.parametrize("place", [0, 100, -100])
def test_what_is_not_as_it_was_kept_is_not_believed(folder: Folder, place: int) -> None:
    (kept,) = kept_files()
    data = bytearray(kept.read_bytes())
    data[place] ^= 1
    kept.write_bytes(data)
    folder.edit()
    assert not folder.built_again()


@pytest.mark.parametrize("data", [b"", b"x", b"\0" * 1000])
def test_nor_is_what_was_never_kept(folder: Folder, data: bytes) -> None:
    (kept,) = kept_files()
    kept.write_bytes(data)
    folder.edit()
    assert not folder.built_again()


def test_a_template_that_is_saved_during_the_build_keeps_nothing(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    style = Path("templates/card.css")
    was = style.read_text(encoding="utf-8")

    def loaded(*given: Any) -> Any:
        style.write_text(f"{was}\n.x {{color: red}}\n", encoding="utf-8")
        return load.load(*given)

    (kept,) = kept_files()
    kept.unlink()
    folder.edit()
    with monkeypatch.context() as here:
        here.setattr("repaso.pipeline.load", loaded)
        assert folder.build("--no-paper") == 0
    assert kept_files() == []
    style.write_text(was, encoding="utf-8")
    folder.edit("Sube con", "Cae con")
    assert not folder.built_again()


@pytest.mark.parametrize("cache", ["x" * 300, "source/sample.yaml"])
def test_a_cache_that_cannot_be_used_stops_no_build(
    folder: Folder, cache: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", cache)
    folder.edit()
    assert folder.build("--no-paper") == 0


def test_another_template_ledger_or_source_brings_a_whole_build(folder: Folder) -> None:
    folder.edit()
    lock, style = folder.source.with_suffix(".lock"), Path("templates/card.css")
    was = {path: path.read_text(encoding="utf-8") for path in (lock, style)}
    style.write_text(f"{was[style]}\n.x {{color: red}}\n", encoding="utf-8")
    assert not folder.built_again()
    style.write_text(was[style], encoding="utf-8")
    lock.unlink()
    assert not folder.built_again()
    other = Path("source/other.yaml")
    other.write_text(SAMPLE.replace("id: sample", "id: other"), encoding="utf-8")
    assert not folder.built_again()


def test_an_error_is_told_as_ever_and_what_was_kept_is_still_good(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.edit("{{c1::mide}}", "mide")
    before = {path: path.read_bytes() for path in folder.files()}
    assert folder.build("--no-paper") == 1
    assert "source/sample.yaml:" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in folder.files()} == before
    folder.edit(" mide ", " {{c1::pesa}} ")
    assert folder.built_again()


def test_a_source_that_is_gone_is_told_as_ever(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--source", str(folder.source), "--no-paper")
    assert folder.build(*words) == 0
    folder.source.unlink()
    assert folder.build(*words) == 1
    assert "source/sample.yaml:1:1: error: cannot read the file" in capsys.readouterr().err


def test_warnings_fail_a_strict_build_of_what_was_kept(folder: Folder) -> None:
    before = {path: path.read_bytes() for path in folder.files()}
    folder.edit()
    assert folder.build("--no-paper", "--strict") == 1
    assert folder.build("--no-paper", "--locked") == 1
    assert {path: path.read_bytes() for path in folder.files()} == before


def test_papers_need_a_whole_build(folder: Folder) -> None:
    folder.again.clear()
    folder.edit()
    assert folder.build("--theme", "mono", "--lead", "es") == 0
    assert folder.again == []


def test_of_a_small_source_nothing_is_kept(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del project
    monkeypatch.setattr(edits, "MANY", 1000)
    Folder(monkeypatch)
    assert kept_files() == []


def test_nor_of_one_that_tells_of_retired_notes(folder: Folder) -> None:
    for kept in kept_files():
        kept.unlink()
    lock = folder.source.with_suffix(".lock")
    lock.write_text(
        re.sub(r"(note q2 .*) - - = 1", r"\1 1.0.0 1.0.0 = 1", lock.read_text(encoding="utf-8")), encoding="utf-8"
    )
    text = folder.source.read_text(encoding="utf-8")
    start, end = text.index("  - id: q2"), text.index("  - id: q3")
    text = f"{text[:start]}{text[end:]}retired: [{{id: q2, since: 1.1.0, why: x}}]\n"
    folder.source.write_text(text, encoding="utf-8")
    assert folder.build("--no-paper") == 0
    assert Path("dist/sample-update.apkg") in folder.files()
    assert kept_files() == []
