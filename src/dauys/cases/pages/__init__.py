"""The desk's pages of cases: the worklist and a person's own lists, a case, tables to take along, the calendar."""
