"""The window of the demo on a display of its own, driven and looked at as a person would."""

import os
import subprocess

from demo_stage import DEADLINE_S, Failed, poll, say

FROM_WINDOW = "Hello Bob, this comes from the window"

# What the window calls itself: the class of an X11 window, the app_id on Wayland.
WINDOW_CLASS = "im.waxwing.Waxwing"
WINDOW = (1000, 700)
# Higher than the window, which has a title bar.
SCREEN = (1000, 740)
# Places in the window: the middle of the first row of the conversation list, below the search field.
FIRST_ROW = (150, 92)
# The middle of the composer.
COMPOSER = (640, 668)

# A painted window, with the edges of its letters, has more colours than this; an empty one has not.
COLOURS = 32

# A window that does not change for so long has drawn what it had; less than the blink of a caret.
STILL_S = 0.3


def start_display(stage):
    size = f"{SCREEN[0]}x{SCREEN[1]}x24"
    read_end, write_end = os.pipe()
    command = ["Xvfb", "-displayfd", str(write_end), "-screen", "0", size, "-nolisten", "tcp"]
    stage.start(command, pass_fds=[write_end], stderr=stage.log("xvfb"))
    os.close(write_end)
    with os.fdopen(read_end) as told:
        number = told.readline().strip()
    if not number:
        raise Failed("Xvfb did not start")
    stage.environment["DISPLAY"] = f":{number}"
    stage.environment.pop("WAYLAND_DISPLAY", None)
    # Without a window manager no window ever gets the keyboard.
    stage.start(["openbox"], stdout=stage.log("openbox"), stderr=subprocess.STDOUT)
    # A window that comes while it is still starting is never taken care of.
    poll("a window manager", lambda: manages(stage))


def manages(stage):
    ask = ["xdotool", "get_num_desktops"]
    done = subprocess.run(ask, env=stage.environment, capture_output=True, check=False)
    return done.returncode == 0


def converse(stage, process, bob):
    """Writes to bob in the window; his answer comes back, and the window says that it arrived."""
    stage.window = process
    found = poll("the window", lambda: find_window(stage))
    xdotool(stage, "windowactivate", "--sync", found)
    xdotool(stage, "windowmove", found, "0", "0")
    xdotool(stage, "windowsize", found, str(WINDOW[0]), str(WINDOW[1]))
    settled(stage, found)
    click(stage, found, FIRST_ROW)
    click(stage, found, COMPOSER)
    xdotool(stage, "type", "--delay", "20", FROM_WINDOW)
    xdotool(stage, "key", "Return")
    heard = lambda event: event.get("event") == "message" and event.get("body") == FROM_WINDOW
    bob.wait("what was written in the window", heard)
    say("bob has read what was written in the window")
    bob.wait("the window's receipt for bob's answer", lambda event: event.get("event") == "receipt")
    say("the window has received bob's answer")
    return found


def find_window(stage):
    if stage.window.poll() is not None:
        raise Failed(f"the window has ended with {stage.window.returncode}")
    search = ["xdotool", "search", "--onlyvisible", "--class", WINDOW_CLASS.replace(".", r"\.")]
    found = subprocess.run(search, env=stage.environment, capture_output=True, text=True)
    return found.stdout.split()[0] if found.stdout.split() else None


def click(stage, window, place):
    at = [str(side) for side in place]
    xdotool(stage, "mousemove", "--window", window, *at, "click", "1")


def xdotool(stage, *words):
    command = ["xdotool", *words]
    done = subprocess.run(
        command, env=stage.environment, capture_output=True, text=True, timeout=DEADLINE_S
    )
    if done.returncode != 0:
        raise Failed(f"xdotool {words[0]}: {done.stderr.strip()}")


def take_picture(stage, window, path):
    picture = settled(stage, window)
    path.parent.mkdir(parents=True, exist_ok=True)
    convert = ["convert", "ppm:-", "-strip", str(path)]
    done = subprocess.run(convert, input=picture, capture_output=True)
    if done.returncode != 0:
        raise Failed(f"no picture: {done.stderr.decode(errors='replace').strip()}")
    pixels = picture.split(b"\n255\n", 1)[1]
    if len(set(zip(pixels[0::3], pixels[1::3], pixels[2::3]))) < COLOURS:
        raise Failed(f"the window is (almost) one colour, see {path}")
    say(f"picture: {path}")


def settled(stage, window):
    """Waits until the window stands still for a moment, and gives that picture."""
    before = b""

    def still():
        nonlocal before
        grab = ["import", "-window", window, "-depth", "8", "ppm:-"]
        now = subprocess.run(grab, env=stage.environment, capture_output=True, check=False).stdout
        same, before = now == before and now != b"", now
        return same

    poll("a window that stands still", still, every=STILL_S)
    return before


def close_window(stage):
    """Closes it as a person does; it then has to end by itself, in order."""
    xdotool(stage, "key", "alt+F4")
    try:
        code = stage.window.wait(DEADLINE_S)
    except subprocess.TimeoutExpired as error:
        raise Failed("the window was closed, but the program goes on") from error
    if code != 0:
        raise Failed(f"the window ended with {code}")
    say("the window was closed and everything has ended")
