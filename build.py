"""The front door: `python build.py` is the installed command `build`."""

from repaso.cli import main

if __name__ == "__main__":
    main()
