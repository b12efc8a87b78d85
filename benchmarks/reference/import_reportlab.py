"""ReportLab imported, as most programs that print with it do: python -m benchmarks.reference.import_reportlab."""

from benchmarks.clock import Clock

if __name__ == "__main__":
    clock = Clock()
    import reportlab.platypus  # noqa: F401

    clock.lap("layout")
    clock.print()
