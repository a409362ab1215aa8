"""Pelican set up for the pages that are compared: posts, people, topics, lists of ten, a feed, a sitemap."""

import json
from pathlib import Path

SITENAME, SITEURL, TIMEZONE, DEFAULT_LANG = "A measured hub", "https://hub.example", "UTC", "en"
PATH, OUTPUT_PATH, THEME, STATIC_PATHS, THEME_STATIC_PATHS = "content", "public", "theme", ["images"], []
ARTICLE_URL, ARTICLE_SAVE_AS = "posts/{slug}/", "posts/{slug}/index.html"
AUTHOR_URL, AUTHOR_SAVE_AS, AUTHORS_SAVE_AS = "advocates/{slug}/", "advocates/{slug}/index.html", "advocates/index.html"
TAG_URL, TAG_SAVE_AS, TAGS_SAVE_AS = "topics/{slug}/", "topics/{slug}/index.html", "topics/index.html"
CATEGORY_SAVE_AS = CATEGORIES_SAVE_AS = ARCHIVES_SAVE_AS = ""
DIRECT_TEMPLATES = ["index", "posts", "authors", "tags"]
POSTS_URL, POSTS_SAVE_AS = "posts/", "posts/index.html"
DEFAULT_PAGINATION, PAGINATED_TEMPLATES = 10, {"posts": 10}
PAGINATION_PATTERNS = ((1, "{url}", "{save_as}"), (2, "posts/page/{number}/", "posts/page/{number}/index.html"))
FEED_ALL_ATOM, FEED_MAX_ITEMS = "feed.xml", 20
CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
MARKDOWN = {"extensions": ["markdown.extensions.extra", "markdown.extensions.meta"], "output_format": "html5"}
PLUGIN_PATHS, PLUGINS = ["plugins"], ["pelican.plugins.sitemap", "beside"]
JINJA_GLOBALS = {"PEOPLE": json.loads(Path("people.json").read_text(encoding="utf-8"))}
# What Pelican can remember, it may: the text of each file, by the file's time.
LOAD_CONTENT_CACHE = CACHE_CONTENT = True
CONTENT_CACHING_LAYER, CHECK_MODIFIED_METHOD = "reader", "mtime"
