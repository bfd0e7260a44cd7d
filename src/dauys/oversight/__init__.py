"""What heads must see: boards of a body."""
