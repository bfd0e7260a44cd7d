"""Who may do what: actors, grants, permissions as sentences of predicates, and the gate every page passes."""
