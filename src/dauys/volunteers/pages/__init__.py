"""The pages of volunteering, one matter a module."""
