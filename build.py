"""The front door: `python build.py` is the installed command `build`."""

from repaso.main import program

if __name__ == "__main__":
    program()
