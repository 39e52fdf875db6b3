"""Tests are named as the laws that they hold."""
