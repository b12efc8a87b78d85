"""The sheet's own words, in both languages: headings, legend, what it says of an erratum."""

from collections.abc import Mapping
from typing import NamedTuple

from repaso.inline import Run, Style
from repaso.sheet import Foreign, Printed
from repaso.values import Language


class Phrases(NamedTuple):
    """What the sheet itself says, in one language.

    Attributes:
      task: the word before the number of the exam's task.
      traps: the heading of the traps; so `keys`, `contents` (the index) and `rest` of their blocks.
      prints: what stands before and between what the manual prints and what is right.
      qr: begins what a reader is told of the QR code.
      legend: how to read the sheet.
    """

    task: str
    traps: str
    keys: str
    contents: str
    rest: str
    prints: tuple[str, str]
    qr: str
    legend: Printed


_STRONG = Style.BOLD
_BAR = Run("\u00a0 | \u00a0")
PHRASES: Mapping[Language, Phrases] = {
    "es": Phrases(
        task="Tarea",
        traps="Trampas de examen",
        keys="Frases clave",
        contents="Índice inglés → español (número: sección de esta hoja)",
        rest="Otros",
        prints=("El manual dice ", "; lo correcto: "),
        qr="Código QR de la dirección",
        legend=(
            Run("Término", _STRONG),
            Run(" "),
            Foreign("English term"),
            Run(" definición"),
            _BAR,
            Run("negrita", _STRONG),
            Run(" = palabra clave del examen"),
            _BAR,
            Run("≠", _STRONG),
            Run(" no confundir"),
            _BAR,
            Run("!", _STRONG),
            Run(" el manual se equivoca"),
            _BAR,
            Run("☐ tapa la negrita, repite y marca"),
        ),
    ),
    "en": Phrases(
        task="Task",
        traps="Exam traps",
        keys="Key sentences",
        contents="Spanish → English index (number: section of this sheet)",
        rest="Others",
        prints=("The manual says ", "; correct: "),
        qr="QR code of the address",
        legend=(
            Run("Term", _STRONG),
            Run(" "),
            Foreign("término en español"),
            Run(" definition"),
            _BAR,
            Run("bold", _STRONG),
            Run(" = key word of the exam"),
            _BAR,
            Run("≠", _STRONG),
            Run(" do not confuse"),
            _BAR,
            Run("!", _STRONG),
            Run(" the manual is wrong"),
            _BAR,
            Run("☐ cover the bold words, repeat and tick"),
        ),
    ),
}
