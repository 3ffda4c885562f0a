"""The style file: an organiser's colours, fonts, logos and choice of sections, for print and for the site.

It is a file of TOML, described by ``schemas/style.schema.json`` and in ``docs/style.md``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    ValidationError,
    field_validator,
)
from pydantic_core import ErrorDetails

from eventkit.errors import Fault, Unreadable
from eventkit.files.toml_files import line_of, tree_of
from eventkit.findings import Finding, Severity
from eventkit.messages import Listed, Message, sentence
from eventkit.model import HexColour, Title
from eventkit.suggestions import suggest
from eventkit.texts import Text
from eventkit.typesetting import WHITE, Colour, contrast, darken
from eventkit.typesetting.colour import InkColour
from eventkit.typesetting.text.fonts import ROLES, TypefaceRole
from eventkit.typesetting.text.scripts import SCRIPT_NAMES
from eventkit.typesetting.text.typefaces import ScriptChoice, TypefaceChoice
from eventkit.values import Value
from eventkit.values.field_errors import error_sentence, matching

"""The file name of the schema."""


MINIMUM_CONTRAST = 5.4
"""The minimum contrast of text and paper; on the tints of a grid it is then 4.5, as WCAG 2.2 requires
(success criterion 1.4.3)."""


SectionName = Literal[
    "cover",
    "practical",
    "contents",
    "glance",
    "grid",
    "sessions",
    "posters",
    "rooms",
    "speakers",
    "biographies",
    "delegations",
    "organisations",
    "notes",
]
"""A section of the book."""


SECTIONS: tuple[SectionName, ...] = get_args(SectionName)
"""All sections, in their usual order."""


DEFAULT_SECTIONS: tuple[SectionName, ...] = tuple(name for name in SECTIONS if name != "delegations")
"""The sections of a book for which none is named; the list of participants repeats the index of speakers."""


Arrangement = Literal["lines", "columns"]
"""The arrangement of two languages: one below the other, or in facing columns."""


PictureFile = Annotated[
    str,
    matching(
        r"^[^/\\:*?\"<>|\x00-\x1f]{1,200}\.([pP][nN][gG]|[jJ][pP][eE]?[gG])$",
        sentence("must be the name of a PNG or JPEG file beside the style file"),
    ),
]
"""The name of a PNG or JPEG file beside the style file, without a path."""

LogoFile = Annotated[
    str,
    matching(
        r"^[^/\\:*?\"<>|\x00-\x1f]{1,200}\.([pP][nN][gG]|[jJ][pP][eE]?[gG]|[sS][vV][gG])$",
        sentence("must be the name of a PNG, JPEG or SVG file beside the style file"),
    ),
]
"""The name of a PNG, JPEG or SVG file beside the style file, without a path."""

ArtworkFile = Annotated[
    str,
    matching(
        r"^[^/\\:*?\"<>|\x00-\x1f]{1,200}\.([pP][nN][gG]|[jJ][pP][eE]?[gG]|[pP][dD][fF])$",
        sentence("must be the name of a PNG, JPEG or PDF file beside the style file"),
    ),
]
"""The name of a PNG, JPEG or PDF file beside the style file, without a path."""


def _strip_texts(value: Any) -> Any:
    """Texts in several lines without the line feeds that they begin and end with in a file."""
    if isinstance(value, Mapping):
        return {key: _strip_texts(item) for key, item in value.items()}
    return value.strip() if isinstance(value, str) else value


Percentage = Annotated[float, Field(ge=0, le=100)]
"""An amount of ink."""


class StyleInks(Value):
    """A colour in the inks of a press; on screens and without a profile it is printed as it looks there."""

    cmyk: tuple[Percentage, Percentage, Percentage, Percentage]
    """Cyan, magenta, yellow and black in per cent; of a spot ink what replaces it elsewhere."""

    spot: Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True)] | None = None
    """The name of a spot ink, such as ``PANTONE 289 C``."""

    @property
    def colour(self) -> InkColour:
        """The colour."""
        cyan, magenta, yellow, black = (amount / 100 for amount in self.cmyk)
        return InkColour.of((cyan, magenta, yellow, black), self.spot or "")

    @property
    def is_rich_black(self) -> bool:
        """True for black with other inks below, whose fine strokes get coloured edges."""
        *others, black = self.cmyk
        return not self.spot and black >= _NEARLY_BLACK and any(others)


_NEARLY_BLACK = 85  # per cent of black ink, from which on a colour looks black


def _colour_form(value: Any) -> str:
    return "inks" if isinstance(value, Mapping | StyleInks) else "light"


COLOUR_FORMS = ("light", "inks")
"""The forms of a colour, which places of faults leave out."""

StyleColour = Annotated[
    Annotated[HexColour, Tag("light")] | Annotated[StyleInks, Tag("inks")], Discriminator(_colour_form)
]
"""A colour such as ``#336699``, or inks."""


