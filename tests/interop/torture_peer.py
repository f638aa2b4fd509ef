"""The other side of the torture run: slixmpp accounts with devices, none of which ever gives a message
up. JSON lines in, JSON lines out.

What a device says waits in its outbox until the archive of its own account shows it (XEP-0313), or, for
the room, until the room says it back or the room's archive shows it: a session that ends takes nothing
along. Before anything is sent again the archive is asked, so nothing is said twice. In the room one
message follows another only once that is there, so that what comes back is not overtaken. Each session
is a fresh slixmpp client; sessions are never resumed.

Commands (key "do"):
  device   name jid password host port ca room nick   keeps it signed in from now on, and in the room
  say      device to id body
  archive  tag jid password host port ca room   -> archive: everything the server keeps of the account or
                                                   the room
  end                                           -> ended
Events: online device, offline device why, accepted device id, archive tag rows, error, ended.
"""

import asyncio
import itertools
import json
import logging
import sys
import time
import xml.etree.ElementTree as ET

import slixmpp
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import MatchXPath

MAM = "{urn:xmpp:mam:2}"
RSM = "{http://jabber.org/protocol/rsm}"
FORM = "{jabber:x:data}"
FORWARDED = "{urn:xmpp:forward:0}forwarded"
DELAY = "{urn:xmpp:delay}delay"
MESSAGE = "{jabber:client}message"
BODY = "{jabber:client}body"
# What is encrypted, in either version of OMEMO, and for whom.
SEALED = ("{eu.siacs.conversations.axolotl}", "{urn:xmpp:omemo:2}")
PRESENCE = "{jabber:client}presence"
MUC = "http://jabber.org/protocol/muc"
OURSELVES = f"{{{MUC}#user}}x/{{{MUC}#user}}status[@code='110']"

# Seconds. A login that takes longer, and a question that waits longer, is a dead connection's.
LOGIN = 20
ANSWER = 20
# Between two looks at what is not in the archive yet.
LOOK = 2
# So long the archive may take to show something that was sent on a connection that works.
PATIENCE = 25
# Before signing in again.
PAUSE = 0.3
# Before knocking at the room again, and between two looks at what the room says.
SEATING = 3
GLANCE = 0.1
PAGE = 100


def tell(event, **fields):
    print(json.dumps({"event": event, **fields}, ensure_ascii=False), flush=True)


def readers(message):
    """The numbers of the devices that a message is encrypted for; nothing where it is in plain."""
    sealed = [one for ns in SEALED for one in message.findall(f"{ns}encrypted")]
    if not sealed:
        return None
    return [int(key.get("rid")) for one in sealed for key in one.iter() if key.get("rid")]


