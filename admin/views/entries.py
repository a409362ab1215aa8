from flask import Blueprint

blueprint = Blueprint("entries", __name__)