class StyleColours(Value):
    """The colours of a programme and of the site; those left out are the usual ones of each."""

    accent: StyleColour = "#17365d"
    """Of headings, times and the cover: such as #336699, or inks such as {cmyk = [100, 60, 0, 30]}."""

    ink: StyleColour = "#1a1a1a"
    """Of text."""

    grey: StyleColour = "#5a5f66"
    """Of secondary text: positions, notes, page numbers."""

    hairline: StyleColour = "#c4c8ce"
    """Of thin lines; no text is set in it."""

    @field_validator("accent", "ink", "grey")
    @classmethod
    def refuse_rich_black(cls, colour: StyleColour) -> StyleColour:
        """Refuse rich black for text.

        Raises:
            ValueError: The colour is black with other inks below it.
        """
        if isinstance(colour, StyleInks) and colour.is_rich_black:
            raise ValueError(
                Message("is a rich black: text in it gets coloured edges. Use cmyk = [0, 0, 0, 100]")
            )
        return colour

    def named(self, name: str) -> Colour:
        """The colour of a name."""
        value: str | StyleInks = getattr(self, name)
        return value.colour if isinstance(value, StyleInks) else Colour.parse(value)

    @property
    def spots(self) -> tuple[InkColour, ...]:
        """The spot inks, without repeats."""
        colours = (self.named(name) for name in type(self).model_fields)
        spots = {colour.spot: colour for colour in colours if isinstance(colour, InkColour) and colour.spot}
        return tuple(spots.values())

    @property
    def inks(self) -> Mapping[Colour, InkColour]:
        """The colours that are given in inks, by what they look like on screens."""
        colours = (self.named(name) for name in type(self).model_fields)
        return {Colour.parse(str(ink)): ink for ink in colours if isinstance(ink, InkColour)}

    def for_screens(self) -> Self:
        """The colours in sRGB, as inks look on screens."""
        inks = {name: getattr(self, name) for name in type(self).model_fields}
        looks = {name: str(value.colour) for name, value in inks.items() if isinstance(value, StyleInks)}
        return self.model_copy(update=looks) if looks else self


FontFamily = Annotated[
    str,
    matching(
        r"^[A-Za-z0-9][A-Za-z0-9 _-]{0,79}$",
        sentence("must be the name of a family of fonts, such as Georgia"),
    ),
]
"""The name of a family of fonts, as an operating system lists it."""


class SiteFonts(Value):
    """The fonts of the site: families that readers have on their machines, since the site brings none."""

    serif: tuple[FontFamily, ...] = ()
    """Of headings and titles, the preferred family first; the usual ones follow."""

    sans: tuple[FontFamily, ...] = ()
    """Of text, the preferred family first; the usual ones follow."""


TypefaceName = Annotated[
    str,
    matching(
        r"^[^\x00-\x1f<>|*?\"]{1,200}$",
        sentence("must be the name of a font family, or of a font file beside the style file"),
        strip_whitespace=True,
    ),
]
"""The name of a font family, or the path of a font file (TTF, OTF, TTC) relative to the style file."""


