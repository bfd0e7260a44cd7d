"""The desk's pages of routing: the small steps on one obligation, and the same step for many."""
