"""Posts by advocates, invented from a seed: the same text on every machine, in no generator's format yet.

Every kind of Markdown a blog uses is in them: links, lists in lists, code, tables, quotes, pictures. `layouts` writes
them down.
"""

from __future__ import annotations

import datetime as dt
import random
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass

NOUNS = """almanac anchor attic balcony barometer beacon bench bridge bucket cable calendar cellar chart chimney clock
cloud coast compass corner current drizzle dune engine evening fence ferry field fog forest frost garden gauge gutter
harbour hedge hive island kettle ladder lamp lantern ledger lens lighthouse market meadow mirror morning mountain
needle notebook orchard panel path pebble pencil photo plank pond radio rain reading reef ridge river roof rope sail
school season sensor shadow shed shelf shore signal snow solder spring square station storm street summer table tide
tower valley vane village wall weather wheel window winter wire workshop""".split()
VERBS = """build carry check clean draw find fix keep learn lift log measure mend move plant read share spot test
watch""".split()
JOINTS = "and near under after before with without above beside against from into over until".split()
GIVEN = """Abeni Aiko Amara Anselm Bashir Cato Dalia Edda Farid Gwen Hedda Ines Jonas Kalinda Lior Maren Noor Odile
Pavel Ruth Samir Tove Umi Vasco Wanda Yara Zeno""".split()
FAMILY = """Adeyemi Brandt Correa Dahl Eklund Ferrand Grech Haddad Ivanova Jimenez Kimura Lindqvist Mori Obi
Pereira Weil""".split()
TIERS = ("lookout", "pathfinder", "keeper", "beacon")
CODE = {
    "python": "def {0}(readings):\n    kept = [r for r in readings if r.{1} > {n}]\n    return sum(kept) / len(kept)",
    "bash": 'for file in {0}/*.csv; do\n  grep -c {1} "$file" | head -n {n}\ndone',
    "yaml": "{0}:\n  {1}:\n    every: {n}s\n    keep: true",
    "go": "func {0}(readings []int) (int, error) {{\n\tsum := 0\n\tfor _, r := range readings {{\n\t\tsum += r * {n}\n"
    "\t}}\n\treturn sum, nil // {1}\n}}",
    "javascript": "export async function {0}(readings) {{\n  const kept = await {1}.keep(readings);\n"
    '  return kept.filter((r) => r.id < {n} && r.place !== "{0}");\n}}',
}
ADVOCATES, TOPICS, PICTURES = 200, 300, 50
FIRST_DAY = dt.datetime(2021, 3, 1, 9, 0)
APART = dt.timedelta(minutes=30)
"""Between two posts: 50,000 of them end long before today, so that none waits for its day."""


@dataclass(frozen=True)
class Person:
    """An invented advocate."""

    handle: str
    name: str
    tier: str
    bio: str


@dataclass(frozen=True)
class Writing:
    """An invented post; `body` is Markdown with pictures as `PICTURES/fig-NN.png`."""

    slug: str
    title: str
    person: Person
    date: dt.datetime
    tags: tuple[str, ...]
    summary: str
    body: str


def people(count: int, seed: int = 7) -> tuple[Person, ...]:
    """`count` advocates; the number in a name keeps names apart."""
    chance = random.Random(f"people {seed}")
    made = []
    for number in range(count):
        name = f"{chance.choice(GIVEN)} {chance.choice(FAMILY)} {number:03d}"
        bio = f"{_sentence(chance, 18)} {_sentence(chance, 14)}"
        made.append(Person(name.lower().replace(" ", "-"), name, chance.choice(TIERS), bio))
    return tuple(made)


def topics(count: int) -> tuple[str, ...]:
    """`count` different topic words."""
    return tuple(
        NOUNS[i] if i < len(NOUNS) else f"{NOUNS[i % len(NOUNS)]}-{VERBS[i % len(VERBS)]}" for i in range(count)
    )