class ScriptTypefaces(Value):
    """The typefaces of one script; those left out are the usual ones."""

    text: TypefaceName | None = None
    """Of text."""

    titles: TypefaceName | None = None
    """Of titles and headings; by default that of text."""

    names: TypefaceName | None = None
    """Of persons' names; by default that of text."""

    labels: TypefaceName | None = None
    """Of labels, times, grids and door signs; by default Noto Sans."""

    size: Annotated[float, Field(ge=0.5, le=2)] | None = None
    """The size beside Latin text of the same nominal size, such as 1.16."""

    def family(self, role: TypefaceRole) -> str | None:
        """The family of a role; titles and names have that of text by default."""
        own: str | None = getattr(self, role)
        return own or (None if role == "labels" else self.text)


class StyleTypefaces(ScriptTypefaces):
    """The typefaces of a programme and of badges: family names or font files, also for single scripts."""

    size: None = None
    """Only for single scripts."""

    arabic: ScriptTypefaces = ScriptTypefaces()
    """Of Arabic script."""

    armenian: ScriptTypefaces = ScriptTypefaces()
    """Of Armenian."""

    bengali: ScriptTypefaces = ScriptTypefaces()
    """Of Bengali script."""

    chinese: ScriptTypefaces = ScriptTypefaces()
    """Of Chinese characters, except in Japanese and Korean."""

    cyrillic: ScriptTypefaces = ScriptTypefaces()
    """Of Cyrillic."""

    devanagari: ScriptTypefaces = ScriptTypefaces()
    """Of Devanagari."""

    ethiopic: ScriptTypefaces = ScriptTypefaces()
    """Of Ethiopic script."""

    georgian: ScriptTypefaces = ScriptTypefaces()
    """Of Georgian."""

    greek: ScriptTypefaces = ScriptTypefaces()
    """Of Greek."""

    hebrew: ScriptTypefaces = ScriptTypefaces()
    """Of Hebrew script."""

    japanese: ScriptTypefaces = ScriptTypefaces()
    """Of Japanese."""

    khmer: ScriptTypefaces = ScriptTypefaces()
    """Of Khmer."""

    korean: ScriptTypefaces = ScriptTypefaces()
    """Of Korean."""

    lao: ScriptTypefaces = ScriptTypefaces()
    """Of Lao."""

    myanmar: ScriptTypefaces = ScriptTypefaces()
    """Of Burmese script."""

    sinhala: ScriptTypefaces = ScriptTypefaces()
    """Of Sinhala."""

    tamil: ScriptTypefaces = ScriptTypefaces()
    """Of Tamil."""

    telugu: ScriptTypefaces = ScriptTypefaces()
    """Of Telugu."""

    thai: ScriptTypefaces = ScriptTypefaces()
    """Of Thai."""

    def choices(self) -> Mapping[TypefaceRole, TypefaceChoice]:
        """The typefaces of roles, for `eventkit.typesetting.Fonts.discover`."""
        by_script: dict[str, ScriptTypefaces] = {name: getattr(self, name) for name in SCRIPT_NAMES}
        choices: dict[TypefaceRole, TypefaceChoice] = {}
        for role in ROLES:
            scripts = {
                name: ScriptChoice(family, of.size and 100 * of.size)
                for name, of in by_script.items()
                if (family := of.family(role))
            }
            if (family := self.family(role)) or scripts:
                choices[role] = TypefaceChoice(family or "", scripts)
        return choices


class Signatory(Value):
    """A person who signs certificates."""

    name: Title
    """The name with its form of address, as it is printed below the line, in one or several languages."""

    position: Title | None = None
    """The position below the name."""

    signature: PictureFile | None = None
    """A picture of the signature, above the line; PNG files may be transparent."""


