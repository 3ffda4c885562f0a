"""Letters: to whom a release matters, in their language, as e-mails that any program reads."""

from __future__ import annotations

import csv
import email
import re
from datetime import timedelta
from email.header import decode_header, make_header
from email.policy import default
from email.utils import getaddresses
from io import StringIO
from itertools import pairwise

import pytest

from eventkit.errors import EventkitError, Unreadable
from eventkit.ledger import Ledger
from eventkit.model import Participant
from eventkit.outputs.letters import CalendarPart, MailMessage, Recipient, letters, serialise
from eventkit.outputs.letters.letter_content import LetterTemplates, letter_templates, reading_language
from eventkit.plugins.exporters import FolderOutput
from eventkit.schedule import Schedule
from eventkit.wording import LANGUAGES
from outputs.calendars import CONFERENCE, MORNING, WRITTEN, at, schedule

OFFICE = "office@example.org"
PEOPLE = [
    {"id": "noether", "name": {"en": "Emmy Noether"}},
    {"id": "lin", "name": {"zh": "林毅夫", "en": "Lin Yifu"}},
    {"id": "team", "name": {"en": "The Team"}, "kind": "team", "members": ["hypatia"]},
    {"id": "hypatia", "name": {"en": "Hypatia"}},
]
ROOMS = [{"id": "hall", "name": {"en": "Hall", "zh": "大厅"}}, {"id": "yard", "name": {"en": "Yard"}}]
CALENDAR = CalendarPart("REQUEST", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "lin.talk.ics")
RECIPIENTS = {id_: Recipient(f"{id_}@example.org") for id_ in ("noether", "lin", "team", "hypatia")}
LATER = at("2026-10-24T11:00+02:00", "2026-10-24T12:00+02:00", "hall")


def forum(*sessions: dict[str, object], **more: object) -> Schedule:
    conference = {**CONFERENCE, "contact": OFFICE, "languages": ["en", "zh"], **more}
    return schedule(*sessions, participants=PEOPLE, rooms=ROOMS, conference=conference)


def talk(*people: str, **more: object) -> dict[str, object]:
    title = {"en": "A talk", "zh": "报告"}
    return {"id": "talk", "title": title, "slot": MORNING, "people": [*people], **more}


def written(now: Schedule, before: Schedule | None = None, **more: object) -> FolderOutput:
    values = {"recipients": RECIPIENTS, "sent": WRITTEN, "release": "2.0", **more}
    return letters(now, ledger=Ledger.first(now, WRITTEN), before=before, **values)  # type: ignore[arg-type]


def mail(output: FolderOutput, participant: str) -> email.message.EmailMessage:
    message = email.message_from_bytes(output.files[f"mail/{participant}.eml"], policy=default)
    assert isinstance(message, email.message.EmailMessage)
    assert not message.defects
    return message


def text(output: FolderOutput, participant: str) -> str:
    body = mail(output, participant).get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def readers(output: FolderOutput) -> list[str]:
    return [path[5:-4] for path in sorted(output.files) if path.startswith("mail/")]


def test_first_letters_go_to_everyone_who_appears_alone_or_in_a_team():
    output = written(forum(talk("noether", "team")))

    assert readers(output) == ["hypatia", "noether", "team"]
    assert "Your sessions:\n\n- A talk\n  Saturday, 24 October 2026, 09:00–10:00\n" in text(output, "hypatia")


def test_letters_about_changes_go_to_those_whom_one_concerns():
    tea = {"id": "tea", "slot": MORNING, "people": ["hypatia"]}
    before = forum(talk("noether"), tea)

    assert readers(written(before, before)) == []
    assert readers(written(forum(talk("noether", slot=LATER), tea), before)) == ["noether"]
    assert readers(written(forum(talk("noether"), {**tea, "status": "cancelled"}), before)) == ["hypatia"]
    moved = forum(talk("noether"), tea, venue={"name": "Elsewhere"})
    assert readers(written(moved, before)) == ["hypatia", "noether"]
    assert readers(written(forum(talk("noether"), tea, url="https://example.org/"), before)) == []


