"""What becomes of the text of an imported post."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hub.exchange import Plan
from tests.exchange.support import body, bring, front, lay, picture, sound, told

MakeHub = Callable[..., Path]
Import = Callable[..., tuple[str, Plan]]
HEAD = "---\ntitle: A\nauthors: [ada]\ndate: 2020-01-01\nimage: /assets/cover.png\n---\n"


@pytest.fixture
def imported(make_hub: MakeHub, tmp_path: Path) -> Import:
    """Imports one post with the text given, beside some others; gives its body on the hub, and the plan."""

    def run(text: str, files: dict[str, str | bytes] | None = None, site_url: str | None = None) -> tuple[str, Plan]:
        hub = make_hub(
            {
                "content/advocates/ada.md": "---\nname: Ada Obi\naliases: [/team/ada/]\n---\n",
                "content/pages/about.md": "---\ntitle: About\n---\n\nUs.\n",
            }
        )
        other = "---\ntitle: Other\nauthors: [ada]\n---\n## One place\n\nText.\n"
        old = lay(tmp_path / "old", {"a.md": HEAD + text + "\n", "2014-03-19-hello.md": other, **(files or {})})
        plan = bring("posts", old, hub, site_url)
        sound(hub)
        return body(hub / "content/posts/a.md"), plan

    return run


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ('See [it]({{ "/2014/03/19/hello/" | url }}).', "See [it](post:hello)."),
        ("See [it]({{ site.baseurl }}/2014/03/19/hello/).", "See [it](post:hello)."),
        ("See [it]({% post_url 2014-03-19-hello %}).", "See [it](post:hello)."),
        ("See [it]({% link _posts/2014-03-19-hello.md %}).", "See [it](post:hello)."),
        ("See [it](2014-03-19-hello.md).", "See [it](post:hello)."),
        ("See [it](/2014/03/19/hello/#one-place).", "See [it](post:hello#one-place)."),
        ("See [it][1].\n\n[1]: /2014/03/19/hello/", "See [it](post:hello)."),
        ('See <a class="x" href="{{ "/2014/03/19/hello/" | url }}">it</a>.', 'See <a href="post:hello">it</a>.'),
        ("By [Ada](/team/ada/).", "By [Ada](advocate:ada)."),
        ('By {{ "ada" | team_link }}.', "By [Ada Obi](advocate:ada)."),
        ("[Home](/), [us](/about/).", "[Home](/), [us](/about/)."),
        ("A [wrapped\nlink]( /2014/03/19/hello/ 'title' ).", "A [wrapped\nlink](post:hello 'title')."),
        ("[`code`](/2014/03/19/hello/)", "[`code`](post:hello)"),
    ],
)
def test_old_links_lead_to_what_came_along(imported: Import, written: str, kept: str) -> None:
    assert imported(written)[0] == kept


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("See [our *shop*](/shop/).", "See our *shop*."),
        ("See [our shop](../shop.html).", "See our shop."),
        ('See <a href="/shop/">our shop</a>.', "See our shop."),
        ("See [our shop][s].\n\n[s]: /shop/", "See our shop."),
        ("See [it](javascript:alert(1)).", "See it."),
        ("See [below](#nowhere).", "See below."),
        ("See [it](/2014/03/19/hello/#gone).", "See [it](post:hello)."),
        ("See [it](/2014/03/19/hello/#:~:text=Text).", "See [it](post:hello)."),
        ("See [us](/about/#gone).", "See [us](/about/)."),
    ],
)
def test_links_that_lead_nowhere_keep_their_words_or_their_page_and_are_told(
    imported: Import, written: str, kept: str
) -> None:
    text, plan = imported(written)
    assert text == kept
    assert "a.md:7:" in told(plan)


def test_links_to_the_old_site_stay_when_its_address_is_known(imported: Import) -> None:
    text, _ = imported(
        "[Shop](/shop/?a=1) and [this](https://old.example/2014/03/19/hello/) and [that](http://www.old.example/x).",
        site_url="https://old.example/",
    )
    assert text == "[Shop](https://old.example/shop/?a=1) and [this](post:hello) and [that](http://www.old.example/x)."


def test_a_picture_that_came_along_is_shown_under_a_name_with_its_hash(imported: Import, tmp_path: Path) -> None:
    text, _ = imported('{% image "assets/in hand.png" "A [mock]up" %}', {"assets/in hand.png": picture("PNG")})
    assert text.startswith("![A \\[mock\\]up](media/posts/in-hand-")
    name = text.split("(")[1].rstrip(")")
    assert (tmp_path / "hub/content" / name).read_bytes() == picture("PNG")


def test_a_file_that_a_post_links_to_comes_along(imported: Import, tmp_path: Path) -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    files: dict[str, str | bytes] = {"kit.pdf": b"%PDF-1.7", "up.svg": drawing, "run.sh": b"#!/bin/sh"}
    text, plan = imported("[Kit](/kit.pdf), ![Up](up.svg), [Run](run.sh).", files)
    assert text.startswith("[Kit](media/posts/kit-")
    assert "![Up](media/posts/up-" in text
    assert text.endswith(", Run.")
    assert "run.sh: a .sh file cannot be" in told(plan)
    assert len(list((tmp_path / "hub/content/media/posts").iterdir())) == 2


def test_a_drawing_that_runs_a_script_is_told_and_left_out(imported: Import) -> None:
    text, plan = imported("![Up](up.svg)", {"up.svg": b"<svg><script>alert(1)</script></svg>"})
    assert text == "(Picture: Up)"
    assert "up.svg: this SVG drawing holds a script; left out" in told(plan)


def test_a_picture_in_html_stays_html(imported: Import) -> None:
    text, _ = imported(
        '<figure>\n{% image "x.png" "Say \\"hi\\"" %}\n</figure>\n\n<img src="x.png" width=3>',
        {"x.png": picture("PNG")},
    )
    assert text.count('<img src="media/posts/x-') == 2
    assert "![" not in text


def test_a_picture_is_found_beside_the_folder_of_posts(make_hub: MakeHub, tmp_path: Path) -> None:
    hub = make_hub({"content/advocates/ada.md": "---\nname: Ada\n---\n"})
    site = lay(
        tmp_path / "site",
        {
            "_posts/2020-01-01-a.md": HEAD + "![Up](/assets/up.png) ![Key](/../key.png)",
            "assets/up.png": picture("PNG"),
            "assets/cover.png": picture("PNG"),
            "key.png": picture("PNG"),
        },
    )
    plan = bring("posts", site / "_posts", hub)
    assert front(hub / "content/posts/a.md")["cover"].startswith("media/posts/cover-")
    assert "(Picture: Key)" in body(hub / "content/posts/a.md")
    assert "the picture `/../key.png` is not there" in told(plan)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ('{% image "assets/gone.jpg" "our app" %}', "(Picture: our app)"),
        ('{% image_with_class "gone.png" "big" "our app" %}', "(Picture: our app)"),
        ('[{% image "gone.jpg" "our app" %}](https://x.example)', "[(Picture: our app)](https://x.example)"),
        ('Before.\n\n<img src="{{ page.image }}" alt="our app" />', "Before.\n\n(Picture: our app)"),
        ("Before.\n\n![](/gone.png)\n\nAfter.", "Before.\n\n\nAfter."),
    ],
)
def test_a_picture_that_is_not_there_is_said_in_words_and_told(imported: Import, written: str, kept: str) -> None:
    text, plan = imported(written)
    assert text == kept
    assert "is not there" in told(plan)


def test_raw_blocks_show_braces_and_nothing_in_them_is_read(imported: Import) -> None:
    text, _ = imported('{% raw %}{{ "/2014/" | url }} {% if x %}{% endraw %}\n\n`{% raw %}{{{% endraw %} name }}`')
    assert text == '{{ "/2014/" | url }} {% if x %}\n\n`{{ name }}`'


def test_code_is_left_alone(imported: Import) -> None:
    code = "```yaml\nkey: ${{ secrets.KEY }}\nsee: [x](/shop/)\n```\n\n`[y](/shop/)` and `{{ z }}`"
    assert imported(code)[0] == code


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (
            "{{ \"https://www.youtube-nocookie.com/embed/aeQX16HCKSs\" | embed: 'Demo day' }}",
            "[Demo day](https://www.youtube.com/watch?v=aeQX16HCKSs)",
        ),
        ("{{< youtube aeQX16HCKSs >}}", "[Watch the video](https://www.youtube.com/watch?v=aeQX16HCKSs)"),
        (
            '<iframe title="Slides" src="//slides.example/1">\n</iframe>',
            '<a href="https://slides.example/1">Slides</a>',
        ),
        ("{% highlight ruby %}\nputs 1\n{% endhighlight %}", "```ruby\nputs 1\n```"),
        ("One.{% comment %} hidden {% endcomment %}", "One."),
        ("One.\n\n<script>\nalert(1)\n</script>\n\nTwo.", "One.\n\n\nTwo."),
        ("One.\n{: .lead}\n\nTwo.", "One.\n\nTwo."),
        ("One.\n\n{% unknown thing %}\n\nTwo.", "One.\n\n\nTwo."),
        ("## Here {#there}\n\n[Up](#there)", '## <a name="there"></a>Here\n\n[Up](#there)'),
        ("> One.\n>\n> Two [it](/2014/03/19/hello/).", "> One.\n>\n> Two [it](post:hello)."),
        ("- [ ] to do\n- [x] done[^1]\n\n[^1]: A note.", "- [ ] to do\n- [x] done[^1]\n\n[^1]: A note."),
    ],
)
def test_tags_and_html_become_what_the_hub_can_show(imported: Import, written: str, kept: str) -> None:
    assert imported(written)[0] == kept


@pytest.mark.parametrize(
    "tag", ["{% unknown thing %}", "{{ site.data.x }}", "<script>x</script>", "{: .lead}", "<svg></svg>"]
)
def test_what_is_left_out_is_told_with_its_line(make_hub: MakeHub, tmp_path: Path, tag: str) -> None:
    hub = make_hub({"content/advocates/ada.md": "---\nname: Ada\n---\n"})
    plan = bring(
        "posts", lay(tmp_path / "old", {"a.md": HEAD.replace("image", "# image") + f"One.\n\nTwo {tag}.\n"}), hub
    )
    assert [(note.path, note.line) for note in plan.notes] == [("a.md", 9)]


@pytest.mark.parametrize(
    "written",
    [
        "Write to bo@frost.example today.",
        "Write to [Bo](mailto:bo@frost.example).",
        "Write to [bo@frost.example](mailto:bo@frost.example?subject=x).",
        "Write to <bo@frost.example> or <mailto:bo@frost.example>.",
        'Write to <a href="mailto:bo@frost.example">bo@frost.example</a>.',
        "```\nclone bo@frost.example:x\n```",
    ],
)
def test_no_address_of_a_person_reaches_the_hub(imported: Import, written: str) -> None:
    text, _ = imported(written)
    assert "@" not in text
    assert "mailto" not in text
    assert "<a" not in text


def test_how_many_addresses_were_taken_out_is_told(imported: Import) -> None:
    _, plan = imported("One.\n\nbo@frost.example, di@frost.example")
    assert "a.md:9: 2 e-mail addresses taken out of the text" in told(plan)


@pytest.mark.parametrize(
    "piece", ["<script ", "<!-- ", "{% raw %}", "{{ x ", "[a](", "![", "`", "``a`", "<iframe>", "[x]: y\n", "[x]["]
)
def test_a_text_made_to_be_slow_comes_in_all_the_same(make_hub: MakeHub, tmp_path: Path, piece: str) -> None:
    hub = make_hub({"content/advocates/ada.md": "---\nname: Ada\n---\n"})
    bring("posts", lay(tmp_path / "old", {"a.md": HEAD + piece * 30_000 + "\n\nThe end.\n"}), hub)
    assert (hub / "content/posts/a.md").is_file()
