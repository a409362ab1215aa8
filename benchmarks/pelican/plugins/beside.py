"""Tells each article its neighbours in time: `older` and `newer`, None at the ends."""

from itertools import pairwise

from pelican import signals


def link(generator):
    for article in generator.articles:
        article.older = article.newer = None
    for newer, older in pairwise(generator.articles):
        newer.older, older.newer = older, newer


def register():
    signals.article_generator_finalized.connect(link)
