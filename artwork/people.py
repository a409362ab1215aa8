"""The hand-written table of portraits. Every word was chosen for one person; nothing is worked out."""

from __future__ import annotations

from artwork.person import Person

# A person is read in three lines, not one word a line.
# fmt: off

PEOPLE = (
    Person(
        "amara-obi", 8, "locs-up", "soft-black", "dawn", "crew", "#1f7f86", face="heart", eyes="almond", brows="arched",
        nose="broad", mouth="wide", jewel="hoops", zoom=1.03, tilt=-3
    ),
    Person(
        "jonas-weil", 1, "side-part", "ginger-blond", "morning", "overalls", "#d9c9a8", "#3f5f7a", face="long",
        eyes="round", brows="straight", nose="long", mouth="smile", age=1, beard="full", glasses="round",
        glasses_colour="#4a3428", turn=-0.06, tilt=2
    ),
    Person(
        "noor-haddad", 4, "covered", "dark-brown", "afternoon", "coat", "#5b6b4c", face="oval", eyes="wide",
        brows="arched", nose="straight", mouth="smile", wear="hijab", wear_colour="#8fa888", turn=0.06, tilt=2
    ),
    Person(
        "kenji-mori", 3, "crop", "grey", "first-light", "roll", "#2f4858", face="square", eyes="narrow", brows="bushy",
        nose="straight", mouth="wry", age=3, turn=-0.06
    ),
    Person(
        "tove-braten", 1, "fringe-long", "blonde", "night", "jumper", "#7c2f3c", "#f0e2c6", face="oval", eyes="round",
        brows="soft", nose="button", mouth="grin", age=1, wear="wool-cap", zoom=1.0, wear_colour="#2f6f7d",
        wear_second="#f3dfb0", tilt=3
    ),
    Person(
        "ines-carvalho", 3, "wavy-bob", "dark-brown", "noon", "blazer", "#b4573c", "#f4e6cf", face="heart",
        eyes="almond", brows="straight", nose="straight", mouth="smile", glasses="square", glasses_colour="#35232a",
        turn=-0.06, tilt=-2
    ),
    Person(
        "wang-xiaoyu", 2, "bob", "black", "dusk", "shirt", "#e9dcc0", "#8f4a36", face="round", eyes="almond",
        brows="straight", nose="small", mouth="small", glasses="thin", glasses_colour="#6b5138", tilt=3
    ),
    Person(
        "salim-alhinai", 6, "covered", "grey-black", "dawn", "robe", "#f0e7d6", "#8c6a3a", face="long", eyes="round",
        brows="bushy", nose="aquiline", mouth="smile", age=2, beard="short", wear="turban", wear_colour="#efe6d2",
        turn=0.06, tilt=-1
    ),
    Person(
        "eleni-papadaki", 4, "curly-long", "silver", "blue-hour", "vee", "#274e73", "#efe4cf", face="diamond",
        eyes="smiling", brows="kind", nose="aquiline", mouth="grin", age=3, jewel="drops", turn=-0.06, tilt=3,
        brow_colour="grey"
    ),
    Person(
        "oksana-bondarenko", 2, "crown-braid", "brown", "afternoon", "embroidered", "#f3ead8", "#a33b35", face="broad",
        eyes="round", brows="soft", nose="button", mouth="smile", age=2, tilt=-2
    ),
    Person(
        "kim-haneul", 2, "ponytail", "black", "noon", "hood", "#e0a33e", "#fff4dc", face="oval", eyes="narrow",
        brows="straight", nose="small", mouth="wide", jewel="stud", turn=-0.06, tilt=-4
    ),
    Person(
        "ogawa-hinata", 3, "chin-part", "dark-brown", "morning", "cardigan", "#4f7a5e", "#f6ecd6", face="oval",
        eyes="almond", brows="soft", nose="small", mouth="smile", turn=0.06, tilt=1
    ),
    Person(
        "lucia-quispe", 6, "braids", "black", "blue-hour", "shawl", "#b23a48", "#f0b24d", face="broad", eyes="almond",
        brows="soft", nose="aquiline", mouth="open", wear="felt-hat", zoom=1.0, wear_colour="#5b4436",
        wear_second="#c94f3d", turn=-0.06, tilt=-2
    ),
    Person(
        "mateo-arriaga", 5, "curly-top", "black", "dusk", "shirt", "#2c6e73", "#f2d9a8", face="square", eyes="round",
        brows="bushy", nose="broad", mouth="smile", beard="moustache", tilt=-3
    ),
    Person(
        "thandiwe-nkosi", 9, "covered", "black", "first-light", "wrap", "#37506e", "#e8c07a", face="round", eyes="wide",
        brows="arched", nose="broad", mouth="open", age=1, wear="headwrap", zoom=1.0, wear_colour="#d08a2c",
        jewel="discs", turn=-0.06, tilt=3
    ),
    Person(
        "wanjiru-kamau", 9, "afro", "soft-black", "afternoon", "stripes", "#f2e7d0", "#c4523a", face="oval",
        eyes="smiling", brows="soft", nose="broad", mouth="grin", jewel="studs", tilt=2
    ),
    Person(
        "nguyen-thi-anh", 3, "low-bun", "black", "morning", "band", "#c46a73", "#f6e5d2", face="heart", eyes="almond",
        brows="thin", nose="small", mouth="small", jewel="drops", turn=-0.06, tilt=2
    ),
    Person(
        "voahangy", 7, "two-buns", "black", "dusk", "shawl", "#e9dcc2", "#5f7f5a", face="round", eyes="round",
        brows="soft", nose="broad", mouth="smile", turn=0.06, tilt=-1
    ),
    Person(
        "siobhan-ni-dhalaigh", 1, "pixie", "white", "noon", "roll", "#5f6fa0", face="long", eyes="round", brows="thin",
        nose="long", mouth="wry", age=2, glasses="big", glasses_colour="#2f5f6b", freckles=True, turn=-0.06, tilt=-2,
        brow_colour="grey"
    ),
    Person(
        "ayse-yildirim", 3, "parted", "silver", "first-light", "cardigan", "#3f5a52", "#e6d5b4", face="broad",
        eyes="narrow", brows="kind", nose="aquiline", mouth="smile", age=3, wear="loose-scarf", wear_colour="#7d4468",
        turn=0.06, tilt=1, brow_colour="grey"
    ),
    Person(
        "thorunn-asgeirsdottir", 1, "windblown", "red-grey", "night", "coat", "#d6a12f", "#fff2cf", face="diamond",
        eyes="narrow", brows="straight", nose="long", mouth="wry", age=2, freckles=True, turn=-0.06, tilt=-1
    ),
    Person(
        "gwenllian-prydderch", 2, "pixie", "brown-grey", "blue-hour", "vest", "#6d5a3a", "#e4d3b1", face="round",
        eyes="smiling", brows="soft", nose="button", mouth="grin", age=2, wear="flat-cap", wear_colour="#68785a",
        jewel="studs", turn=0.06, tilt=3
    ),
    Person(
        "tamati-rewiti", 7, "bald", "grey-black", "dawn", "jumper", "#35524a", "#dcc38e", face="broad", eyes="round",
        brows="bushy", nose="broad", mouth="grin", age=2, beard="full", turn=-0.06, tilt=1
    ),
    Person(
        "farrukh-rahimov", 4, "quiff", "black", "afternoon", "band", "#6f86a4", "#2f3d54", face="diamond",
        eyes="almond", brows="straight", nose="straight", mouth="smile", age=1, beard="stubble", turn=0.06, tilt=-2
    ),
    Person(
        "ruth-applebaum", 1, "white-curls", "white", "dusk", "shirt", "#3f8d8f", "#f5e2b8", face="heart", eyes="almond",
        brows="thin", nose="aquiline", mouth="open", age=3, glasses="round", glasses_colour="#c43b34", turn=0.06,
        tilt=2, brow_colour="grey"
    ),
)
