"""The rules, a module a family: each code's texts stand here once."""
