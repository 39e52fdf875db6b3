"""The preview: every card as Anki will show it, on a page in the browser."""
