"""The operator's work: backup, restore, upgrade."""