class Protocol(Value):
    """The protocol of certificates: emblems, seal and signatories; issuers are the organisers."""

    emblems: Annotated[tuple[PictureFile, ...], Field(max_length=6)] = ()
    """The emblems of the issuers, side by side at the head."""

    seal: PictureFile | None = None
    """The seal, on the axis at the foot."""

    signatories: Annotated[tuple[Signatory, ...], Field(max_length=3)] = ()
    """The signatories, the foremost first."""

    verification: Title | None = None
    """The line beside the number of a certificate, which names where it can be verified: ``verify at
    forum.example.org/verify``."""

    @property
    def files(self) -> tuple[str, ...]:
        """The names of its pictures."""
        signatures = (signatory.signature for signatory in self.signatories)
        return tuple(name for name in (*self.emblems, self.seal, *signatures) if name)


NO_PROTOCOL = Protocol()
"""Without emblems, seal and signatories."""


class BackCover(Value):
    """The back cover: address, contact, venue and release of the conference, below a picture."""

    picture: ArtworkFile | None = None
    """A picture or the first page of a PDF file over its head or all of it, cropped to fill it."""

    size: Literal["head", "finished"] = "head"
    """The extent of the picture: over the head, or the finished back cover, on which nothing is printed."""

    text: Annotated[Text | None, BeforeValidator(_strip_texts)] = None
    """Further text, such as an emergency number, in Markdown."""

    imprint: Annotated[Text | None, BeforeValidator(_strip_texts)] = None
    """The last line: publisher, print run, printing house."""


class PosterHead(Value):
    """The head of wall posters: a picture behind the day."""

    picture: PictureFile | None = None
    """A picture, cropped to fill the head; by default that of a cover with text over it."""

    focus: tuple[Percentage, Percentage] = (50, 20)
    """The point of the picture in the middle of the head, as far as it reaches: from the left and from above,
    in per cent. By default that is where a cover has its title."""

    ink: HexColour | None = None
    """The colour of text on it; by default that of the cover."""


class StyleFile(Value):
    """The look of one programme and of the site, and text besides the schedule."""

    paper: Literal["a4", "a5", "letter"] | None = None
    """The size of a page; an option of the command overrides it."""

    sections: tuple[SectionName, ...] = ()
    """The sections in their order, behind the cover; all but ``delegations`` if left out."""

    colours: StyleColours = StyleColours()
    """Its colours."""

    fonts: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None = None
    """A folder of fonts beside the style file, where families of the table ``type`` are looked up first."""

    type: StyleTypefaces = StyleTypefaces()
    """The typefaces of text, titles, names and labels."""

    layout: Arrangement | None = None
    """The arrangement of a session's languages: each below the other, or in facing columns; where left
    out, in columns if the first two run in opposite directions. An option of the command overrides it."""

    smart: bool = True
    """True if straight quotation marks, apostrophes and spaced hyphens of the texts are printed as those of
    their language; the data stay as they are."""

    logo: PictureFile | None = None
    """A picture on the cover, above the title."""

    cover: ArtworkFile | None = None
    """A picture, or the first page of a PDF file, over the head or all of the cover, cropped to fill it."""

    cover_size: Literal["head", "page", "finished"] = "head"
    """The extent of the picture: over the head of the cover, over the whole page with the text on it, or the
    finished cover, on which nothing is printed."""

    cover_ink: HexColour = "#ffffff"
    """The colour of text on a picture over the whole cover."""

    poster: PosterHead = PosterHead()
    """The head of wall posters."""

    back: BackCover | None = None
    """The back cover, the last page of the book."""

    scale: Annotated[float, Field(ge=0.8, le=1.6)] = 1
    """The size of the type and margins of books; 1.18 sets text in 10 pt on A5."""

    photographs: Mapping[Annotated[str, StringConstraints(max_length=80)], PictureFile] = Field(
        default_factory=dict
    )
    """The photographs of people, by their ids, beside their biographies."""

    maps: tuple[PictureFile, ...] = ()
    """Maps and plans, each on a page of its own after the practical information."""

    logos: Mapping[Annotated[str, StringConstraints(max_length=80)], LogoFile] = Field(default_factory=dict)
    """The logos of organisations, by their ids; SVG files are for print alone, with the extra ``svg``."""

    links: Literal["codes", "all", "none"] = "codes"
    """The streams and links of sessions in books: the first with a QR code and the labels of the others, all
    with their addresses, or none of them."""

    site: SiteFonts = SiteFonts()
    """The fonts of the site."""

    protocol: Protocol = NO_PROTOCOL
    """Emblems, seal and signatories of certificates."""

    practical: Annotated[Text | None, BeforeValidator(_strip_texts)] = None
    """Practical information for visitors, in Markdown: how to get online, whom to call, what is served
    when."""

    @property
    def text_colours(self) -> tuple[Colour, Colour, Colour]:
        """The colours in which text is set: ink, grey and accent."""
        return self.colours.named("ink"), self.colours.named("grey"), self.colours.named("accent")

    def for_screens(self) -> Self:
        """The style with all colours in sRGB."""
        return self.model_copy(update={"colours": self.colours.for_screens()})

    @property
    def files(self) -> tuple[str, ...]:
        """The names of all pictures."""
        back = self.back.picture if self.back else None
        people = self.photographs.values()
        named = (
            self.logo,
            self.cover,
            self.poster.picture,
            back,
            *self.logos.values(),
            *people,
            *self.maps,
            *self.protocol.files,
        )
        return tuple(dict.fromkeys(name for name in named if name))

    def findings(self) -> Iterator[Finding]:
        """Report colours too faint for text, and what they are printed as."""
        for name, colour in zip(("ink", "grey", "accent"), self.text_colours, strict=True):
            ratio = contrast(colour, WHITE)
            if ratio < MINIMUM_CONTRAST:
                printed = darken(colour, WHITE, MINIMUM_CONTRAST)
                yield Finding(
                    Severity.INFO,
                    "faint-colour",
                    (),
                    Message(
                        "The colour '{name}' ({colour}) has a contrast of {ratio}:1 on paper; text needs "
                        "{least}:1. It is printed as {printed}.",
                        name=name,
                        colour=str(colour),
                        ratio=f"{ratio:.1f}",
                        least=MINIMUM_CONTRAST,
                        printed=str(printed),
                    ),
                    "style file",
                )


