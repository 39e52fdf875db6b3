"""From what an author types (Markdown, TeX, deletions, pictures) to the HTML of a field."""
