#!/usr/bin/env python3
"""Makes the pictures in this folder, as cameras, editors and phones write them.

    pip install pillow && core/media/tests/pictures/make.py

All but the moving ones show the same, 24 x 16: red, green, blue and white in the four quarters from the
left above, as they are to be seen when the picture is shown right.
"""
import io
import struct
import zlib
from pathlib import Path

from PIL import Image, ImageCms

HERE = Path(__file__).parent
RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 180, 40), (30, 40, 220), (255, 255, 255)


def quarters(width=24, height=16):
    picture = Image.new("RGB", (width, height))
    half, middle = width // 2, height // 2
    for colour, place in zip((RED, GREEN, BLUE, WHITE), ((0, 0), (half, 0), (0, middle), (half, middle))):
        picture.paste(colour, (*place, place[0] + half, place[1] + middle))
    return picture


def save(name, picture, **options):
    picture.save(HERE / name, **options)


# What a camera does to the picture so that the orientation undoes it.
UNDO = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def exif(orientation):
    told = Image.Exif()
    told[0x010F] = "A Camera With A Name"
    told[0x0112] = orientation
    told.get_ifd(0x8825)[1] = "N"
    told.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    return told


def cameras():
    for number, undo in UNDO.items():
        stored = quarters() if undo is None else quarters().transpose(undo)
        save(f"turned-{number}.jpg", stored, quality=95, subsampling=0, exif=exif(number), comment=b"a secret place")
    stored = quarters().transpose(UNDO[6])
    save("turned-6.png", stored, exif=exif(6))
    save("turned-6.webp", stored, lossless=True, exif=exif(6), xmp=b"<x:xmpmeta>a secret place</x:xmpmeta>")


def photographs():
    save("cmyk.jpg", quarters().convert("CMYK"), quality=95)
    save("grey.jpg", quarters().convert("L"), quality=95)
    save("progressive.jpg", quarters(), quality=95, progressive=True, subsampling=0)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    save("profile.jpg", quarters(), quality=90, icc_profile=profile, optimize=True)
    # A film hung on behind the end, as phones do it.
    whole = (HERE / "turned-1.jpg").read_bytes()
    (HERE / "film.jpg").write_bytes(whole + b"\0\0\0\x18ftypmp42 a secret place")


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def interlaced():
    """Pillow writes none: Adam7 by hand (W3C PNG, 8)."""
    picture, rows = quarters(), b""
    for x0, y0, dx, dy in ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)):
        for y in range(y0, 16, dy):
            rows += b"\0" + b"".join(bytes(picture.getpixel((x, y))) for x in range(x0, 24, dx))
    header = struct.pack(">IIBBBBB", 24, 16, 8, 2, 0, 0, 1)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    (HERE / "interlaced.png").write_bytes(b"\x89PNG\r\n\x1a\n" + parts)


def sixteen():
    picture, rows = quarters(), b""
    for y in range(16):
        rows += b"\0" + b"".join(struct.pack(">HHH", *(v * 257 for v in picture.getpixel((x, y)))) for x in range(24))
    header = struct.pack(">IIBBBBB", 24, 16, 16, 2, 0, 0, 0)
    text = chunk(b"tEXt", b"Comment\0a secret place") + chunk(b"tIME", b"\x07\xea\x0b\x15\x0c\0\0")
    parts = chunk(b"IHDR", header) + text + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    (HERE / "sixteen.png").write_bytes(b"\x89PNG\r\n\x1a\n" + parts)


def drawings():
    save("palette.png", quarters().quantize(4))
    save("grey.png", quarters().convert("L"))
    clear = quarters().convert("RGBA")
    clear.putpixel((0, 0), (0, 0, 0, 0))
    save("clear.png", clear)
    save("still.gif", quarters().quantize(4), comment=b"a secret place")
    save("lossy.webp", quarters(96, 64), quality=90)
    save("clear.webp", clear, lossless=True)
    save("clear-lossy.webp", clear.resize((96, 64), Image.Resampling.NEAREST), quality=90)
    interlaced()
    sixteen()


def frames():
    """A red ground; then a green square at the right; then a blue one below. Each adds to the one before."""
    first = Image.new("RGBA", (24, 16), (*RED, 255))
    second = first.copy()
    second.paste((*GREEN, 255), (16, 0, 24, 8))
    third = second.copy()
    third.paste((*BLUE, 255), (0, 8, 8, 16))
    return first, second, third


def moving():
    first, second, third = frames()
    for name in ("moving.gif", "moving.png", "moving.webp"):
        more = {"lossless": True} if name.endswith("webp") else {}
        save(name, first, save_all=True, append_images=[second, third], duration=[50, 200, 10], loop=0, **more)
    save("hidden.png", first, save_all=True, append_images=[second, third], duration=100, default_image=True)


def refused():
    save("refused.avif", quarters())
    save("refused.bmp", quarters())
    save("refused.tiff", quarters())
    save("refused.ico", quarters(), sizes=[(16, 16)])
    heic = b"ftypheic\0\0\0\0mif1heic"
    (HERE / "refused.heic").write_bytes(struct.pack(">I", len(heic) + 4) + heic)
    svg = "<?xml version='1.0'?>\n<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>\n"
    (HERE / "refused.svg").write_text(svg)


cameras()
photographs()
drawings()
moving()
refused()
