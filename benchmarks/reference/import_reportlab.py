"""What a sheet takes of ReportLab, imported: python -m benchmarks.reference.import_reportlab."""

from benchmarks.clock import Clock

if __name__ == "__main__":
    clock = Clock()
    import reportlab.graphics.barcode.qrencoder
    import reportlab.lib.pagesizes
    import reportlab.pdfbase.ttfonts
    import reportlab.pdfgen.canvas  # noqa: F401

    clock.lap("layout")
    clock.print()
