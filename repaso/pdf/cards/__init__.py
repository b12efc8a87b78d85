"""The cut-out cards: faces set as large as they fit, and laid out so that fronts and backs meet."""
