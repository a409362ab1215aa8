"""The `laurel` command."""

from hub.cli.group import laurel, main

__all__ = ["laurel", "main"]
