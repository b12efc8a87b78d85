"""Programs that repaso is held against: each does the same work another way, or a part of it."""
