"""What stands at each address: one function a page, given the context and the address's values."""
