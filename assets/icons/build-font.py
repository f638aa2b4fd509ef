#!/usr/bin/env python3
"""Makes waxwing-icons.ttf from the font of the npm package lucide-static.

The SVG files in this folder name the icons; the font carries the same outlines, because a glyph is
rasterised once and tinted for free, while every SVG costs a renderer and a second font database.

    pip install fonttools && npm pack lucide-static && tar xzf lucide-static-*.tgz
    assets/icons/build-font.py package/font
"""
import json
import pathlib
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

here = pathlib.Path(__file__).parent
source = pathlib.Path(sys.argv[1])
codepoints = json.loads((source / "codepoints.json").read_text())
names = sorted(p.stem for p in here.glob("*.svg") if p.stem != "waxwing")

font = TTFont(source / "lucide.ttf")
options = subset.Options(hinting=False, name_IDs=["*"], notdef_outline=True)
subsetter = subset.Subsetter(options)
subsetter.populate(unicodes=[codepoints[name] for name in names])
subsetter.subset(font)
for record in font["name"].names:
    if record.nameID in (1, 3, 4, 6):
        record.string = "WaxwingIcons" if record.nameID == 6 else "Waxwing Icons"
font.save(here / "waxwing-icons.ttf")
for name in names:
    print(f"{name} U+{codepoints[name]:04X}")
