"""Contacts kept sealed: encrypted with a key outside the database, found again only by an exact keyed look-up."""
