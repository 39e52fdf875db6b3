"""Cards in YAML, checked, compiled to Anki packages."""
