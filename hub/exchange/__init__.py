"""Bringing hubs in: reads what other systems keep, and returns plans of what would be written."""

from hub.exchange.importing import KINDS, plan_import
from hub.exchange.plan import Note, Plan, Write

__all__ = ["KINDS", "Note", "Plan", "Write", "plan_import"]
