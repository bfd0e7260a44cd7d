"""The tables of learning and their constraints, no logic; keys point down only."""
