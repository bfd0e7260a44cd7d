"""Django's way to PostgreSQL, with one word more: who asks. See `ground/access/fence.py`."""
