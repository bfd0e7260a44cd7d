"""Certificates before verifiers that nobody here wrote: Digital Bazaar's for Node, openbadgeslib in its own Python."""
