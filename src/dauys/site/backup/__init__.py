"""A whole installation in one file, and back: the database, the uploaded files, and on demand the keys.

Nothing here is imported before Django has started, except by the commands themselves.
"""
