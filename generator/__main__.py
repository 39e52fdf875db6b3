"""``python -m generator`` is ``studydeck``."""

import sys

__all__ = ["run"]


def run() -> None:
    """The command line; stopped while it starts, it ends as quietly as later."""
    try:
        from generator.cli import main
    except KeyboardInterrupt:
        sys.exit(130)
    main(prog_name="studydeck")


if __name__ == "__main__":
    run()
