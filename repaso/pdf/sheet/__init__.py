"""The sheet and its self-test: rows placed in columns, at the largest size that fits."""
