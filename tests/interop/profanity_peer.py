"""A chat partner with OMEMO that people use: Profanity, in a terminal of its own, driven by JSON lines on stdin, telling
what it sees as JSON lines on stdout. What it has read is taken from the log of conversations that it keeps, and what
it does from its log. When this process ends its terminal closes, and Profanity ends with it.

Commands (key "do"):
  login           jid password host port state
                  "state" is a folder for all that it keeps
                  -> {"event": "online", "jid"}, then {"event": "omemo_ready"} when its keys are published
  say             to body         in one line, encrypted -> {"event": "said", "body"}
  join            room nick       and encrypts there -> {"event": "joined", "room"}
  say_in          room body
  correct         body            of what was said last, where it was said
  send_file       to path
  save            link size       fetches a file and decrypts it -> {"event": "saved", "data"} in Base64
  stop                            ends the program -> {"event": "stopped"}
  start                           as it was -> {"event": "online", "jid"}
Events besides: message (of in body): "of" is the address or the nick, "in" the name of the log; error.
"""

import asyncio
import base64
import fcntl
import json
import os
import pathlib
import pty
import re
import struct
import sys
import termios
import time

LINE = re.compile(r"^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d) - (.*?): (.*)$")
SETTINGS = """[logging]
chlog=true
grlog=true
rotate=false

[omemo]
policy=automatic
trustmode=blind
log=on

[ui]
splash=false
tips=false
"""
ACCOUNT = """[{jid}]
enabled=true
jid={jid}
server={host}
port={port}
tls.policy=trust
password={password}
resource=profanity
presence.last=online
presence.login=online
"""
LOOK = 0.1
PATIENCE = 25
# It reads its keyboard a few times a second.
TYPED = 0.3


def tell(event, **fields):
    print(json.dumps({"event": event, **fields}, ensure_ascii=False), flush=True)


