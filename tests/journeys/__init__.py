"""Stories across rooms, each named after the person, in a real browser against the real processes."""