def test_nobody_is_written_to_who_was_erased_or_whose_block_is_cancelled():
    erased = {"id": "withdrawn-1a2b", "name": {"und": "(withdrawn)"}}
    block = {"id": "block", "kind": "block", "slot": MORNING, "status": "cancelled"}

    def of(slot: object) -> Schedule:
        return schedule(
            block,
            talk("noether", parent="block"),
            {"id": "tea", "slot": slot, "people": ["withdrawn-1a2b", "hypatia"]},
            participants=[*PEOPLE, erased],
            rooms=ROOMS,
            conference={**CONFERENCE, "contact": OFFICE},
        )

    for output in (written(of(MORNING)), written(of(LATER), of(MORNING))):
        assert readers(output) == ["hypatia"]
        assert "withdrawn" not in output.files["no-address.csv"].decode()


def test_a_letter_lists_changes_with_time_and_room_before_and_after_and_the_sessions_as_they_are():
    before = forum(talk("lin", slot=at("2026-10-24T09:00+02:00", "2026-10-24T10:00+02:00", "yard")))
    now = forum(talk("lin", slot=LATER))

    body = text(written(now, before, calendars={"lin": [CALENDAR]}), "lin")

    assert body.startswith("尊敬的林毅夫：\n")
    assert "“报告”由10月24日周六 09:00–10:00改为11:00–12:00。" in body
    assert "“报告”地点改为大厅（原为Yard）。" in body
    assert "- 报告\n  2026年10月24日星期六，11:00–12:00\n  大厅\n" in body
    assert "请逐一接受或谢绝" in body


def test_who_was_removed_reads_of_that_alone_and_of_no_later_change_of_the_session():
    before = forum(talk("noether", "hypatia"))
    now = forum(talk("hypatia", slot=LATER))

    body = text(written(now, before, calendars={}), "noether")

    assert re.findall("^- .*", body, re.MULTILINE) == ["- You no longer appear in “A talk” (Speaker)."]
    assert "As it stands now, the programme has no session with you." in body


def changes_of(output: FolderOutput, participant: str) -> list[str]:
    return re.findall("^- (.*)", text(output, participant).partition("Your sessions")[0], re.MULTILINE)


def test_a_speaker_reads_of_their_own_talk_and_not_of_its_block():
    block = {"id": "block", "title": "Block", "kind": "block", "people": ["hypatia"]}

    def of(start: str, end: str, room: str, **more: object) -> Schedule:
        slot = at(f"2026-10-24T{start}+02:00", f"2026-10-24T{end}+02:00", room)
        return forum({**block, "slot": slot, **more}, talk("noether", slot=None, parent="block"))

    before = of("09:00", "10:00", "hall")
    output = written(of("11:00", "12:00", "yard"), before)
    assert changes_of(output, "noether") == [
        "“A talk” moves from Sat, 24 Oct 09:00–10:00 to 11:00–12:00.",
        "“A talk” is now in Yard (was Hall).",
    ]
    assert changes_of(output, "hypatia")[0].startswith("“Block” moves")
    assert readers(written(of("09:00", "10:00", "hall", title="Other"), before)) == ["hypatia"]
    cancelled = written(of("09:00", "10:00", "hall", status="cancelled"), before)
    assert changes_of(cancelled, "noether") == ["“A talk” is cancelled."]


def test_a_reader_is_addressed_about_their_own_appearance():
    def of(role: str, **more: object) -> Schedule:
        return forum(talk({"participant": "noether", "role": role, **more}, "hypatia"))  # type: ignore[arg-type]

    before = of("panellist")
    roles = written(of("moderator"), before)
    assert changes_of(roles, "noether") == ["Your role in “A talk” is now Moderator (was Panellist)."]
    assert changes_of(roles, "hypatia") == ["Emmy Noether in “A talk”: Panellist → Moderator."]
    gone = written(of("panellist", status="cancelled"), before)
    assert changes_of(gone, "noether") == ["Your participation in “A talk” is cancelled."]
    assert mail(gone, "noether")["Subject"].endswith("a change to your participation")
    joined = written(of("panellist"), forum(talk("hypatia")))
    assert changes_of(joined, "noether") == ["You now appear in “A talk” (Panellist)."]