class Session(slixmpp.ClientXMPP):
    """One connection, from login to its end."""

    def __init__(self, account, resource):
        super().__init__(account["jid"] + "/" + resource, account["password"])
        self.ca_certs = account["ca"]
        self.enable_direct_tls = False
        for plugin in ("xep_0030", "xep_0184", "xep_0199", "xep_0203", "xep_0280"):
            self.register_plugin(plugin)
        self.plugin["xep_0184"].auto_request = False
        self.results = {}
        self.ready = asyncio.get_running_loop().create_future()
        self.over = asyncio.get_running_loop().create_future()
        self.add_event_handler("session_start", self.begin)
        self.add_event_handler("failed_all_auth", lambda _: self.finish("authentication"))
        self.add_event_handler("connection_failed", lambda e: self.finish(f"connect: {e}"))
        self.add_event_handler("stream_error", lambda e: self.finish(e["condition"]))
        self.add_event_handler("disconnected", lambda e: self.finish(str(e or "cut")))
        found = MatchXPath(f"{MESSAGE}/{MAM}result")
        self.register_handler(Callback("archive", found, self.found))
        # Our place in the room, whether we are there, and what has come from there.
        self.seat = None
        self.seated = False
        self.said_back = []
        self.register_handler(Callback("seat", MatchXPath(PRESENCE), self.learn_seat))
        self.register_handler(Callback("room", MatchXPath(MESSAGE), self.hear))
        self.address = (account["host"], account["port"])

    async def open(self):
        """Gives back why it failed, or nothing."""
        self.connect(*self.address)
        await asyncio.wait({self.ready, self.over}, timeout=LOGIN, return_when=asyncio.FIRST_COMPLETED)
        if self.ready.done() and not self.over.done():
            return None
        self.close("no login in time")
        return self.over.result()

    async def begin(self, _):
        try:
            self.send_presence()
            await asyncio.wait_for(self.get_roster(), ANSWER)
            await asyncio.wait_for(self.plugin["xep_0280"].enable(), ANSWER)
            if not self.ready.done():
                self.ready.set_result(None)
        except Exception as error:
            self.finish(repr(error))

    def enter(self, room, nick):
        self.seat = f"{room}/{nick}"
        presence = self.make_presence(pto=self.seat)
        join = ET.SubElement(presence.xml, f"{{{MUC}}}x")
        ET.SubElement(join, f"{{{MUC}}}history", {"maxstanzas": "0"})
        presence.send()

    def learn_seat(self, stanza):
        if self.seat is not None and stanza.xml.get("from") == self.seat:
            gone = stanza.xml.get("type") is not None
            if gone or stanza.xml.find(OURSELVES) is not None:
                self.seated = not gone

    def hear(self, stanza):
        sender, kind = stanza.xml.get("from", ""), stanza.xml.get("type")
        if self.seat is None:
            return
        if kind == "groupchat" and sender == self.seat:
            self.said_back.append(stanza.xml.get("id"))
        elif kind == "error" and sender == self.seat.split("/")[0]:
            # The room does not know us any more, or is not there.
            self.seated = False

    def finish(self, why):
        if not self.over.done():
            self.over.set_result(why)

    def close(self, why):
        self.finish(why)
        self.cancel_connection_attempt()
        self.abort()

    def found(self, stanza):
        result = stanza.xml.find(f"{MAM}result")
        rows = self.results.get(result.get("queryid"))
        forwarded = result.find(FORWARDED)
        message = None if forwarded is None else forwarded.find(MESSAGE)
        if rows is None or message is None:
            return
        delay = forwarded.find(DELAY)
        rows.append({
            "archive": result.get("id"),
            "stamp": "" if delay is None else delay.get("stamp"),
            "from": message.get("from", ""),
            "to": message.get("to", ""),
            "id": message.get("id", ""),
            "body": message.findtext(BODY),
            "sealed_for": readers(message),
        })

    async def page(self, start, after, room):
        """One page of our own archive or the room's, oldest first: its rows, the id to go on after, whether
        it ends."""
        iq = self.make_iq_set(ito=room or None)
        query_id = iq["id"]
        query = ET.Element(f"{MAM}query", {"queryid": query_id})
        form = ET.SubElement(query, f"{FORM}x", {"type": "submit"})
        self.field(form, "FORM_TYPE", "urn:xmpp:mam:2", "hidden")
        if start:
            self.field(form, "start", start)
        rsm = ET.SubElement(query, f"{RSM}set")
        ET.SubElement(rsm, f"{RSM}max").text = str(PAGE)
        if after:
            ET.SubElement(rsm, f"{RSM}after").text = after
        iq.append(query)
        rows = self.results[query_id] = []
        try:
            answer = await asyncio.wait_for(iq.send(timeout=ANSWER), ANSWER)
        finally:
            del self.results[query_id]
        fin = answer.xml.find(f"{MAM}fin")
        last = fin.findtext(f"{RSM}set/{RSM}last")
        return rows, last, fin.get("complete") == "true" or not last

    @staticmethod
    def field(form, var, value, kind=None):
        attributes = {"var": var, **({"type": kind} if kind else {})}
        field = ET.SubElement(form, f"{FORM}field", attributes)
        ET.SubElement(field, f"{FORM}value").text = value

    async def archive(self, start=None, room=None):
        rows, after, complete = [], None, False
        while not complete:
            page, after, complete = await self.page(start, after, room)
            rows.extend(page)
        return rows


