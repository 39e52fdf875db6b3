"""Formats that a package can be written in, a module a format."""
