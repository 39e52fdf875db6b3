"""``python -m generator`` is ``studydeck``."""

import atexit
import gc
import sys

__all__ = ["run"]


def run() -> None:
    """The command line; stopped while it starts, it ends as quietly as later."""
    # A command is over before its garbage would matter; looking for it takes a fifth of the time.
    gc.disable()
    # Nor are its last objects looked through on its way out, which takes a tenth of a small build.
    atexit.register(gc.freeze)
    try:
        from generator.cli import main
    except KeyboardInterrupt:
        sys.exit(130)
    main(prog_name="studydeck")


if __name__ == "__main__":
    run()