class Device:
    """Outlives its sessions."""

    def __init__(self, account):
        self.account = account
        self.name = account["name"]
        self.room = account["room"]
        # id -> [to, body, when it was sent on this session, when it was first sent at all]
        self.outbox = {}
        self.session = None

    def say(self, command):
        self.outbox[command["id"]] = [command["to"], command["body"], None, None]
        if self.session is not None and command["to"] != self.room:
            self.send(command["id"])

    def send(self, message_id):
        entry = self.outbox[message_id]
        kind = "groupchat" if entry[0] == self.room else "chat"
        message = self.session.make_message(entry[0], entry[1], mtype=kind)
        message["id"] = message_id
        origin = message.xml.find("{urn:xmpp:sid:0}origin-id")
        if origin is None:
            origin = ET.SubElement(message.xml, "{urn:xmpp:sid:0}origin-id")
        origin.set("id", message_id)
        if kind == "chat":
            message["request_receipt"] = True
        message.send()
        entry[2] = time.monotonic()
        entry[3] = entry[3] or time.time()

    async def run(self):
        while True:
            session = Session(self.account, self.name)
            why = await session.open()
            if why is None:
                why = await self.live(session)
            tell("offline", device=self.name, why=why)
            session.close(why)
            await asyncio.sleep(PAUSE)

    async def live(self, session):
        speaking = None
        for entry in self.outbox.values():
            entry[2] = None
        try:
            await self.look(session)
            if any(entry[3] and entry[0] != self.room for entry in self.outbox.values()):
                # What the server still had of the session before is archived a moment later.
                await asyncio.wait({session.over}, timeout=LOOK)
                await self.look(session)
            self.session = session
            for message_id, entry in self.outbox.items():
                if entry[0] != self.room:
                    self.send(message_id)
            tell("online", device=self.name)
            if self.room:
                speaking = asyncio.ensure_future(self.speak(session))
            while not session.over.done():
                await asyncio.wait({session.over}, timeout=LOOK)
                await self.look(session)
                if speaking is not None and speaking.done() and not session.over.done():
                    return repr(speaking.exception())
                sent = [entry[2] for entry in self.outbox.values() if entry[2]]
                if sent and time.monotonic() - min(sent) > PATIENCE:
                    return "what was sent is not in the archive"
            return session.over.result()
        except Exception as error:
            return repr(error)
        finally:
            self.session = None
            if speaking is not None:
                speaking.cancel()

    async def speak(self, session):
        """Says one thing after the other in the room, from within it."""
        entered = -SEATING
        while not session.over.done():
            self.take(session.said_back)
            session.said_back.clear()
            waiting = [(key, entry) for key, entry in self.outbox.items() if entry[0] == self.room]
            if not session.seated:
                for _, entry in waiting:
                    entry[2] = None
                if time.monotonic() - entered > SEATING:
                    entered = time.monotonic()
                    session.enter(self.room, self.account["nick"])
            elif waiting and waiting[0][1][2] is None:
                key, entry = waiting[0]
                if not entry[3] or await self.is_missing(session, key, entry):
                    self.send(key)
            await asyncio.wait({session.over}, timeout=GLANCE)

    async def is_missing(self, session, message_id, entry):
        """Whether what was sent before is not in the room's archive, and will not come into it."""
        start = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(entry[3] - 5))
        for _ in range(2):
            try:
                self.take([row["id"] for row in await session.archive(start, self.room)])
            except Exception:
                # There is no room to ask.
                return False
            if message_id not in self.outbox:
                return False
            await asyncio.wait({session.over}, timeout=LOOK)
        return not session.over.done() and session.seated and message_id in self.outbox

    def take(self, ids):
        """These are where they belong."""
        for message_id in ids:
            if self.outbox.pop(message_id, None):
                tell("accepted", device=self.name, id=message_id)

    async def look(self, session):
        """Takes out of the outbox what the archive of the account shows."""
        first = [entry[3] for entry in self.outbox.values() if entry[3] and entry[0] != self.room]
        if not first:
            # Is the connection alive at all?
            await asyncio.wait_for(session.plugin["xep_0199"].send_ping(session.boundjid.host, timeout=ANSWER), ANSWER)
            return
        start = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(min(first) - 5))
        self.take([row["id"] for row in await session.archive(start)])


async def read_archive(command):
    for attempt in itertools.count(1):
        session = Session(command, "auditor")
        why = await session.open()
        try:
            if why is None:
                rows = await session.archive(room=command["room"])
                tell("archive", tag=command["tag"], rows=[row for row in rows if row["body"]])
                return
        except Exception as error:
            why = repr(error)
        finally:
            session.close("read")
        tell("error", what="archive", why=why)
        if attempt == 5:
            return
        await asyncio.sleep(PAUSE)


async def commands():
    reader = asyncio.StreamReader(limit=16 * 1024 * 1024)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        yield json.loads(line)


async def main():
    logging.basicConfig(level=logging.CRITICAL, stream=sys.stderr)
    devices, tasks = {}, []
    async for command in commands():
        do = command["do"]
        if do == "device":
            device = devices[command["name"]] = Device(command)
            tasks.append(asyncio.ensure_future(device.run()))
        elif do == "say":
            devices[command["device"]].say(command)
        elif do == "archive":
            tasks.append(asyncio.ensure_future(read_archive(command)))
        elif do == "end":
            break
        else:
            tell("error", what="command", why="unknown: " + do)
    for task in tasks:
        task.cancel()
    for device in devices.values():
        if device.session is not None:
            device.session.close("the end")
    tell("ended")


if __name__ == "__main__":
    asyncio.run(main())