def test_a_letter_is_in_a_language_that_there_are_words_for_and_the_rest_is_reported():
    """Seen: a letter with English words and Turkish dates was counted as one in Turkish."""
    output = written(
        forum(talk("noether", "lin")),
        recipients={id_: Recipient(f"{id_}@example.org", "tr") for id_ in ("noether", "lin")},
    )
    assert mail(output, "noether")["Content-Language"] == "en"
    assert "Saturday, 24 October 2026" in text(output, "noether")
    assert mail(output, "lin")["Content-Language"] == "zh"
    assert [finding.message for finding in output.findings if finding.code == "no-wording"] == [
        "There is no wording in tr, so letters are in en: those to noether.",
        "There is no wording in tr, so letters are in zh: those to lin.",
    ]


def test_a_person_who_left_the_conference_is_written_to_as_well():
    before = forum(talk("noether"))
    now = schedule(talk("hypatia"), participants=PEOPLE[1:], conference={**CONFERENCE, "contact": OFFICE})

    assert "noether" in readers(written(now, before))


def test_an_e_mail_has_the_calendars_as_parts_with_their_method():
    output = written(forum(talk("lin")), calendars={"lin": [CALENDAR]})
    message = mail(output, "lin")

    (part,) = message.iter_attachments()
    assert part.get_content_type() == "text/calendar"
    assert dict(part["content-type"].params) == {"charset": "utf-8", "method": "REQUEST"}
    assert part.get_payload(decode=True) == CALENDAR.data == output.files["calendars/lin.talk.ics"]
    assert message["date"].datetime == WRITTEN
    assert message["content-language"] == "zh"
    assert message["to"] == "林毅夫 <lin@example.org>"
    assert max(map(len, output.files["mail/lin.eml"].split(b"\r\n"))) < 100
    assert output.files["mail/lin.eml"].isascii()


def test_the_same_release_gives_the_same_bytes_and_another_one_another_identity():
    now = forum(talk("lin"))
    one, two = (written(now, calendars={"lin": [CALENDAR]}) for _ in range(2))
    later = written(now, sent=WRITTEN + timedelta(hours=1), release="3.0")

    assert one == two
    assert mail(one, "lin")["message-id"] != mail(later, "lin")["message-id"]


@pytest.mark.parametrize(
    ("address", "header"),
    [
        ("lin@例え.jp", "<lin@xn--r8jz45g.jp>"),
        ("林@例え.jp", "<林@xn--r8jz45g.jp>"),
        ("o'neil+talks@example.org", "<o'neil+talks@example.org>"),
    ],
)
def test_addresses_and_names_in_any_script_are_encoded_as_mail_programs_read_them(address, header):
    mail = MailMessage(
        OFFICE, "论坛, “A”", address, '李 "飞" <x>\nBcc: y@z.org', "题\n目", "x", "zh", WRITTEN, "1", ()
    )
    message = email.message_from_string(serialise(mail).decode(), policy=default)

    assert not message.defects
    assert str(message["to"]).endswith(header)
    assert message["to"].addresses[0].display_name == '李 "飞" <x> Bcc: y@z.org'
    assert message["from"].addresses[0].display_name == "论坛, “A”"
    assert message["bcc"] is None


LONG = "of a Very Long Organisation With Many Words In It Indeed"


@pytest.mark.parametrize(
    "name",
    [
        f"Eve <evil@x.example>, Bob Long Name {LONG}",
        f"Smith, John (Organisation for the Very Long Names of the World, Section {LONG})",
        f"Ministry; Department: Section {LONG}, Bureau, of China",
        f'"Quoted" \\ back\\slashed, {LONG}',
        f"undisclosed-recipients:; {LONG}",
        f"=?utf-8?q?Eve_=3Cevil=40x.example=3E=2C?= {LONG}",
        "evil@x.example, " * 20,
        "A" * 500,
        "Dr. Ada, Countess",
    ],
)
def test_every_name_is_the_name_of_one_address(name):
    mail = MailMessage(OFFICE, name, "victim@p.example", name, "s", "b", "en", WRITTEN, "1", ())
    data = serialise(mail)
    message, plain = email.message_from_bytes(data, policy=default), email.message_from_bytes(data)
    head = data.partition(b"\r\n\r\n")[0]

    for header, address in (("to", "victim@p.example"), ("from", OFFICE)):
        assert [read.addr_spec for read in message[header].addresses] == [address]
        ((words, read),) = getaddresses([plain[header]])
        assert (read, str(make_header(decode_header(words)))) == (address, " ".join(name.split()))
    assert max(map(len, head.split(b"\r\n"))) <= 78


