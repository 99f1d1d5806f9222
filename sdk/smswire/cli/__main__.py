"""``python -m smswire.cli`` is ``smswire``."""

from smswire.cli import main

if __name__ == "__main__":
    main()
