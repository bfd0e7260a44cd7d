"""Lets `python -m dauys` run the same program as the `dauys` command."""

from dauys.site.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
