"""The stage of `make demo`: a private Prosody, a talkative peer, and our window between them.

scripts/demo installs, builds and starts this. Everything lives below one temporary directory and
ends when the window does, when this process is told to end, and when anything goes wrong.
"""

import argparse
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from demo_stage import DEADLINE_S, Failed, Lines, Stage, poll, say
from demo_window import close_window, converse, start_display, take_picture

HERE = Path(__file__).resolve().parent
PEER = HERE.parent / "tests" / "interop" / "slixmpp_peer.py"

DOMAIN = "localhost"
ALICE, BOB = f"alice@{DOMAIN}", f"bob@{DOMAIN}"
PASSWORDS = {"alice": "a red drop of wax", "bob": "a yellow tail band"}
GREETING = "Hello Alice! I am Bob. Write me something, and I will answer."

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
https_ports = {{ {https} }}
https_interfaces = {{ "127.0.0.1" }}
https_ssl = {{ certificate = "{directory}/server.crt"; key = "{directory}/server.key" }}
log = {{ {{ levels = {{ min = "info" }}, to = "file", filename = "{directory}/prosody.log" }} }}
authentication = "internal_plain"
storage = "internal"
c2s_require_encryption = true
ssl = {{ certificate = "{directory}/server.crt"; key = "{directory}/server.key" }}
modules_enabled = {{
  "disco", "roster", "saslauth", "tls", "blocklist", "carbons", "pep", "smacks", "csi_simple",
  "ping", "time", "version", "posix", "mam", "offline", "bookmarks", "vcard4", "vcard_legacy",
}}
modules_disabled = {{ "s2s" }}
VirtualHost "{domain}"
Component "upload.{domain}" "http_file_share"
  http_host = "{domain}"
  http_external_url = "https://{domain}:{https}/"
  http_file_share_size_limit = 1024 * 1024 * 1024
  http_file_share_access = {{ "{domain}" }}
Component "rooms.{domain}" "muc"
  modules_enabled = {{ "muc_mam" }}
  muc_log_by_default = true
  muc_room_default_history_length = 0
"""


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


# ---- The server and the peer ---------------------------------------------------------------


def start_prosody(stage):
    make_certificates(stage.directory)
    for user, contact, name in (("alice", BOB, "Bob"), ("bob", ALICE, "Alice")):
        write_account(stage.directory / "data" / DOMAIN, user, contact, name)
    port, https = free_port(), free_port()
    config = stage.directory / "prosody.cfg.lua"
    config.write_text(
        PROSODY.format(directory=stage.directory, port=port, https=https, domain=DOMAIN)
    )
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


if __name__ == "__main__":
    sys.exit(main())
