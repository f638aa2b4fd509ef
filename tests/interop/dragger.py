#!/usr/bin/python3
"""A file manager in small, made with GTK: a window from which files can be dragged.

    dragger.py X Y FILE...

Says "ready" when its window stands at X, Y, "dragging" when a drag has begun, and "asked" when the files were
asked for, each on a line of its own. It ends with its standard input.
"""
import pathlib
import sys
import threading

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402

EDGE = 120


def say(word):
    print(word, flush=True)


def asked(_widget, _context, data, _info, _time, files):
    data.set_uris([pathlib.Path(file).as_uri() for file in files])
    say("asked")


def main():
    x, y, files = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    window = Gtk.Window(title="Dragger")
    window.set_decorated(False)
    window.set_keep_above(True)
    window.set_accept_focus(False)
    window.set_default_size(EDGE, EDGE)
    box = Gtk.EventBox()
    box.add(Gtk.Label(label="drag me"))
    window.add(box)
    box.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
    box.drag_source_add_uri_targets()
    box.connect("drag-begin", lambda *_: say("dragging"))
    box.connect("drag-data-get", asked, files)
    window.connect("map-event", lambda *_: GLib.idle_add(say, "ready"))
    window.move(x, y)
    window.show_all()

    def wait():
        sys.stdin.read()
        GLib.idle_add(Gtk.main_quit)

    threading.Thread(target=wait, daemon=True).start()
    Gtk.main()


main()
