"""Messages: sentences for people, written in English where they are needed and read in any language.

::

    raise Refused("Session '{id}' is cancelled already.", id=id)

A `Message` is its English text, and knows the sentences and facts that it was made of. Its translations are
gettext catalogues in ``locale``, a file for each language, in which each sentence is an entry.
"""

from eventkit.messages.catalogue import LANGUAGES, Interface, LocalText, Reader, add_catalogues
from eventkit.messages.message import (
    Fact,
    Listed,
    Message,
    Plural,
    Sentence,
    Term,
    Verbatim,
    Worded,
    as_message,
    foreign,
    in_language,
    localise,
    read_message,
    sentence,
    system_reason,
)

__all__ = [
    "LANGUAGES",
    "Fact",
    "Interface",
    "Listed",
    "LocalText",
    "Message",
    "Plural",
    "Reader",
    "Sentence",
    "Term",
    "Verbatim",
    "Worded",
    "add_catalogues",
    "as_message",
    "foreign",
    "in_language",
    "localise",
    "read_message",
    "sentence",
    "system_reason",
]
