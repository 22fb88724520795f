"""Files that people send, and files that attackers send, made on the spot."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

import pikepdf
from asn1crypto import cms
from PIL import Image

ODT = "application/vnd.oasis.opendocument.text"


def saved(document: pikepdf.Pdf, **options: object) -> bytes:
    file = io.BytesIO()
    document.save(file, **options)  # type: ignore[arg-type]  # pikepdf's own options
    return file.getvalue()


def blank(pages: int = 1) -> pikepdf.Pdf:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    return document


def pdf(words: str = "Statuto", pages: int = 1) -> bytes:
    """A PDF whose pages say something."""
    document = blank(pages)
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    for page in document.pages:
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = document.make_stream(f"BT /F1 24 Tf 72 500 Td ({words}) Tj ET".encode())
    return saved(document)


def pdf_with_script() -> bytes:
    document = blank()
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    return saved(document)


def pdf_that_launches() -> bytes:
    document = blank()
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
    return saved(document)


def pdf_with_a_file_in_it() -> bytes:
    document = blank()
    document.attachments["dentro.exe"] = b"MZ"
    return saved(document)


def encrypted_pdf() -> bytes:
    return saved(blank(), encryption=pikepdf.Encryption(user="segreta", owner="padrona"))


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "green").save(file, kind, **options)
    return file.getvalue()


def picture_from_a_camera() -> bytes:
    """It says where it was taken, and by which camera."""
    exif = Image.Exif()
    exif[0x010F] = "FotocameraDiBruno"
    exif[0x0112] = 6  # turned by a quarter
    return picture(exif=exif)


def huge_picture(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG of a few bytes that says it has 3.6 billion points."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack("!I", zlib.crc32(kind + data))
        return struct.pack("!I", len(data)) + kind + data + check

    header = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", header), chunk(b"IDAT", rows), chunk(b"IEND", b""))
    )


def archive(files: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return file.getvalue()


def zip_bomb(size: int = 64 * 1024**2) -> bytes:
    return archive({"nulla.txt": b"\0" * size})


def many_entries(count: int) -> bytes:
    return archive({f"{n}.txt": "" for n in range(count)}, zipfile.ZIP_STORED)


def nested(levels: int) -> bytes:
    content = archive({"in fondo.txt": "eccomi"})
    for level in range(levels - 1):
        content = archive({f"livello {level}.zip": content})
    return content


def archive_with_a_link() -> bytes:
    entry = zipfile.ZipInfo("collegamento")
    entry.external_attr = 0o120777 << 16
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr(entry, "/etc/passwd")
    return file.getvalue()


def encrypted_archive() -> bytes:
    """The flag alone: what matters is that we do not try."""
    content = bytearray(archive({"a.txt": "ciao"}, zipfile.ZIP_STORED))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def letter(words: str = "Il Terzo Settore", extra: Mapping[str, str] | None = None) -> bytes:
    """An ODT."""
    content = (
        '<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:text="t">'
        f"<text:p>{words}</text:p><text:p>Milano</text:p></office:document-content>"
    )
    return archive({"mimetype": ODT, "content.xml": content, **(extra or {})})


def word_letter(words: str = "Patto di integrità") -> bytes:
    """A DOCX, with macros in it."""
    content = f'<w:document xmlns:w="w"><w:p><w:t>{words}</w:t></w:p></w:document>'
    return archive(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": content,
            "word/vbaProject.bin": "Sub AutoOpen()",
        }
    )


def envelope(content: bytes) -> bytes:
    """A CAdES envelope (.p7m) around `content`; around nothing, a detached signature."""
    inside = {"content_type": "data", **({"content": content} if content else {})}
    return bytes(
        cms.ContentInfo(
            {
                "content_type": "signed_data",
                "content": cms.SignedData(
                    {
                        "version": "v1",
                        "digest_algorithms": [],
                        "encap_content_info": inside,
                        "signer_infos": [],
                    }
                ),
            }
        ).dump()
    )


MESSAGE = (
    b"From: Bruno <bruno@gelsi.example>\r\nTo: welfare@pec.comune.example\r\n"
    b"Subject: Domanda\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n'
    b"--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nIn allegato la domanda.\r\n"
    b"--x\r\nContent-Type: application/pdf\r\n"
    b'Content-Disposition: attachment; filename="d.pdf"\r\n\r\n%PDF-\r\n--x--\r\n'
)
LAUGHS = b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'ah'><!ENTITY c '&b;&b;'>]><a>&c;</a>"
FETCHING = b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"
