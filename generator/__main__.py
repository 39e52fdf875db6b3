"""``python -m generator`` is ``studydeck``."""

from generator.cli import main

main(prog_name="studydeck")
