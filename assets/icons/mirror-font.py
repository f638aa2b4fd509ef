#!/usr/bin/env python3
"""Makes waxwing-icons-mirrored.ttf from waxwing-icons.ttf: the signs that point, turned around, under the
same code points. Languages that are written from right to left are shown these.

    pip install fonttools
    assets/icons/mirror-font.py
"""
import pathlib

from fontTools import subset
from fontTools.pens.reverseContourPen import ReverseContourPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

# The code points of `Icon::points` in app/src/icon.rs.
POINTING = [0xE048, 0xE06E, 0xE06F, 0xE0A7, 0xE0B9, 0xE10E, 0xE239, 0xE2A0, 0xE2A1, 0xE4F2]

here = pathlib.Path(__file__).parent
font = TTFont(here / "waxwing-icons.ttf")
subsetter = subset.Subsetter(subset.Options(hinting=False, name_IDs=["*"], notdef_outline=True))
subsetter.populate(unicodes=POINTING)
subsetter.subset(font)
glyphs, widths = font.getGlyphSet(), font["hmtx"]
turned = {}
for name in font.getGlyphOrder():
    pen = TTGlyphPen(glyphs)
    width = widths[name][0]
    glyphs[name].draw(TransformPen(ReverseContourPen(pen), (-1, 0, 0, 1, width, 0)))
    turned[name] = pen.glyph()
for name, glyph in turned.items():
    font["glyf"][name] = glyph
    glyph.recalcBounds(font["glyf"])
    widths[name] = (widths[name][0], getattr(glyph, "xMin", 0))
for record in font["name"].names:
    if record.nameID in (1, 3, 4, 6):
        record.string = "WaxwingIconsMirrored" if record.nameID == 6 else "Waxwing Icons Mirrored"
font.save(here / "waxwing-icons-mirrored.ttf")
