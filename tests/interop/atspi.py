"""A screen reader that none of us wrote: pyatspi, as Orca uses it, driven by JSON lines on stdin, telling
what it sees and hears as JSON lines on stdout. It needs a session bus of its own (dbus-run-session).

Commands (key "do"); role, name (a part of it) and states choose the first node that fits, waited for:
  find    role name states        -> {"event": "found", role, name, description, states, ...}
  gone    role name               -> {"event": "gone"}, once there is no such node
  act     role name               its default action
  focus   role name
  write   role name text          other contents
  caret   role name offset
  select  role name start end
  all     role                    -> {"event": "all", "nodes": [...]}
  tree                            -> {"event": "tree", "lines": [...]}
Each of them answers with one line; {"event": "failed", "why"} where it could not be done.
Heard without being asked: {"event": "heard", "type", "detail", "words", "role", "name"}.
"""

import json
import os
import sys
import time
import traceback

import pyatspi
from gi.repository import Gio, GLib

# Who waits for longer than this waits for nothing; the test itself waits a little longer.
DEADLINE_S = 25
PAUSE_S = 0.05
APPLICATION = "waxwing"
# Focus, caret and what is read out; and what tells a reader that the tree has changed.
EVENTS = (
    "object:announcement",
    "object:text-caret-moved",
    "object:text-changed",
    "object:text-selection-changed",
    "object:state-changed:focused",
    "object:selection-changed",
    "window:activate",
)
# What nearly every node has is not worth a word.
USUAL = ("enabled", "sensitive", "visible", "showing")


class Failed(Exception):
    """It could not be done; the text says why."""


def tell(event, **fields):
    print(json.dumps({"event": event, **fields}, ensure_ascii=False), flush=True)


# ---- Looking ---------------------------------------------------------------------------------


def application():
    desktop = pyatspi.Registry.getDesktop(0)
    return next((app for app in desktop if app is not None and app.name == APPLICATION), None)


def nodes(root):
    """Everything below `root`; what vanishes while we look is passed over."""
    waiting = [root] if root is not None else []
    while waiting:
        node = waiting.pop()
        yield node
        try:
            waiting.extend(reversed([child for child in node if child is not None]))
        except GLib.Error:
            pass


def states(node):
    names = (pyatspi.stateToString(state) for state in node.getState().getStates())
    return sorted(name for name in names if name not in USUAL)


def describe(node):
    said = {
        "role": node.getRoleName(),
        "name": node.name,
        "description": node.description,
        "states": states(node),
        "sensitive": node.getState().contains(pyatspi.STATE_SENSITIVE),
        "attributes": dict(pair.split(":", 1) for pair in node.getAttributes()),
        "interfaces": pyatspi.listInterfaces(node),
    }
    if "Component" in said["interfaces"]:
        place = node.queryComponent().getExtents(pyatspi.WINDOW_COORDS)
        said["extents"] = [place.x, place.y, place.width, place.height]
    if "Text" in said["interfaces"]:
        text = node.queryText()
        said["text"] = text.getText(0, -1)
        said["caret"] = text.caretOffset
        said["selection"] = text.getSelection(0) if text.getNSelections() else None
        said["word"] = text.getStringAtOffset(text.caretOffset, pyatspi.TEXT_GRANULARITY_WORD)[0]
    if "Action" in said["interfaces"]:
        actions = node.queryAction()
        said["actions"] = [actions.getName(i) for i in range(actions.nActions)]
    return said


def fits(node, command):
    try:
        return (
            node.getRoleName() == command["role"]
            and command.get("name", "") in (node.name or "")
            and set(command.get("states", ())) <= set(states(node))
        )
    except GLib.Error:
        return False


def find(command):
    return next((node for node in nodes(application()) if fits(node, command)), None)


def until(look, what):
    """Looks again and again; what the bus brings meanwhile is taken in."""
    end = time.monotonic() + DEADLINE_S
    while time.monotonic() < end:
        if found := look():
            return found
        pause = time.monotonic() + PAUSE_S
        while time.monotonic() < pause:
            if not GLib.MainContext.default().iteration(False):
                time.sleep(0.005)
    raise Failed(f"not within {DEADLINE_S} s: {what}")


# ---- Commands --------------------------------------------------------------------------------


def obey(command):
    do = command["do"]
    if do == "tree":
        return tell("tree", lines=list(drawn(application(), 0)))
    if do == "all":
        found = [n for n in nodes(application()) if n.getRoleName() == command["role"]]
        return tell("all", nodes=[describe(node) for node in found])
    what = json.dumps(command, ensure_ascii=False)
    if do == "gone":
        until(lambda: find(command) is None, what)
        return tell("gone")
    node = until(lambda: find(command), what)
    if do == "act":
        until(lambda: node.getState().contains(pyatspi.STATE_SENSITIVE), f"enabled: {what}")
        done = node.queryAction().doAction(0)
    elif do == "focus":
        done = node.queryComponent().grabFocus()
    elif do == "write":
        done = node.queryEditableText().setTextContents(command["text"])
        # A secret is shown as dots, as many as it has letters.
        length = len(command["text"])
        until(lambda: node.queryText().characterCount == length, f"written: {what}")
    elif do == "caret":
        done = node.queryText().setCaretOffset(command["offset"])
    elif do == "select":
        done = node.queryText().addSelection(command["start"], command["end"])
    else:
        done = True
    if not done:
        raise Failed(f"refused: {what}")
    tell("found", **describe(node))


def drawn(node, depth):
    if node is None:
        return
    try:
        words = [node.getRoleName(), repr(node.name), *states(node)]
        yield "  " * depth + " ".join(words)
        for child in node:
            yield from drawn(child, depth + 1)
    except GLib.Error as error:
        yield "  " * depth + f"gone: {error.message}"


def heard(event):
    try:
        role, name = event.source.getRoleName(), event.source.name
    except (GLib.Error, AttributeError):
        role, name = "", ""
    words = event.any_data if isinstance(event.any_data, str) else ""
    tell("heard", type=str(event.type), detail=event.detail1, words=words, role=role, name=name)


def read(channel, condition, loop):
    line = channel.readline()
    if not line:
        loop.quit()
        return False
    try:
        obey(json.loads(line))
    except Exception as error:  # Whatever it is, the test has to know.
        tell("failed", why="".join(traceback.format_exception(error)))
    return True


def listen():
    """Tells the desktop that somebody reads the screen, as a screen reader does when it starts."""
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    value = GLib.Variant("(ssv)", ("org.a11y.Status", "IsEnabled", GLib.Variant("b", True)))
    name, path = "org.a11y.Bus", "/org/a11y/bus"
    properties = "org.freedesktop.DBus.Properties"
    bus.call_sync(name, path, properties, "Set", value, None, Gio.DBusCallFlags.NONE, -1)


def main():
    listen()
    for name in EVENTS:
        pyatspi.Registry.registerEventListener(heard, name)
    loop = GLib.MainLoop()
    # Unbuffered, so that no line waits in a buffer that nobody watches.
    stdin = os.fdopen(sys.stdin.fileno(), "rb", buffering=0, closefd=False)
    GLib.io_add_watch(stdin.fileno(), GLib.IO_IN | GLib.IO_HUP, lambda *_: read(stdin, _, loop))
    tell("ready", bus=os.environ["DBUS_SESSION_BUS_ADDRESS"])
    loop.run()


if __name__ == "__main__":
    main()
