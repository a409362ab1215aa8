"""The public hub as a Flask app of its own: one page list, views, feeds, structured data."""

from hub.web.app import asked_list, context_of, create_app, page_list
from hub.web.routes import Address

__all__ = ["Address", "asked_list", "context_of", "create_app", "page_list"]