class Profanity:
    def __init__(self, command):
        self.home = pathlib.Path(command["state"])
        self.jid = command["jid"]
        self.window = self.terminal = self.process = None
        self.read = {}
        self.log = self.home / "data/profanity/logs/profanity.log"
        # Where in its log this run begins.
        self.begun = 0
        for place, text in ("config/profanity/profrc", SETTINGS), ("data/profanity/accounts", ACCOUNT.format(**command)):
            path = self.home / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def logged(self):
        return self.log.read_text(errors="replace")[self.begun:] if self.log.exists() else ""

    async def wait(self, what, fits):
        end = time.monotonic() + PATIENCE
        while not (found := fits()):
            if time.monotonic() > end:
                omemo = [line[12:] for line in self.log.read_text(errors="replace").splitlines() if "OMEMO" in line]
                raise TimeoutError(what + "\n" + "\n".join(line[:120] for line in omemo[-40:]))
            await asyncio.sleep(LOOK)
        return found

    async def type(self, line):
        os.write(self.terminal, line.encode() + b"\r")
        await asyncio.sleep(TYPED)

    async def run(self):
        self.begun = len(self.logged()) + self.begun
        places = {"XDG_CONFIG_HOME": "config", "XDG_DATA_HOME": "data", "HOME": ".", "TMPDIR": "."}
        facts = {name: str(self.home / place) for name, place in places.items()}
        facts |= {"TERM": "xterm", "LANG": "C.UTF-8", "PATH": os.environ["PATH"]}
        self.terminal, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 160, 0, 0))
        words = "profanity", "-l", "DEBUG", "-a", self.jid
        self.process = await asyncio.create_subprocess_exec(
            *words, stdin=theirs, stdout=theirs, stderr=theirs, env=facts, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(theirs)
        asyncio.get_running_loop().add_reader(self.terminal, self.drain)
        self.window = None
        await self.wait("it signs in", lambda: "logged in successfully" in self.logged())
        tell("online", jid=self.jid)

    def drain(self):
        try:
            os.read(self.terminal, 65536)
        except OSError:  # nobody is there any more
            asyncio.get_running_loop().remove_reader(self.terminal)

    async def begin(self):
        await self.run()
        # What it makes before it knows what the server can do, it publishes in the next run.
        await self.type("/omemo gen")
        await self.wait("its keys are there", lambda: "publish crypto materials" in self.logged())
        await self.do_stop({})
        await self.do_start({})

    async def look_at(self, to, opening):
        if self.window != to:
            await self.type(opening)
            if opening.startswith("/msg"):
                await self.type(f"/omemo start {to}")
            self.window = to

    def news(self):
        """What stands in the logs that did not stand there."""
        logs = self.home / "data/profanity/chatlogs"
        for path in sorted(logs.glob("**/*.log")):
            text = path.read_text(errors="replace")
            known = self.read.get(path, 0)
            self.read[path] = text.rfind("\n") + 1
            for line in text[known:self.read[path]].splitlines():
                if parts := LINE.match(line):
                    yield path.parent.name if path.parent.parent.name == "rooms" else "", parts[1], parts[2]

    def tell_news(self):
        for room, who, body in self.news():
            tell("message", **{"in": room, "of": who, "body": body})

    async def do_say(self, command):
        await self.look_at(command["to"], f"/msg {command['to']}")
        await self.type(command["body"])
        tell("said", body=command["body"])

    async def do_join(self, command):
        room = command["room"]
        await self.type(f"/join {room} nick {command['nick']}")
        self.window = room
        await self.wait("it is in the room", lambda: f'from="{room}/{command["nick"]}"' in self.logged())
        await self.type("/omemo start")
        tell("joined", room=room)

    async def do_say_in(self, command):
        await self.look_at(command["room"], f"/join {command['room']}")
        # On entering it may have known too little of the room to begin; once it has begun this changes nothing.
        await self.type("/omemo start")
        await self.type(command["body"])
        tell("said", body=command["body"])

    async def do_correct(self, command):
        await self.type(f"/correct {command['body']}")
        tell("said", body=command["body"])

    async def do_send_file(self, command):
        await self.look_at(command["to"], f"/msg {command['to']}")
        await self.type(f"/sendfile {command['path']}")
        tell("said", body=command["path"])

    async def do_save(self, command):
        path = self.home / "saved"
        path.unlink(missing_ok=True)
        await self.type(f"/url save {command['link']} {path}")
        size = lambda: path.stat().st_size if path.exists() else 0
        await self.wait("the file is there", lambda: size() == command["size"])
        tell("saved", data=base64.b64encode(path.read_bytes()).decode())

    async def do_stop(self, _):
        await self.type("/quit")
        try:
            await asyncio.wait_for(self.process.wait(), PATIENCE)
        except TimeoutError:
            self.process.kill()
            raise
        asyncio.get_running_loop().remove_reader(self.terminal)
        os.close(self.terminal)
        tell("stopped")

    async def do_start(self, _):
        await self.run()
        # Only when the server shows its bundle, in this run or an earlier one, it makes a session with itself.
        seen = f"session with {self.jid} device"
        await self.wait("its keys are published", lambda: seen in self.log.read_text(errors="replace"))
        tell("omemo_ready")


async def watch(peer):
    while True:
        peer.tell_news()
        await asyncio.sleep(LOOK)


async def commands():
    reader = asyncio.StreamReader(limit=16 * 1024 * 1024)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        yield json.loads(line)


async def main():
    peer = watching = None
    async for command in commands():
        try:
            if command["do"] == "login":
                peer = Profanity(command)
                await peer.begin()
                watching = asyncio.create_task(watch(peer))
            else:
                await getattr(peer, "do_" + command["do"])(command)
        except Exception as error:  # a peer that dies in silence helps nobody
            tell("error", of=command.get("do", "?"), error=str(error)[:5000])
    if watching is not None:
        watching.cancel()


if __name__ == "__main__":
    asyncio.run(main())
