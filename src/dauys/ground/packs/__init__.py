"""Packs: the data and words of one country or city, read from YAML, checked line by line, never code."""