DEFAULT_STYLE = StyleFile()
"""The style if no file is given."""


def parse_style_file(text: str, name: str) -> StyleFile:
    """Parse a style file.

    Args:
        text: The content of the file.
        name: The name of the file, for messages.

    Raises:
        eventkit.errors.Unreadable: It is not a style file; each fault has its field and line.
    """
    tree = tree_of(text, name, "style file")
    tree.pop("$schema", None)
    try:
        return StyleFile.model_validate(tree, context={"language": "und"})
    except ValidationError as error:
        raise Unreadable(
            name, tuple(_fault(details, text) for details in error.errors(include_url=False))
        ) from None


_TABLES: Mapping[str, type[Value]] = {
    "colours": StyleColours,
    "site": SiteFonts,
    "type": StyleTypefaces,
    "protocol": Protocol,
    "back": BackCover,
    "poster": PosterHead,
}


def _hint(field: str, known: type[Value]) -> str:
    """The remedy for an unknown field: its table, the field that is most like it, or all there are."""
    home = next((name for name, table in _TABLES.items() if field in table.model_fields), None)
    if home and known is StyleFile:
        return Message("Put it under {table}.", table=f"[{home}]")
    return suggest(field, known.model_fields) or Message(
        "Use one of {known}.", known=Listed(tuple(known.model_fields))
    )


def _fault(error: ErrorDetails, text: str) -> Fault:
    *table, field = (str(part) for part in error["loc"] if part not in COLOUR_FORMS)
    place, known = ".".join([*table, field]), _TABLES.get(table[0] if table else "", StyleFile)
    if table[:1] == ["type"] and table[1:]:
        known = ScriptTypefaces
    match error["type"]:
        case "extra_forbidden":
            message = Message("Unknown field.", _hint(field, known))
        case "none_required":
            message = Message("is for single scripts, such as [type.arabic]; for all type use scale")
        case "dict_type" | "mapping_type" | "model_type":
            message = Message("must be a table")
        case _:
            message = error_sentence(error)
    return Fault(message, place, line_of(error["loc"][:2], text))
