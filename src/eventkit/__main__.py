"""``python -m eventkit``."""

from eventkit.cli import run

if __name__ == "__main__":
    run()