@dataclass(frozen=True)
class Corpus:
    """`count` posts by so many people about so many topics. The same three numbers give the same text, always."""

    count: int
    people: tuple[Person, ...]
    topics: tuple[str, ...]

    def post(self, number: int) -> Writing:
        """Post `number`, some 700 words; few people and few topics have most of them, as it goes."""
        chance = random.Random(f"post 7 {number}")
        tags: list[str] = []
        while len(tags) < 3:
            tag = self.topics[int(len(self.topics) * chance.random() ** 1.7)]
            if tag not in tags:
                tags.append(tag)
        return Writing(
            slug=f"post-{number:05d}",
            title=_sentence(chance, chance.randint(4, 8)).rstrip("."),
            person=self.people[int(len(self.people) * chance.random() ** 1.5)],
            date=FIRST_DAY + APART * number,
            tags=tuple(tags),
            summary=_sentence(chance, 20),
            body=_body(chance, number),
        )

    def first_by(self, person: Person) -> Writing:
        """Somebody's oldest post. Raises LookupError when there is none."""
        for number in range(self.count):
            found = self.post(number)
            if found.person == person:
                return found
        raise LookupError(f"{person.name} has written nothing among {self.count} posts.")


def corpus(count: int) -> Corpus:
    """`count` posts by 200 people about 300 topics."""
    return Corpus(count, people(ADVOCATES), topics(TOPICS))


def picture(number: int) -> str:
    """The name of the picture that post `number` shows."""
    return f"fig-{number % PICTURES:02d}.png"


def grey_png(shade: int) -> bytes:
    """A small grey picture, made of nothing but the format's own rules."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + bytes([shade]) * 24) * 16
    header = struct.pack(">IIBBBBB", 24, 16, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def _words(chance: random.Random, count: int) -> list[str]:
    pools = (NOUNS, VERBS, JOINTS, ("the", "a", "this", "my", "every"))
    return [chance.choice(chance.choice(pools)) for _ in range(count)]


def _sentence(chance: random.Random, count: int) -> str:
    text = " ".join(_words(chance, count))
    return text[0].upper() + text[1:] + "."


def _rich(chance: random.Random, count: int) -> str:
    """A sentence with, now and then, a link, code or emphasis in it."""
    words = _words(chance, count)
    place = chance.randrange(count)
    forms: tuple[Callable[[str], str], ...] = (
        lambda w: f"**{w}**",
        lambda w: f"*{w}*",
        lambda w: f"`{w}_{chance.randrange(90)}`",
        lambda w: f"[{w} {chance.choice(NOUNS)}](https://example.org/{w}/{chance.randrange(900)})",
        lambda w: w,
        lambda w: w,
    )
    words[place] = chance.choice(forms)(words[place])
    text = " ".join(words)
    return text[0].upper() + text[1:] + "."


def _paragraph(chance: random.Random, sentences: int) -> str:
    return " ".join(_rich(chance, chance.randint(8, 18)) for _ in range(sentences))


def _body(chance: random.Random, number: int) -> str:
    language = chance.choice(sorted(CODE))
    code = CODE[language].format(chance.choice(NOUNS), chance.choice(NOUNS), n=chance.randrange(99))
    parts = [
        _paragraph(chance, 4),
        f"## {_sentence(chance, 4)[:-1]}",
        _paragraph(chance, 5),
        "\n".join(f"- {_rich(chance, 8)}" for _ in range(5)),
        f'![{_sentence(chance, 4)}](PICTURES/{picture(number)} "{_sentence(chance, 3)}")',
        f"## {_sentence(chance, 3)[:-1]}",
        _paragraph(chance, 6),
        f"```{language}\n{code}\n```",
        f"> {_rich(chance, 16)}\n> {_sentence(chance, 12)}",
        f"### {_sentence(chance, 3)[:-1]}",
        _paragraph(chance, 6),
        "\n".join(f"{n}. {_rich(chance, 9)}" for n in range(1, 4)) + f"\n   - {_sentence(chance, 6)}" * 2,
    ]
    if number % 4 == 0:
        rows = [f"| {chance.choice(NOUNS)} | {chance.randrange(9000)} | *{chance.choice(VERBS)}* |" for _ in range(5)]
        parts.append("\n".join(["| Place | Reading | What |", "|---|---:|:---:|", *rows]))
    parts += [f"## {_sentence(chance, 4)[:-1]}", _paragraph(chance, 7), _paragraph(chance, 6)]
    return "\n\n".join(parts) + "\n"
