"""Words of the two languages that look alike, or are taken for each other, and do not mean the same."""

from typing import NamedTuple


class FalseFriends(NamedTuple):
    """Two words that do not translate each other.

    Attributes:
      es: the Spanish word.
      en: the English word.
      en_of_es: what the Spanish word is in English.
      es_of_en: what the English word is in Spanish.
    """

    es: str
    en: str
    en_of_es: str
    es_of_en: str


FALSE_FRIENDS: tuple[FalseFriends, ...] = (
    FalseFriends("actual", "actual", "current", "real"),
    FalseFriends("actualmente", "actually", "currently", "en realidad"),
    FalseFriends("billón", "billion", "trillion", "mil millones"),
    FalseFriends("compromiso", "compromise", "commitment", "solución intermedia"),
    FalseFriends("decepción", "deception", "disappointment", "engaño"),
    FalseFriends("discutir", "discuss", "argue", "tratar"),
    FalseFriends("etiqueta", "etiquette", "label", "protocolo"),
    FalseFriends("eventual", "eventual", "occasional", "final"),
    FalseFriends("eventualmente", "eventually", "occasionally", "al final"),
    FalseFriends("exactitud", "precision", "accuracy", "precisión"),
    FalseFriends("éxito", "exit", "success", "salida"),
    FalseFriends("facilidad", "facility", "ease", "instalación"),
    FalseFriends("grado", "grade", "degree", "nota"),
    FalseFriends("largo", "large", "long", "grande"),
    FalseFriends("librería", "library", "bookshop", "biblioteca"),
    FalseFriends("precisión", "accuracy", "precision", "exactitud"),
    FalseFriends("pretender", "pretend", "intend", "fingir"),
    FalseFriends("realizar", "realize", "carry out", "darse cuenta"),
    FalseFriends("recordar", "record", "remember", "registrar"),
    FalseFriends("remover", "remove", "stir", "quitar"),
    FalseFriends("resumir", "resume", "summarize", "reanudar"),
    FalseFriends("sensible", "sensible", "sensitive", "sensato"),
    FalseFriends("sentencia", "sentence", "judgment", "oración"),
    FalseFriends("suceso", "success", "event", "éxito"),
    FalseFriends("último", "ultimate", "last", "definitivo"),
)
"""In the order of the Spanish alphabet."""
