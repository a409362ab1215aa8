"""What a person can do to a hub: one function for each."""

from hub.actions.apply_plan import Applied, apply_plan

__all__ = ["Applied", "apply_plan"]
