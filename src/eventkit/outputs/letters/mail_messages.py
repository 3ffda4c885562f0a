"""Mail messages: a letter as an e-mail with its calendar entries (RFC 5322, 2045, 6047, 6532)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import HeaderParser
from email.policy import SMTP, default
from hashlib import sha256
from typing import Literal

from eventkit.errors import EventkitError

_BREAK = "\r\n"

_LINE = 76
"""The longest line with encoded words (RFC 2047, 2)."""

_ASCII = SMTP.clone(cte_type="7bit")

_UNICODE = SMTP.clone(cte_type="7bit", utf8=True)
"""Headers in UTF-8 (RFC 6532), for addresses that have letters beyond ASCII before the @."""


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """A calendar entry that is attached to a letter.

    Attributes:
        method: REQUEST invites or announces a change, CANCEL withdraws.
    """

    method: Literal["REQUEST", "CANCEL"]
    data: bytes
    filename: str


@dataclass(frozen=True, slots=True)
class MailMessage:
    """The values of an e-mail.

    Attributes:
        sender_name: Its name: the title of the conference.
        identity: What identifies the message: the same message has the same Message-ID.
    """

    sender: str
    sender_name: str
    recipient: str
    recipient_name: str
    subject: str
    body: str
    language: str
    date: datetime
    identity: str
    calendars: tuple[CalendarPart, ...]


def serialise(mail: MailMessage) -> bytes:
    """The bytes of an e-mail, the same for the same values.

    Headers are in ASCII, with words in other scripts encoded (RFC 2047) and domains by IDNA; only an address
    with such letters before the @ needs them in UTF-8, and a server that takes them (RFC 6531).
    """
    sender, recipient = _address(mail.sender_name, mail.sender), _address(mail.recipient_name, mail.recipient)
    is_ascii = all(address.username.isascii() for address in (sender, recipient))
    message = EmailMessage(policy=_ASCII if is_ascii else _UNICODE)
    message["Subject"] = " ".join(mail.subject.split())
    message["Date"] = mail.date
    message["Message-ID"] = f"<{_digest(mail.identity, 'id')}@{sender.domain}>"
    # Mail programs open it as a draft, to be looked at and sent.
    message["X-Unsent"] = "1"
    message.set_content(mail.body, cte="quoted-printable" if _is_mostly_ascii(mail.body) else "base64")
    if mail.calendars:
        _attach(message, mail.calendars)
        message.set_boundary(f"=_{_digest(mail.identity, 'boundary')}")
    message["Content-Language"] = mail.language  # at last: a content moves such headers to its part
    head = _address_header("From", sender) + _address_header("To", recipient)
    _require_one_address(head, sender, recipient)
    return head + message.as_bytes()


def _address_header(header: str, address: Address) -> bytes:
    """A header of one address (RFC 5322, 3.4).

    A name in another script, or for which one line is too short, is of encoded words (RFC 2047): where Python
    folds a quoted name, it loses the quotes, and a name with a comma in it would be two addresses.
    """
    line = f"{header}: {address}"
    if not address.display_name.isascii() or len(line) > _LINE:
        words = Header(address.display_name, "utf-8", maxlinelen=_LINE, header_name=header)
        line = f"{header}: {words.encode(linesep=_BREAK)}{_BREAK} <{address.addr_spec}>"
    return f"{line}{_BREAK}".encode()


def _require_one_address(head: bytes, sender: Address, recipient: Address) -> None:
    """Require that mail programs read each header as the one address that it is meant to be."""
    parsed = HeaderParser(policy=default).parsestr(head.decode())
    for header, address in (("From", sender), ("To", recipient)):
        addresses: tuple[Address, ...] = parsed[header].addresses
        if [read.addr_spec for read in addresses] != [address.addr_spec]:
            raise EventkitError(
                "'{name}' cannot be written as the name of one address. Shorten it.",
                name=address.display_name,
            )


def _attach(message: EmailMessage, calendars: Iterable[CalendarPart]) -> None:
    for calendar in calendars:
        message.add_attachment(
            calendar.data,
            maintype="text",
            subtype="calendar",
            cte="base64",
            filename=calendar.filename,
            params={"charset": "utf-8", "method": calendar.method},
        )


def _address(name: str, address: str) -> Address:
    user, _, domain = address.rpartition("@")
    try:
        ascii_domain = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise EventkitError(
            "'{domain}' is not the domain of an e-mail address. Correct the address of {name}.",
            domain=domain,
            name=name,
        ) from None
    return Address(" ".join(name.split()), user, ascii_domain)


def _is_mostly_ascii(text: str) -> bool:
    return sum(map(str.isascii, text)) * 4 > len(text) * 3


def _digest(identity: str, purpose: str) -> str:
    return sha256(f"{purpose} {identity}".encode()).hexdigest()[:32]
