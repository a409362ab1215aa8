"""Laurel's engine: content files in, a static hub out. One room a stage, in the order data flows."""

__version__ = "0.1.0"
