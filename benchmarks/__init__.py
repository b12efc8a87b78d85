"""How fast repaso is, against reference programs that run beside it: python -m benchmarks."""
