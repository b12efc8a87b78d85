"""What the pages of the cards say beside the cards, in both languages."""

from collections.abc import Mapping
from typing import NamedTuple

from repaso.pdf.cards.imposition import Flip
from repaso.values import Language


class Phrases(NamedTuple):
    """The phrases in one language; `{}` is filled in.

    Attributes:
      cards: begins the document's title.
      sheet: which of how many.
      sides: names of front and back.
      flips: how to turn a sheet.
      full_size: how to print it.
      calibration: the name of the calibration sheet.
      steps: how to measure, for the front of that sheet.
      fold_steps: the same for a sheet that is folded.
      reading: how to read the scales, for its back.
      example: begins the example of a reading.
      offset: which offset the file has.
    """

    cards: str
    sheet: str
    sides: tuple[str, str]
    flips: Mapping[Flip, str]
    full_size: str
    calibration: str
    steps: tuple[str, ...]
    fold_steps: tuple[str, ...]
    reading: tuple[str, ...]
    example: str
    offset: str


PHRASES: Mapping[Language, Phrases] = {
    "es": Phrases(
        cards="Tarjetas",
        sheet="hoja {} de {}",
        sides=("anverso", "reverso"),
        flips={
            Flip.LONG_EDGE: "voltear por el borde largo",
            Flip.SHORT_EDGE: "voltear por el borde corto",
            Flip.FOLD: "doblar por la línea de rayas",
        },
        full_size="imprimir al 100\u00a0%",
        calibration="Calibración",
        steps=(
            "Imprime solo esta hoja, al 100\u00a0% y por las dos caras: {}.",
            "Mide las dos reglas. Si no dan 100\u00a0mm, la impresora ha ajustado la página: elige «tamaño real».",
            "Dale la vuelta y mírala a contraluz.",
        ),
        fold_steps=(
            "Imprime esta hoja al 100\u00a0%, por una sola cara.",
            "Mide las dos reglas. Si no dan 100\u00a0mm, la impresora ha ajustado la página: elige «tamaño real».",
            "Dóblala por la línea de rayas, con lo impreso hacia fuera.",
            "A contraluz, cada cruz debe caer en el 0 de las escalas.",
        ),
        reading=(
            "Si este texto está cabeza abajo, se volteó por el otro borde: elige el otro modo.",
            "A contraluz, lee en las dos escalas el número donde cae la línea de la otra cara.",
            "Esos son los milímetros que faltan: --offset HORIZONTAL,VERTICAL.",
            "Si las cinco lecturas difieren, vale la del centro.",
        ),
        example="Ejemplo:",
        offset="Este archivo ya lleva --offset {}: súmale lo que leas.",
    ),
    "en": Phrases(
        cards="Cards",
        sheet="sheet {} of {}",
        sides=("front", "back"),
        flips={
            Flip.LONG_EDGE: "flip on the long edge",
            Flip.SHORT_EDGE: "flip on the short edge",
            Flip.FOLD: "fold along the dashed line",
        },
        full_size="print at 100\u00a0%",
        calibration="Calibration",
        steps=(
            "Print this sheet alone, at 100\u00a0% and on both sides: {}.",
            "Measure both rulers. If they are not 100\u00a0mm, the printer has scaled the page: choose “actual size”.",
            "Turn it over and hold it against the light.",
        ),
        fold_steps=(
            "Print this sheet at 100\u00a0%, on one side only.",
            "Measure both rulers. If they are not 100\u00a0mm, the printer has scaled the page: choose “actual size”.",
            "Fold it along the dashed line, with the print outside.",
            "Against the light, every cross must fall on the 0 of the scales.",
        ),
        reading=(
            "If this text is upside down, the other edge was flipped on: choose the other mode.",
            "Against the light, read on both scales the number that the other side's line falls on.",
            "Those are the missing millimetres: --offset HORIZONTAL,VERTICAL.",
            "If the five readings differ, take the one in the middle.",
        ),
        example="Example:",
        offset="This file already has --offset {}: add what you read to it.",
    ),
}
