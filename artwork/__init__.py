"""The illustrator's table of the demo: draws every picture in content/media from hand-written descriptions.

Nothing here is part of the hub. `python -m artwork` redraws portraits, covers and the logo; the same
descriptions always give the same bytes with the same Pillow. Chance is seeded and touches only the paper
(edges, grain, stars), never what a person looks like.
"""
