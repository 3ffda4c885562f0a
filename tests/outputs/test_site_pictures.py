"""Pictures of people on the site: of those in the schedule, named by their ids."""

from __future__ import annotations

from lxml import html

from eventkit.ledger import Ledger
from eventkit.outputs.site import site
from outputs.calendars import WRITTEN, schedule
from outputs.test_web_pictures import SECRET, photograph

PEOPLE = [{"id": "noether", "name": "Emmy Noether"}, {"id": "lovelace", "name": "Ada Lovelace"}]
CONFERENCE = schedule({"id": "talk", "people": ["noether"]}, participants=PEOPLE)


def test_a_person_has_the_picture_of_that_name_in_two_sizes() -> None:
    pictures = {
        "noether.JPG": photograph(700, 875),
        "noether.png": photograph(format="PNG"),
        "lovelace.jpg": b"GIF89a",
        "nobody.jpg": photograph(),
        "logo.svg": b"<svg/>",
    }
    output = site(
        CONFERENCE,
        ledger=Ledger.first(CONFERENCE, WRITTEN),
        languages=["en"],
        base="https://e.org",
        pictures=pictures,
    )

    page = html.fromstring(output.files["en/people/noether.html"])
    (image,) = page.xpath("//img")
    (preview,) = page.xpath("//meta[@property='og:image']/@content")
    assert (image.get("width"), image.get("height"), image.get("alt")) == ("320", "400", "")
    small, large = f"../../{image.get('src').removeprefix('../../')}", image.get("srcset").removesuffix(" 2x")
    assert preview == f"https://e.org/{small.removeprefix('../../')}"
    for path in (small, large):
        data = output.files[path.removeprefix("../../")]
        assert data.startswith(b"\xff\xd8\xff")
        assert SECRET not in data
    assert not html.fromstring(output.files["en/people/lovelace.html"]).xpath("//img")
    assert [finding.message.split(" is left out. ") for finding in output.findings] == [
        [
            "The picture 'lovelace.jpg'",
            "The file is damaged, or is neither PNG nor JPEG. Export it again as PNG or JPEG.",
        ],
        ["The picture 'nobody.jpg'", "No participant has this id."],
        ["The picture 'noether.png'", "'noether' has a picture already."],
    ]
    assert not [path for path in output.files if "nobody" in path]
