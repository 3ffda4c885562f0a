"""Press profiles: ICC profiles of printing conditions, and the conversion of colours and pictures to inks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from io import BytesIO

from PIL import Image, ImageCms

from eventkit.errors import EventkitError
from eventkit.typesetting.colour import Colour, InkColour

_ICC_VERSION = bytes((4, 0x20, 0, 0))  # of ISO 15076-1:2005, the newest that PDF/X-4 knows
_OUTPUT_CLASS = "prtr"  # of the header of a profile (ICC.1 7.2.5)
_CMYK_SPACE = "CMYK"


@cache
def srgb_profile() -> bytes:
    """The ICC profile of sRGB, the same on every day: its header has no date (ICC.1 7.2)."""
    content = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    content[8:12] = _ICC_VERSION
    content[24:36] = bytes(12)  # the date
    content[84:100] = bytes(16)  # the checksum, which is optional
    return bytes(content)


@dataclass(frozen=True, eq=False)
class PressProfile:
    """The ICC profile of a printing condition, such as FOGRA51.

    Attributes:
        content: The file.
        name: The name of the file, for messages.
    """

    content: bytes
    name: str = "profile"

    @classmethod
    def parse(cls, content: bytes, name: str) -> PressProfile:
        """Check that a file is the profile of a printing condition with four inks.

        Raises:
            EventkitError: It is not an ICC profile, or one of a screen, a camera or other inks.
        """
        profile = cls(content, name)
        try:
            header = profile._opened.profile
        except (OSError, ValueError):
            raise EventkitError(
                "{name} is not an ICC profile. Ask the printing house for the profile of its press.",
                name=name,
            ) from None
        if header.xcolor_space.strip() != _CMYK_SPACE or header.device_class.strip() != _OUTPUT_CLASS:
            raise EventkitError(
                "{name} is not the profile of a press with four inks: its class is '{device_class}' "
                "and its colours are {xcolor_space}. Ask the printing house for a CMYK output "
                "profile, such as PSOcoated_v3.icc.",
                name=name,
                device_class=header.device_class.strip(),
                xcolor_space=header.xcolor_space.strip(),
            )
        return profile

    @cached_property
    def _opened(self) -> ImageCms.ImageCmsProfile:
        return ImageCms.ImageCmsProfile(BytesIO(self.content))

    @cached_property
    def description(self) -> str:
        """The name of the printing condition in the profile."""
        return (self._opened.profile.profile_description or self.name).strip()

    @cached_property
    def _transform(self) -> ImageCms.ImageCmsTransform:
        return self._build_transform(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")))

    @cached_property
    def _known(self) -> dict[Colour, InkColour]:
        return {}

    def to_inks(self, colour: Colour) -> InkColour:
        """The colour in the four inks of the press (relative colorimetric, with black point compensation)."""
        if isinstance(colour, InkColour):
            return colour
        if colour not in self._known:
            pixel = Image.new("RGB", (1, 1), tuple(round(255 * channel) for channel in colour.rgb))
            cyan, magenta, yellow, black = (
                value / 255
                for value in self.convert_image(pixel).getpixel((0, 0))  # type: ignore[union-attr] # of four bands
            )
            self._known[colour] = InkColour(*colour.rgb, (cyan, magenta, yellow, black))
        return self._known[colour]

    def convert_image(self, image: Image.Image) -> Image.Image:
        """A picture in the four inks of the press, from the profile in it, or else from sRGB."""
        own = image.info.get("icc_profile")
        transform = self._transform
        if own and image.mode in {"RGB", "RGBA"}:
            transform = self._transform_from(own) or transform
        converted = ImageCms.applyTransform(image.convert("RGB"), transform)
        if converted is None:
            raise EventkitError("{name} cannot convert pictures.", name=self.name)
        return converted

    def _transform_from(self, content: bytes) -> ImageCms.ImageCmsTransform | None:
        """From the profile of a picture; ``None`` if it is damaged, or not of RGB."""
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(content))
            if source.profile.xcolor_space.strip() != "RGB":
                return None
            return self._build_transform(source)
        except (OSError, ValueError, ImageCms.PyCMSError):
            return None

    def _build_transform(self, source: ImageCms.ImageCmsProfile) -> ImageCms.ImageCmsTransform:
        return ImageCms.buildTransform(
            source,
            self._opened,
            "RGB",
            "CMYK",
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )


@dataclass(frozen=True, slots=True)
class PressOutput:
    """The printing condition that a document is made for."""

    profile: PressProfile  # the profile of the press, which becomes the output intent of the document
    spots: tuple[InkColour, ...] = ()
