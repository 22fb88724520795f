"""Pictures: opened by Pillow with a cap on pixels, drawn again without what a camera adds."""

from pathlib import Path

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from trama.ledger.formats.inspection.report import MAX_PAGES, Refusal, Report, Sheet

MAX_PIXELS = 50_000_000  # a page scanned at 600 dpi has 35 million
SIZE = (1200, 3600)  # pixels of a drawn page, at most
FORMATS = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "TIFF": "image/tiff",
    "GIF": "image/gif",
    "WEBP": "image/webp",
}
TYPES = frozenset(FORMATS.values())
Image.MAX_IMAGE_PIXELS = None  # the cap is ours, and is checked before a pixel is read


def examine(path: Path, folder: Path, report: Report) -> None:
    try:
        with Image.open(path, formats=tuple(FORMATS)) as picture:
            report.media_type = FORMATS[str(picture.format)]
            _draw(picture, folder, report)
    except (UnidentifiedImageError, OSError, SyntaxError, EOFError):
        raise Refusal("broken") from None


def _draw(picture: Image.Image, folder: Path, report: Report) -> None:
    """Every page of a fax or a scan (TIFF); of a moving picture, the first."""
    report.page_count = 0
    for frame in ImageSequence.Iterator(picture):
        report.page_count += 1
        if report.page_count > MAX_PAGES:
            report.note("more_pages")
            report.page_count = getattr(picture, "n_frames", report.page_count)
            return
        _check_pixels(frame)
        report.sheets.append(_draw_frame(frame, folder, report.page_count))
        if picture.format != "TIFF":
            return


def _check_pixels(frame: Image.Image) -> None:
    if frame.width * frame.height > MAX_PIXELS:
        raise Refusal("too_many_pixels", millions=MAX_PIXELS // 1_000_000)


def _draw_frame(frame: Image.Image, folder: Path, number: int) -> Sheet:
    frame.draft("RGB", (SIZE[0], SIZE[1]))
    # Nothing but pixels goes over: neither place nor camera nor thumbnail.
    upright = ImageOps.exif_transpose(frame)
    drawn = Image.new("RGB", upright.size, "white")
    shown = upright.convert("RGBA")
    drawn.paste(shown, mask=shown)
    drawn.thumbnail(SIZE)
    file = f"page-{number}.png"
    drawn.save(folder / file, "PNG")
    return Sheet(file, drawn.width, drawn.height)
