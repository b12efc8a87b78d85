"""Study notes as code: one YAML source becomes an Anki deck, a printed sheet and a proof of coverage."""

__version__ = "0.1.0"
