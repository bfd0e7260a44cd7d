"""Writes a new room: its files, and its lines in everything that names every room."""
