"""What a person can do to a hub: one function for each, in the module it belongs to."""
