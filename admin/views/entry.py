from flask import Blueprint

blueprint = Blueprint("entry", __name__)
