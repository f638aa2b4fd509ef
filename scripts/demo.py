"""The stage of `make demo`: a private Prosody, a talkative peer, and our window between them.

scripts/demo installs, builds and starts this. Everything lives below one temporary directory and
ends when the window does, when this process is told to end, and when anything goes wrong.
"""

import argparse
import json
import os
import queue
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
PEER = HERE.parent / "tests" / "interop" / "slixmpp_peer.py"

DOMAIN = "localhost"
ALICE, BOB = f"alice@{DOMAIN}", f"bob@{DOMAIN}"
PASSWORDS = {"alice": "a red drop of wax", "bob": "a yellow tail band"}
GREETING = "Hello Alice! I am Bob. Write me something, and I will answer."
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

# No step takes longer than this on a machine under load; what does has failed.
DEADLINE_S = 60
# Xvfb and servers get this long to end in order, then they are killed.
GRACE_S = 3
# Between two looks at something that tells nothing by itself.
POLL_S = 0.1
# A window that does not change for so long has drawn what it had; less than the blink of a caret.
STILL_S = 0.3

PROSODY = """
run_as_root = true
daemonize = false
pidfile = "{directory}/prosody.pid"
data_path = "{directory}/data"
admin_socket = "{directory}/prosody.sock"
interfaces = {{ "127.0.0.1" }}
local_interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {port} }}
s2s_ports = {{ }}
http_ports = {{ }}
https_ports = {{ }}
log = {{ {{ levels = {{ min = "info" }}, to = "file", filename = "{directory}/prosody.log" }} }}
authentication = "internal_plain"
storage = "internal"
c2s_require_encryption = true
ssl = {{ certificate = "{directory}/server.crt"; key = "{directory}/server.key" }}
modules_enabled = {{
  "disco", "roster", "saslauth", "tls", "blocklist", "carbons", "pep", "smacks", "csi_simple",
  "ping", "time", "version", "posix", "mam", "offline",
}}
modules_disabled = {{ "s2s", "http" }}
VirtualHost "{domain}"
"""


class Failed(Exception):
    """Something did not work out; the text says what, for people."""


class Stage:
    """All that runs for the demo, and its directory; `close` ends it."""

    def __init__(self, directory):
        self.directory = Path(directory)
        self.environment = dict(os.environ)
        self.running = []
        self.window = None

    def start(self, command, **options):
        options.setdefault("stdin", subprocess.DEVNULL)
        options.setdefault("env", self.environment)
        try:
            # A session of its own: Ctrl+C reaches this process alone, which then ends the others.
            process = subprocess.Popen(command, start_new_session=True, **options)
        except OSError as error:
            raise Failed(f"{command[0]} can't be started: {error}") from error
        self.running.append(process)
        return process

    def log(self, name):
        return open(self.directory / f"{name}.log", "ab")

    def close(self):
        for process in reversed(self.running):
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(GRACE_S)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


class Lines:
    """A child that takes and gives JSON lines: the peer, or our engine without a window."""

    def __init__(self, stage, name, command):
        self.name = name
        self.process = stage.start(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stage.log(name)
        )
        self.events = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            try:
                self.events.put(json.loads(line))
            except ValueError:
                self.events.put({"not JSON": line.decode(errors="replace")})
        self.events.put(None)

    def say(self, command):
        try:
            self.process.stdin.write(json.dumps(command).encode() + b"\n")
            self.process.stdin.flush()
        except OSError as error:
            raise Failed(f"{self.name} has ended: {error}") from error

    def wait(self, what, wanted):
        """The first event that `wanted` accepts; those before it are passed over."""
        end = time.monotonic() + DEADLINE_S
        while (left := end - time.monotonic()) > 0:
            try:
                event = self.events.get(timeout=left)
            except queue.Empty:
                break
            if event is None:
                raise Failed(f"{self.name} ended while waiting for {what}")
            if wanted(event):
                return event
        raise Failed(f"{self.name}: no sign of {what} in {DEADLINE_S} s")


