"""The front door: `python build.py` is the installed command `build`."""

from repaso.main import main

if __name__ == "__main__":
    main()
