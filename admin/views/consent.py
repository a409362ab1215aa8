from flask import Blueprint

blueprint = Blueprint("consent", __name__)
