"""A chat partner with OMEMO that people use: Dino, on a screen of its own, driven by JSON lines on stdin, telling what it
sees as JSON lines on stdout. What it has read is taken from its database. When this process ends, all that it has
started ends with it.

Dino asks its name server for a port and takes no certificate that the machine does not know. So it runs in namespaces
of its own, in which the server's port is 5222 and its authority the only one; nothing is changed outside of them, and
nobody has to be root for it. Who answers at a port there is this process outside.

Commands (key "do"):
  login           jid password port ca web state
                  "ca" is a file, "web" the port of what the server has of HTTP, "state" a folder for all that it keeps
                  -> {"event": "online", "jid"}, then {"event": "omemo_ready"} when its keys are published
  say             to body         in one line, encrypted -> {"event": "said", "body"}
  join            room            its only conversation, and encrypts there -> {"event": "joined", "room"}
  send_image      to path         a PNG, pasted, encrypted -> {"event": "sent", "data"}, as it has written it
  stop                            closes it -> {"event": "stopped"}
  start                           as it was -> {"event": "online", "jid"}, {"event": "omemo_ready"}
Events besides: message (of body encrypted), "of" is "me" or the address; file (name data encrypted), which it has fetched
by itself, "data" in Base64; error.
"""

import asyncio
import base64
import contextlib
import json
import os
import pathlib
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time

PORT = 5222
# Both can only be seen from inside.
DISPLAY, SCREEN = "127.0.0.1:7", "1000x700x24"
WIDTH, HEIGHT = 1000, 700
# Where its text is entered: below what was said.
INPUT = "620", "661"
# The button in the window that asks whether a room is to be joined.
JOIN = "631", "270"
# The first of the conversations, among which a room must be the only one.
FIRST = "150", "80"
# Numbers of its own.
CHAT, ROOM = 0, 1
OMEMO, COMPLETE = 2, 0
AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt"
BUS = """<busconfig>
  <type>session</type>
  <listen>unix:path={}/run/bus</listen>
  <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>
"""
LOOK = 0.1
QUIET = 0.7
PATIENCE = 25
# What nobody else holds on to is thrown away.
HELD = []


def tell(event, **fields):
    print(json.dumps({"event": event, **fields}, ensure_ascii=False), flush=True)


# ---- Outside ---------------------------------------------------------------------------------


async def pour(reader, writer):
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


def let_out(door):
    """Answers at a port of inside, which is handed over, in the name of a port of outside."""
    handed, fds, _, _ = socket.recv_fds(door, 16, 1)
    if not handed:
        asyncio.get_running_loop().remove_reader(door)
        return
    port = int(handed)

    async def out(reader, writer):
        with contextlib.suppress(OSError):
            there = await asyncio.open_connection("127.0.0.1", port)
            await asyncio.gather(pour(reader, there[1]), pour(there[0], writer))
        writer.close()

    HELD.append(asyncio.ensure_future(asyncio.start_server(out, sock=socket.socket(fileno=fds[0]))))


async def outside():
    door, theirs = socket.socketpair()
    # Only who is not root has to become it inside; below another root directory nobody could.
    names = ("--user", "--map-root-user") if os.geteuid() else ()
    spaces = "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"
    words = "unshare", *names, *spaces, sys.executable, __file__, str(theirs.fileno())
    inner = await asyncio.create_subprocess_exec(*words, pass_fds=[theirs.fileno()])
    theirs.close()
    asyncio.get_running_loop().add_reader(door, let_out, door)
    await inner.wait()


# ---- Inside ----------------------------------------------------------------------------------


