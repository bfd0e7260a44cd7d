"""What must not happen: tests of security, one file a subject."""