def test_a_domain_that_is_none_is_refused_with_the_name():
    mail = MailMessage(OFFICE, "Forum", f"lin@{'é' * 70}.org", "Lin", "s", "b", "en", WRITTEN, "1", ())
    with pytest.raises(EventkitError, match="Correct the address of Lin"):
        serialise(mail)


def test_the_list_for_mail_merge_runs_no_formula():
    people = [person for person in forum().participants if person.id != "lin"]
    lin = Participant.model_validate({"id": "lin", "name": {"en": '=HYPERLINK("https://x.example")'}})
    named = forum(talk("lin")).model_copy(update={"participants": (lin, *people)})
    output = written(named, recipients={})
    assert b"HYPERLINK" in output.files["no-address.csv"]
    for line in csv.reader(StringIO(output.files["no-address.csv"].decode("utf-8-sig"))):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in line)


def test_the_list_for_mail_merge_has_each_letter_and_another_list_those_without_an_address():
    recipients = {"lin": Recipient("a@example.org"), "noether": Recipient("A@example.org")}
    output = written(
        forum(talk("lin", "noether", "hypatia")), recipients=recipients, calendars={"lin": [CALENDAR]}
    )

    rows, missing = (
        [*csv.DictReader(StringIO(output.files[name].decode("utf-8-sig")))]
        for name in ("letters.csv", "no-address.csv")
    )
    assert [(row["address"], row["name"], row["language"]) for row in rows] == [
        ("a@example.org", "林毅夫", "zh"),
        ("A@example.org", "Emmy Noether", "en"),
    ]
    assert rows[0]["calendars"] == "calendars/lin.talk.ics"
    assert rows[0]["body"] == text(output, "lin")
    assert [row["person"] for row in missing] == ["hypatia"]
    assert output.is_private
    assert [(finding.code, finding.about) for finding in output.findings] == [
        ("no-address", ("hypatia",)),
        ("shared-address", ("lin", "noether")),
    ]
    assert b"@" not in output.files["index.json"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_both_kinds_of_letters_with_all_of_their_values(language):
    before = forum(talk("lin"), {"id": "tea", "slot": MORNING, "people": ["lin"]})
    now = forum(
        talk("lin", slot=LATER), {"id": "tea", "slot": MORNING, "people": ["lin"], "status": "cancelled"}
    )
    withdrawal = CalendarPart("CANCEL", b"", "lin.tea.cancel.ics")
    recipients = {"lin": Recipient("lin@example.org", language)}
    bodies = [
        text(written(now, old, recipients=recipients, calendars={"lin": [CALENDAR, withdrawal]}), "lin")
        for old in (None, before)
    ]

    for body in bodies:
        assert OFFICE in body
        assert "{" not in body
        assert "11:00" in body
        assert "\n\n\n" not in body
    assert bodies[0] != bodies[1]
    names = set(
        re.findall(r"{[{%] (?:if |elif |for \w+ in )?(\w+)", letter_templates()[f"letter.{language}.txt"])
    )
    assert names >= {"conference", "first", "changes", "sessions", "invitations", "cancellations", "contact"}


@pytest.mark.parametrize(
    "body", ["{{ 1 / 0 }}", "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", "{{ range(10**9) }}"]
)
def test_a_mistake_of_a_template_has_its_line(body: str):
    template = f"Subject: s\n\n{body}"
    with pytest.raises(Unreadable, match=r"letter\.en\.txt: line 3: ."):
        written(forum(talk("noether")), templates={"letter.en.txt": template})


def test_lines_in_languages_from_right_to_left_begin_with_a_mark_of_direction():
    body = text(written(forum(talk("lin")), recipients={"lin": Recipient("lin@example.org", "ar")}), "lin")

    assert all(line.startswith("\u200f") for line in body.splitlines() if line)


def test_organisers_templates_replace_single_ones_and_faults_have_their_line():
    own = {"letter.en.txt": "Subject: Hello {{ full_name }}\n\n{{ sessions|length }} for {{ name }}"}
    output = written(forum(talk("noether", "lin")), templates=own)

    assert (mail(output, "noether")["subject"], text(output, "noether")) == (
        "Hello Emmy Noether",
        "1 for Emmy Noether\n",
    )
    assert text(output, "lin").startswith("尊敬的")
    for name, template, fault in (
        ("letter.en.txt", "Hello", "line 1"),
        ("letter.en.txt", "Subject: x\n\n{{ nobody }}", "line 3"),
        ("letter.en.txt", "Subject: x\n{% if %}", "line 2"),
        ("letter.en.txt", "Subject: x\n{{ name.__class__.mro() }}", "line 2"),
        ("letter.txt", "Subject: x", "Did you mean"),
    ):
        with pytest.raises(Unreadable, match=fault):
            LetterTemplates({name: template}).render("en", {"name": "Ada"})


def test_readers_get_the_language_of_a_name_in_its_own_script():
    people = {participant.id: participant for participant in forum(talk()).participants}
    latin = people["noether"].model_copy(update={"name": [{"language": "zh", "full": "Emmy Noether"}]})

    assert reading_language(people["lin"], ["en", "zh"]) == "zh"
    assert reading_language(people["lin"], ["en", "fr"]) == "en"
    assert reading_language(latin, ["zh", "en"]) == "en"
    assert reading_language(latin, ["zh"]) == "zh"


@pytest.mark.parametrize(
    ("name", "country", "offered", "language"),
    [
        ({"en": "Amina Diop"}, "SN", ["en", "fr"], "fr"),
        ({"en": "Lin Yifu"}, "CN", ["en", "zh"], "zh"),
        ({"en": "Lin Yifu", "zh": "林毅夫"}, "US", ["en", "zh"], "zh"),
        ({"fr": "Amélie Roy"}, "CA", ["en", "fr"], "fr"),
        ({"en": "Amélie Roy"}, "CA", ["fr", "en"], "en"),
        ({"fr": "Amélie Roy"}, None, ["en", "fr"], "fr"),
        ({"en": "Emmy Noether"}, "DE", ["en", "zh"], "en"),
        ({"en": "Emmy Noether"}, "DE", ["zh", "ar"], "zh"),
    ],
)
def test_readers_get_an_official_language_of_their_country_unless_their_name_says_more(
    name: dict[str, str], country: str | None, offered: list[str], language: str
):
    reader = Participant(id="reader", name=name, country=country)
    assert reading_language(reader, offered) == language


def test_a_letter_says_nothing_about_its_reader_in_the_third_person():
    ada = {"id": "ada", "name": {"en": "Ada"}}
    countess = {"id": "ada", "name": {"en": "Ada Lovelace"}, "honorific": "Prof.", "country": "GB"}

    def of(*participants: dict[str, object], people: tuple[str, ...] = ("ada",)) -> Schedule:
        conference = {**CONFERENCE, "contact": OFFICE}
        return schedule(
            talk(*people), participants=[*PEOPLE, *participants], rooms=ROOMS, conference=conference
        )

    stages = of(people=()), of(ada), of(countess, people=("ada", "noether")), of(people=())
    letters_to_ada = [
        changes_of(written(now, before, recipients={"ada": Recipient("ada@example.org")}), "ada")
        for before, now in pairwise(stages)
    ]

    assert letters_to_ada == [
        ["You now appear in “A talk” (Speaker)."],
        [
            "Name: Ada → Ada Lovelace.",
            "Form of address: – → Prof.",
            "Country: – → United Kingdom.",
            "Emmy Noether now appears in “A talk” (Speaker).",
        ],
        ["You no longer appear in “A talk” (Speaker)."],
    ]


@pytest.mark.parametrize("language", ["fr", "es", "pt"])
def test_no_sentence_of_a_letter_contracts_with_the_title_of_the_conference(language: str):
    of = (
        forum(talk("noether"), title="Eau et villes"),
        forum(talk("noether", slot=LATER), title="Eau et villes"),
    )
    recipients = {"noether": Recipient("noether@example.org", language)}
    for output in (written(of[0], recipients=recipients), written(of[1], of[0], recipients=recipients)):
        body = text(output, "noether")
        assert "Eau et villes" in body
        assert not re.search(r"\b(de|à|a) Eau", body)
