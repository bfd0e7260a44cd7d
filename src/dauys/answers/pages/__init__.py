"""The desk's pages of answers and of the hearings before them."""
