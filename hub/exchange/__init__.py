"""Bringing hubs in: `importing` reads what other systems keep and returns plans of what would be written.

Plans are told here; what reads is not, so that whoever only names things does not load it.
"""

from hub.exchange.plan import Note, Plan, Write

__all__ = ["Note", "Plan", "Write"]
