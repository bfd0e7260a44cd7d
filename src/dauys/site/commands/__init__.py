"""The subcommands of the program `dauys`, one module a task; each adds its parser and runs."""