class Dino:
    def __init__(self, command, door):
        self.door = door
        self.home = pathlib.Path(command["state"])
        self.jid, self.password = command["jid"], command["password"]
        self.command = command
        self.data = self.home / "data/dino"
        self.log = self.home / "xmpp.log"
        self.process = self.talk = None
        self.known = self.begun = 0
        self.fetched, self.encrypted = set(), set()
        self.held = []
        places = {"HOME": ".", "XDG_CONFIG_HOME": "config", "XDG_DATA_HOME": "data", "XDG_CACHE_HOME": "cache",
                  "XDG_RUNTIME_DIR": "run", "TMPDIR": "tmp"}
        self.facts = {name: str(self.home / place) for name, place in places.items()}
        for place in self.facts.values():
            pathlib.Path(place).mkdir(mode=0o700, parents=True, exist_ok=True)
        self.facts |= {"DISPLAY": DISPLAY, "DBUS_SESSION_BUS_ADDRESS": f"unix:path={self.home}/run/bus",
                       "GDK_BACKEND": "x11", "GSK_RENDERER": "cairo", "GTK_A11Y": "none", "LC_ALL": "C.UTF-8",
                       "PATH": os.environ["PATH"]}

    async def prepare(self):
        # It believes to be off line without a way to somewhere; this one ends nowhere.
        for words in ("link set lo up", "link add v0 type veth peer name v1", "address add 10.99.0.1/24 dev v0",
                      "link set v0 up", "link set v1 up", "route add default dev v0"):
            await self.run("ip", *words.split())
        # Nobody answers there, which it is told at once.
        nowhere = self.home / "resolv.conf"
        nowhere.write_text("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
        for ours, theirs in (self.command["ca"], AUTHORITIES), (nowhere, "/etc/resolv.conf"):
            await self.run("mount", "--bind", str(ours), os.path.realpath(theirs))
        web = self.command["web"]
        for here, there in ((PORT, self.command["port"]), (web, web)):
            if not there:
                continue
            with socket.create_server(("127.0.0.1", here)) as port:
                socket.send_fds(self.door, [b"%d" % there], [port.fileno()])
        unseen = "-listen", "tcp", "-nolisten", "unix", "-nolisten", "local", "-nolock"
        await self.keep("Xvfb", ":7", "-screen", "0", SCREEN, *unseen)
        await self.wait("a screen", lambda: answers(6007))
        await self.keep("openbox")
        # Nothing is started on it that a desktop would have.
        bus = self.home / "bus.conf"
        bus.write_text(BUS.format(self.home))
        await self.keep("dbus-daemon", f"--config-file={bus}", "--nofork", "--nopidfile")
        await self.wait("a bus", (self.home / "run/bus").exists)

    async def keep(self, *words):
        """Starts what is to run as long as this."""
        log = open(self.home / f"{words[0]}.log", "ab")
        kept = await asyncio.create_subprocess_exec(
            *words, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log, env=self.facts, cwd=self.home)
        self.held.append(kept)
        return kept

    async def run(self, *words):
        ran = await asyncio.create_subprocess_exec(
            *words, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
            env=self.facts)
        told, _ = await asyncio.wait_for(ran.communicate(), PATIENCE)
        if ran.returncode:
            raise OSError(f"{' '.join(words)}: {told.decode(errors='replace')}")
        return told.decode()

    async def wait(self, what, fits, patience=PATIENCE):
        end = time.monotonic() + patience
        while not (found := fits()):
            if time.monotonic() > end:
                raise TimeoutError(what + "\n" + self.logged()[-3000:])
            await asyncio.sleep(LOOK)
        return found

    def logged(self):
        return self.log.read_text(errors="replace")[self.begun:] if self.log.exists() else ""

    def rows(self, words, *facts, base="dino"):
        """What its database says; nothing while it has none."""
        try:
            with contextlib.closing(sqlite3.connect(f"file:{self.data}/{base}.db?mode=ro", uri=True, timeout=5)) as db:
                return db.execute(words, facts).fetchall()
        except sqlite3.OperationalError:
            return []

    async def open(self):
        self.begun += len(self.logged())
        log = open(self.log, "ab")
        self.process = await asyncio.create_subprocess_exec(
            "dino-im", "--print-xmpp", "no-ansi;all", stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log,
            env=self.facts, cwd=self.home)
        self.talk = None

    async def close(self):
        self.process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(self.process.wait(), PATIENCE)

    async def begin(self):
        await self.prepare()
        # Its tables are of its own making.
        await self.open()
        await self.wait("its tables", lambda: self.rows("select 1 from sqlite_master where name='settings'"))
        await self.wait("its window", lambda: self.windows("--class", "dino"))
        await self.close()
        account = "insert into account (bare_jid, resourcepart, password, enabled) values (?, 'dino', ?, 1)"
        self.write(account, self.jid, self.password)
        for name, size in ("window_width", WIDTH), ("window_height", HEIGHT):
            self.write("insert or replace into settings (key, value) values (?, ?)", name, size)
        await self.do_start({})

    def windows(self, *of):
        found = subprocess.run(["xdotool", "search", "--onlyvisible", *of], env=self.facts, timeout=PATIENCE,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        return found.stdout.split()

    async def look_at(self, to):
        """Opens a conversation, encrypted, as a link to it does."""
        if self.talk == to:
            return
        if (to, CHAT) not in self.encrypted:
            await self.encrypt(to, CHAT)
        await self.run("dino-im", f"xmpp:{to}?message")
        opened = "select 1 from conversation join jid on jid.id=jid_id where bare_jid=? and type=? and active=1"
        await self.wait("the conversation", lambda: self.rows(opened, to, CHAT))
        self.talk = to

    async def encrypt(self, to, kind):
        """A person chooses it in a menu; in its tables it can be written while it does not run."""
        await self.close()
        self.write("insert or ignore into jid (bare_jid) values (?)", to)
        self.write("insert into conversation (account_id, jid_id, active, type) select account.id, jid.id, 0, ? "
                   "from account, jid where jid.bare_jid=? and not exists "
                   "(select 1 from conversation where jid_id=jid.id and type=?)", kind, to, kind)
        self.write("update conversation set encryption=? where type=? and jid_id=(select id from jid where bare_jid=?)",
                   OMEMO, kind, to)
        self.encrypted.add((to, kind))
        await self.do_start({})

    async def do_join(self, command):
        room = command["room"]
        await self.encrypt(room, ROOM)
        before = await self.middle()
        await self.run("dino-im", f"xmpp:{room}?join")
        await self.settled(before)
        there = lambda: f":from='{room}/" in self.logged()
        await self.enter(there, "mousemove", *JOIN, "click", "1")
        await self.quiet()
        # A link to it would ask again.
        await self.press("mousemove", *FIRST, "click", "1")
        self.talk = room
        tell("joined", room=room)

    def write(self, words, *facts):
        with contextlib.closing(sqlite3.connect(self.data / "dino.db")) as db:
            db.execute(words, facts)
            db.commit()

    async def paste(self, kind, data):
        source = self.home / "pasted"
        source.write_bytes(data)
        # It stays as long as what it has may be asked for.
        await self.keep("xclip", "-selection", "clipboard", "-t", kind, "-quiet", "-i", str(source))
        await asyncio.sleep(LOOK)
        await self.press("mousemove", *INPUT, "click", "1")
        await self.press("key", "ctrl+v")

    async def press(self, *words):
        return await self.run("xdotool", *words)

    async def enter(self, done, *press):
        """Presses Return until it has been of use: what was pasted comes a moment later, and on nothing it does nothing."""
        for _ in range(PATIENCE):
            await asyncio.sleep(3 * LOOK)
            await self.press(*(press or ("key", "Return")))
            with contextlib.suppress(TimeoutError):
                return await self.wait("", done, patience=1)
        raise TimeoutError(self.logged()[-3000:])

    async def do_say(self, command):
        await self.look_at(command["to"])
        await self.paste("UTF8_STRING", command["body"].encode())
        said = "select 1 from message where direction=1 and body=?"
        await self.enter(lambda: self.rows(said, command["body"]))
        tell("said", body=command["body"])

    async def do_send_image(self, command):
        await self.look_at(command["to"])
        before = await self.middle()
        await self.paste("image/png", pathlib.Path(command["path"]).read_bytes())
        # It asks whether it is to, on top of what was said.
        await self.settled(before)
        sent = "select path from file_transfer where direction=1 and state=? and encryption=?"
        known = self.rows(sent, COMPLETE, OMEMO)
        await self.enter(lambda: self.rows(sent, COMPLETE, OMEMO) != known)
        # It has pasted it as words, too.
        await self.press("key", "ctrl+a", "key", "BackSpace")
        tell("sent", data=self.file(self.rows(sent, COMPLETE, OMEMO)[-1][0]))

    async def middle(self):
        """What is to be seen in the middle of its screen."""
        return await self.run("import", "-window", "root", "-crop", "300x300+500+200", "-depth", "8", "txt:-")

    async def settled(self, before):
        """Something else is to be seen there, and holds still."""
        now = before
        for _ in range(PATIENCE):
            earlier, now = now, await self.middle()
            if before != now == earlier:
                return
            await asyncio.sleep(5 * LOOK)
        raise TimeoutError("nothing has changed")

    def file(self, path):
        return base64.b64encode((self.data / "files" / path).read_bytes()).decode()

    async def do_stop(self, _):
        await self.close()
        tell("stopped")

    async def do_start(self, _):
        await self.open()
        await self.wait("it signs in", lambda: ":presence " in self.logged())
        tell("online", jid=self.jid)
        devices = "select device_id from identity"
        [(device,)] = await self.wait("its device", lambda: self.rows(devices, base="omemo"))
        # In this run or an earlier one.
        published = f"axolotl.bundles:{device}'"
        await self.wait("its keys are published", lambda: published in self.log.read_text(errors="replace"))
        # It asks and arranges more, each after the answer to what was before: whom they are shown to is the last of it.
        await self.quiet()
        if not self.is_listed(device):
            # ejabberd may know nothing of a node that is made at the same time as another: then it stays without a list.
            await self.close()
            return await self.do_start({})
        tell("omemo_ready", device=device)

    async def quiet(self):
        length = -1
        while length != (length := len(self.logged())):
            await asyncio.sleep(QUIET)

    def is_listed(self, device):
        """Whether the server has told it so."""
        told = re.split(r"^XMPP (?=IN|OUT)", self.log.read_text(errors="replace"), flags=re.MULTILINE)
        named = re.compile(rf"axolotl}}:device [^>]*'{device}'")
        return any(one.startswith("IN") and ":error " not in one and named.search(one) for one in told)

    def tell_news(self):
        new = self.rows("select message.id, direction, encryption, body, bare_jid from message "
                        "join jid on jid.id=counterpart_id where message.id>? order by message.id", self.known)
        for row, direction, encryption, body, who in new:
            self.known = row
            tell("message", of="me" if direction else who, body=body, encrypted=encryption == OMEMO)
        files = self.rows("select id, file_name, path, encryption from file_transfer where direction=0 and state=?", COMPLETE)
        for row, name, path, encryption in files:
            if row not in self.fetched:
                self.fetched.add(row)
                tell("file", name=name, data=self.file(path), encrypted=encryption == OMEMO)


def answers(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


async def watch(peer):
    while True:
        peer.tell_news()
        await asyncio.sleep(LOOK)


async def read(queue):
    reader = asyncio.StreamReader(limit=16 * 1024 * 1024)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        queue.put_nowait(json.loads(line))
    # Whatever it is at: all that runs in the namespace ends with its first process.
    os._exit(0)


async def inside(door):
    peer = None
    queue = asyncio.Queue()
    watching = [asyncio.create_task(read(queue))]
    while command := await queue.get():
        try:
            if command["do"] == "login":
                peer = Dino(command, door)
                await peer.begin()
                watching.append(asyncio.create_task(watch(peer)))
            else:
                await getattr(peer, "do_" + command["do"])(command)
        except Exception as error:  # a peer that dies in silence helps nobody
            tell("error", of=command.get("do", "?"), error=f"{type(error).__name__}: {error}"[:5000])


if __name__ == "__main__":
    asyncio.run(inside(socket.socket(fileno=int(sys.argv[1]))) if sys.argv[1:] else outside())