def main():
    options = arguments()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="waxwing-demo-") as directory:
        stage = Stage(directory)
        try:
            play(stage, options)
        except Failed as failure:
            print(f"demo: {failure}", file=sys.stderr)
            for log in sorted(stage.directory.glob("*.log")):
                text = log.read_text(errors="replace").strip()
                if text:
                    print(f"---- {log.name}\n{text[-3000:]}", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            return 130
        finally:
            stage.close()
    return 0


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/demo")
    parser.add_argument("--waxwing", required=True, type=Path, help="the program")
    parser.add_argument("--headless", action="store_true", help="on a display of its own")
    parser.add_argument("--screenshot", type=Path, help="with --headless: the picture to take")
    options = parser.parse_args()
    if options.headless != bool(options.screenshot):
        parser.error("--headless and --screenshot FILE belong together")
    return options


def play(stage, options):
    waxwing = str(options.waxwing.resolve())
    profile = stage.directory / "profile"
    port = start_prosody(stage)
    bob = start_bob(stage, port)
    sign_in(stage, [waxwing, "engine", "--profile", str(profile)], port, bob)
    command = [waxwing, "--profile", str(profile)]
    if options.headless:
        start_display(stage)
        window = converse(stage, stage.start(command, stderr=stage.log("window")), bob)
        take_picture(stage, window, options.screenshot)
        close_window(stage)
    else:
        say("the window is open; bob answers what you write to him. Close it to end the demo.")
        code = stage.start(command, stderr=None).wait()
        if code != 0:
            raise Failed(f"the window ended with {code}")


def say(text):
    print(f"demo: {text}", flush=True)


# ---- The server and the peer ---------------------------------------------------------------


def start_prosody(stage):
    make_certificates(stage.directory)
    for user, contact, name in (("alice", BOB, "Bob"), ("bob", ALICE, "Alice")):
        write_account(stage.directory / "data" / DOMAIN, user, contact, name)
    port = free_port()
    config = stage.directory / "prosody.cfg.lua"
    config.write_text(PROSODY.format(directory=stage.directory, port=port, domain=DOMAIN))
    output = stage.log("prosody-output")
    prosody = stage.start(
        ["prosody", "--config", str(config), "-F"], stdout=output, stderr=subprocess.STDOUT
    )

    def listens():
        if prosody.poll() is not None:
            raise Failed("Prosody has ended")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            return False
        return True

    poll("Prosody", listens)
    say(f"Prosody listens on 127.0.0.1:{port}")
    return port


def make_certificates(directory):
    """An authority of our own and a server certificate made out by it, good for two days."""

    def openssl(*words):
        done = subprocess.run(["openssl", *words], cwd=directory, capture_output=True, text=True)
        if done.returncode != 0:
            raise Failed(f"openssl {words[0]}: {done.stderr.strip()}")

    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc")
    openssl(
        *("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.crt", "-days", "2"),
        *("-subj", "/CN=Waxwing demo authority"),
        *("-addext", "keyUsage=critical,keyCertSign,cRLSign"),
    )
    openssl("req", *key, "-keyout", "server.key", "-out", "server.csr", "-subj", f"/CN={DOMAIN}")
    (directory / "server.ext").write_text(
        f"subjectAltName=DNS:{DOMAIN}\nbasicConstraints=critical,CA:FALSE\n"
        "keyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\n"
    )
    openssl(
        *("x509", "-req", "-in", "server.csr", "-CA", "ca.crt", "-CAkey", "ca.key"),
        *("-CAcreateserial", "-out", "server.crt", "-days", "2", "-extfile", "server.ext"),
    )


def write_account(host, user, contact, name):
    """An account with one contact, each seeing the other, in the files of Prosody's own store."""
    item = f'["{contact}"] = {{ ["name"] = "{name}"; ["subscription"] = "both"; ["groups"] = {{}}; }};'
    version = '[false] = { ["version"] = 1; ["pending"] = {}; };'
    files = {
        "accounts": f'return {{ ["password"] = "{PASSWORDS[user]}"; }};\n',
        "roster": f"return {{ {version} {item} }};\n",
    }
    for noun, text in files.items():
        folder = host / noun
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{user}.dat").write_text(text)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def start_bob(stage, port):
    bob = Lines(stage, "bob", [sys.executable, str(PEER), "--talkative"])
    login = {"jid": BOB, "password": PASSWORDS["bob"], "host": "127.0.0.1", "port": port}
    bob.say({"do": "login", "ca": str(stage.directory / "ca.crt"), **login})
    came = bob.wait("bob online", lambda event: event.get("event") in ("online", "failed"))
    if came["event"] == "failed":
        raise Failed(f"bob could not sign in: {came}")
    bob.say({"do": "presence", "status": "I answer everything"})
    return bob


# ---- Our side ------------------------------------------------------------------------------


def sign_in(stage, command, port, bob):
    """Signs alice in without a window, and waits until bob's greeting is in the profile."""
    engine = Lines(stage, "engine", command)
    settings = {"host": "127.0.0.1", "port": port, "ca_file": str(stage.directory / "ca.crt")}
    account = {"address": ALICE, "password": PASSWORDS["alice"], "settings": settings}
    engine.say({"account": {"sign_in": {"request": 1, **account}}})
    done = engine.wait("the end of the sign-in", lambda event: "done" in event)["done"]
    if "Ok" not in done[1]:
        raise Failed(f"alice could not sign in: {done[1]}")
    bob.say({"do": "send", "to": ALICE, "body": GREETING, "state": "active", "receipt": True})
    engine.wait("bob's greeting", lambda event: GREETING.startswith(last_text(event)))
    engine.say("shutdown")
    try:
        code = engine.process.wait(DEADLINE_S)
    except subprocess.TimeoutExpired as error:
        raise Failed("the engine does not end") from error
    if code != 0:
        raise Failed(f"the engine ended with {code}")
    say(f"{ALICE} has signed in and heard from {BOB}")


def last_text(event):
    """How bob's newest message begins, where an event tells it."""
    conversation = event.get("conversation")
    changed = conversation.get("changed", {}) if isinstance(conversation, dict) else {}
    last = changed.get("last") if changed.get("jid") == BOB else None
    # What is not there is no beginning of anything; a preview may be cut short.
    return last["text"].rstrip("…").rstrip() if last else "\0"


# ---- The window, driven as a person would ----------------------------------------------------


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


def poll(what, ready, every=POLL_S):
    end = time.monotonic() + DEADLINE_S
    while time.monotonic() < end:
        if found := ready():
            return found
        time.sleep(every)
    raise Failed(f"no sign of {what} in {DEADLINE_S} s")


if __name__ == "__main__":
    sys.exit(main())
