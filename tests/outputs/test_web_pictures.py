"""Photographs for pages: upright, small, and nothing of them but the pixels."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import ExifTags, Image

from eventkit.outputs.site.site_assets import encode_sizes

SECRET = b"51.5072 N, Ada Lovelace"


def photograph(
    width: int = 60, height: int = 40, orientation: int = 1, mode: str = "RGB", **more: object
) -> bytes:
    """A JPEG or PNG that is red at the left and blue at the right, with metadata."""
    picture = Image.new("RGB", (width, height), (255, 0, 0))
    picture.paste((0, 0, 255), (width // 2, 0, width, height))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Artist] = SECRET.decode()
    out = BytesIO()
    picture.convert(mode).save(out, **{"format": "JPEG", "exif": exif, "quality": 95, **more})
    return out.getvalue()


def decoded(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data)).convert("RGB")


def near(pixel: tuple[int, ...], colour: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 40 for a, b in zip(pixel, colour, strict=True))


def test_metadata_is_left_out_and_the_same_file_gives_the_same_bytes() -> None:
    original = photograph(comment=SECRET)
    (small, large) = encode_sizes(original, (30, 60))

    assert SECRET in original
    for picture in (small, large):
        opened = Image.open(BytesIO(picture.data))
        assert SECRET not in picture.data
        assert not opened.getexif()
        assert {*opened.info} <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
        }
        assert opened.size == (picture.width, picture.height)
    assert (small.width, small.height, large.width) == (30, 20, 60)
    assert encode_sizes(original, (30, 60)) == (small, large)


@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [(1, (60, 40), (5, 20)), (3, (60, 40), (55, 20)), (6, (40, 60), (20, 5))],
)
def test_pictures_are_turned_as_the_camera_was_held(
    orientation: int, size: tuple[int, int], red_at: tuple[int, int]
) -> None:
    (picture,) = encode_sizes(photograph(orientation=orientation), (600,))

    assert (picture.width, picture.height) == size
    assert near(decoded(picture.data).getpixel(red_at), (255, 0, 0))


@pytest.mark.parametrize("mode", ["L", "CMYK", "RGBA", "P"])
def test_any_kind_of_picture_becomes_one_for_pages(mode: str) -> None:
    format_of = {"RGBA": "PNG", "P": "PNG"}.get(mode, "JPEG")
    (picture,) = encode_sizes(photograph(mode=mode, format=format_of), (60,))

    assert picture.data.startswith(b"\xff\xd8\xff")


def test_transparent_parts_are_white() -> None:
    out = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    (picture,) = encode_sizes(out.getvalue(), (20,))

    assert near(decoded(picture.data).getpixel((10, 10)), (255, 255, 255))


def test_pictures_are_never_enlarged() -> None:
    assert [size.width for size in encode_sizes(photograph(50, 20), (320, 640))] == [50]
    assert [size.width for size in encode_sizes(photograph(400, 20), (320, 640))] == [320]


@pytest.mark.parametrize("content", [b"", b"GIF89a", photograph()[:200], b"\x89PNG\r\n\x1a\n" + bytes(40)])
def test_a_damaged_file_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="damaged, or is neither PNG nor JPEG"):
        encode_sizes(content, (320,))


def test_a_picture_with_too_many_pixels_is_refused_before_it_is_decoded() -> None:
    out = BytesIO()
    Image.new("1", (40_000, 1_001)).save(out, "PNG")
    with pytest.raises(ValueError, match=r"40,000 × 1001 pixels\. Reduce it to 12,000 to a side"):
        encode_sizes(out.getvalue(), (320,))
