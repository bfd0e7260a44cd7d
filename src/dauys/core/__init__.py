"""Pure functions of the domain: no Django, no database, and time always comes in as an argument."""
