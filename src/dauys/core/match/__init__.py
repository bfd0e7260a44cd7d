"""Volunteers and needs brought together: the best plan of its candidates, with a reason for whoever is in or out of it.

Needs the packages of the extra `[match]`; nothing else of the program imports this package.
"""

ENGINE = "2"  # goes up whenever the same tables would give another plan
