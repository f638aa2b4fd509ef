"""A chat partner that none of us wrote: slixmpp, driven by JSON lines on stdin, telling what it sees
as JSON lines on stdout.

Commands (key "do"):
  login       jid password host port ca [resource] [direct]   -> {"event": "online", "jid"}
  add         jid [name]          roster entry and subscription request
  accept      jid                 let them see us, and ask for the same
  decline     jid
  remove      jid
  send        to body [id] [receipt] [state] [type] [markable]
  displayed   to of
  correct     to of body          XEP-0308, and the next four by slixmpp's own plugins
  retract     to of               XEP-0424
  react       to of emojis        XEP-0444
  reply       to of author body [quote]   XEP-0461
  state       to state
  presence    [show] [status]
  avatar      data                a picture in Base64, by XEP-0084; without data none any more
                                  -> {"event": "avatar_set"}
  card_photo  data                the same on the visiting card, and its hash in the presence (XEP-0153)
  ask_avatar  jid id              -> {"event": "avatar", "data"}
  ask_photo   jid                 -> {"event": "photo", "data"}
  place       to size             a place for a file (XEP-0363)
                                  -> {"event": "place", "put", "get", "authorization"}
  archived    body                waits until our own archive (XEP-0313) shows it
                                  -> {"event": "archived", "body"}
  raw         xml                 as it stands
  ask         [to] xml [type]     a question, or an order (type "set") -> {"event": "answer", "xml"}
  channels    namespace items     answers whoever looks for channels in this manner (XEP-0433)
                                  -> {"event": "looked", "words"} for each
  roster                          -> {"event": "roster", "items": {jid: {...}}}
  disconnect                      -> {"event": "offline"}
Every event has "at", the moment on this machine's monotonic clock, in seconds.
Events: online, failed, offline, message, receipt, displayed, chatstate, presence, roster, roster_push, invited, error.
Options: --talkative answers every message as a person would: typing first, then text (for the demo).
"""

import asyncio
import base64
import json
import logging
import sys
import time
from xml.etree import ElementTree

import slixmpp
from slixmpp.exceptions import IqError, IqTimeout
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import MatchXPath

PRESENCES = ("available", "unavailable", "subscribe", "subscribed", "unsubscribe", "unsubscribed")
DISPLAYED = "{urn:xmpp:chat-markers:0}displayed"
UPLOAD = "urn:xmpp:http:upload:0"
STATES = ("active", "composing", "paused", "inactive", "gone")

# How often the archive is looked at for a message, ten times a second.
ARCHIVE_LOOKS = 100


def tell(event, **fields):
    line = {"event": event, "at": time.monotonic(), **fields}
    print(json.dumps(line, ensure_ascii=False), flush=True)


class Peer(slixmpp.ClientXMPP):
    def __init__(self, command, talkative):
        jid = command["jid"] + "/" + command.get("resource", "peer")
        super().__init__(jid, command["password"])
        self.talkative = talkative
        self.ca_certs = command["ca"]
        self.enable_direct_tls = bool(command.get("direct"))
        self.enable_starttls = not self.enable_direct_tls
        self.roster.auto_authorize = None
        self.roster.auto_subscribe = False
        for plugin in ("xep_0030", "xep_0085", "xep_0184", "xep_0199", "xep_0203"):
            self.register_plugin(plugin)
        for plugin in ("xep_0308", "xep_0424", "xep_0444", "xep_0461"):
            self.register_plugin(plugin)
        self.register_plugin("xep_0092", {"software_name": "peer", "version": "1", "os": "test"})
        self.plugin["xep_0184"].auto_request = False
        self.add_event_handler("session_start", self.begin)
        self.add_event_handler("failed_all_auth", lambda _: tell("failed", why="authentication"))
        self.add_event_handler("connection_failed", lambda e: tell("failed", why=str(e)))
        self.add_event_handler("stream_error", lambda e: tell("failed", why=e["condition"]))
        self.add_event_handler("disconnected", lambda e: tell("offline", why=str(e or "")))
        self.add_event_handler("message", self.heard)
        # What has no body is no "message" to slixmpp.
        self.add_event_handler("reactions", lambda one: one["body"] or self.heard(one))
        for invites in ("{jabber:x:conference}x", "{http://jabber.org/protocol/muc#user}x/{http://jabber.org/protocol/muc#user}invite"):
            path = MatchXPath("{jabber:client}message/" + invites)
            self.register_handler(Callback("invited " + invites, path, self.invited))
        form = MatchXPath("{jabber:client}message/{jabber:x:data}x")
        self.register_handler(Callback("form", form, lambda one: one["body"] or self.heard(one)))
        self.add_event_handler("message_error", self.bounced)
        self.add_event_handler("receipt_received", self.received)
        marker = MatchXPath("{jabber:client}message/" + DISPLAYED)
        self.register_handler(Callback("displayed", marker, self.saw_marker))
        for state in STATES:
            self.add_event_handler("chatstate_" + state, self.saw_state)
        for kind in PRESENCES:
            self.add_event_handler("presence_" + kind, self.saw_presence)
        for show in ("chat", "away", "xa", "dnd"):
            self.add_event_handler("presence_" + show, self.saw_presence)
        self.add_event_handler("roster_update", self.saw_push)

    async def begin(self, _):
        try:
            await self.get_roster()
        except (IqError, IqTimeout) as error:
            tell("error", what="roster", why=str(error))
        self.send_presence()
        # What is said to it from now on comes to it, and is not kept for the next who signs in: the server
        # answers after it took the presence.
        await self.asked()
        tell("online", jid=self.boundjid.full)

    async def asked(self):
        """The server has taken everything before this."""
        ask = self.make_iq_get(ito=self.boundjid.domain)
        ask.append(ElementTree.Element("{urn:xmpp:ping}ping"))
        try:
            await ask.send()
        except IqError:
            pass

    def heard(self, stanza):
        tell(
            "message",
            id=stanza["id"],
            body=stanza["body"],
            type=stanza["type"],
            state=stanza.get_payload() and stanza["chat_state"] or "",
            request=bool(stanza["request_receipt"]),
            delayed=stanza.xml.find("{urn:xmpp:delay}delay") is not None,
            markable=stanza.xml.find("{urn:xmpp:chat-markers:0}markable") is not None,
            **self.relations(stanza),
            **{"from": stanza["from"].full},
        )
        if self.talkative and stanza["body"] and stanza["type"] == "chat":
            asyncio.ensure_future(self.answer(stanza))

    @staticmethod
    def relations(stanza):
        found = {}
        if stanza.get_plugin("replace", check=True) is not None:
            found["replaces"] = stanza["replace"]["id"]
        if stanza.get_plugin("retract", check=True) is not None:
            found["retracts"] = stanza["retract"]["id"]
        if stanza.get_plugin("reactions", check=True) is not None:
            found["reacts"] = stanza["reactions"]["id"]
            found["emojis"] = sorted(stanza["reactions"]["values"])
        if stanza.get_plugin("reply", check=True) is not None:
            found["answers"] = stanza["reply"]["id"]
            found["author"] = stanza["reply"]["to"]
            found["said"] = stanza["reply"].strip_fallback_content()
            found["quote"] = stanza["reply"].get_fallback_body()
        spoiler = stanza.xml.find("{urn:xmpp:spoiler:0}spoiler")
        if spoiler is not None:
            found["spoiler"] = spoiler.text or ""
        url = stanza.xml.find("{jabber:x:oob}x/{jabber:x:oob}url")
        if url is not None:
            found["oob"] = url.text or ""
        asks = stanza.xml.find("{jabber:x:data}x/{jabber:x:data}field[@var='muc#roomnick']/{jabber:x:data}value")
        if asks is not None:
            found["voice"] = asks.text or ""
        found["hints"] = [one.tag.split("}")[1] for one in stanza.xml if "{urn:xmpp:hints}" in one.tag]
        return found

    def correct(self, command):
        message = self.plugin["xep_0308"].build_correction(
            command["of"], command["to"], mbody=command["body"]
        )
        message["id"] = command.get("id", self.new_id())
        message.send()

    def reply(self, command):
        message = self.plugin["xep_0461"].make_reply(
            command["author"], command["of"], command.get("quote"), command.get("nick"),
            mto=command["to"], mbody=command["body"], mtype="chat",
        )
        message["id"] = command.get("id", self.new_id())
        message.send()

    async def answer(self, stanza):
        self.send_state(stanza["from"].full, "composing")
        await asyncio.sleep(min(2.5, 0.6 + 0.02 * len(stanza["body"])))
        words = "You said: " + stanza["body"]
        self.say({"to": stanza["from"].full, "body": words, "state": "active", "receipt": True})

    def bounced(self, stanza):
        tell("error", what="message", id=stanza["id"], why=stanza["error"]["condition"])

    def received(self, stanza):
        tell("receipt", id=stanza["receipt"], **{"from": stanza["from"].full})

    def saw_marker(self, stanza):
        of = stanza.xml.find(DISPLAYED).get("id")
        tell("displayed", id=of, **{"from": stanza["from"].full})

    def invited(self, stanza):
        direct = stanza.xml.find("{jabber:x:conference}x")
        room = stanza["from"].bare if direct is None else direct.get("jid")
        tell("invited", room=room, direct=direct is not None, **{"from": stanza["from"].full})

    def saw_state(self, stanza):
        tell("chatstate", state=stanza["chat_state"], **{"from": stanza["from"].full})

    def saw_presence(self, stanza):
        if stanza["from"].bare == self.boundjid.bare:
            return
        idle = stanza.xml.find("{urn:xmpp:idle:1}idle")
        tell(
            "presence",
            type=stanza["type"],
            status=stanza["status"],
            idle=None if idle is None else idle.get("since"),
            photo=stanza.xml.findtext("{vcard-temp:x:update}x/{vcard-temp:x:update}photo"),
            **{"from": stanza["from"].full},
        )

    def serve_channels(self, namespace, items):
        def looked(iq):
            form = iq.xml[0].find("{jabber:x:data}x")
            field = form.find("{jabber:x:data}field[@var='q']/{jabber:x:data}value")
            tell("looked", words=field.text)
            answer = iq.reply()
            answer.append(ElementTree.fromstring("<result xmlns='%s'>%s</result>" % (namespace, items)))
            answer.send()

        path = MatchXPath("{jabber:client}iq/{%s}search" % namespace)
        self.register_handler(Callback("channels " + namespace, path, looked))

    def saw_push(self, stanza):
        if stanza["type"] == "set":
            tell("roster_push", items=self.items(stanza))

    @staticmethod
    def items(stanza):
        return {
            str(jid): {"name": item["name"], "subscription": item["subscription"]}
            for jid, item in stanza["roster"]["items"].items()
        }

    def say(self, command):
        message = self.make_message(command["to"], command["body"], mtype=command.get("type", "chat"))
        if "id" in command:
            message["id"] = command["id"]
        else:
            message["id"] = self.new_id()
        if command.get("receipt"):
            message["request_receipt"] = True
        if command.get("state"):
            message["chat_state"] = command["state"]
        if command.get("markable"):
            message.append(ElementTree.Element("{urn:xmpp:chat-markers:0}markable"))
        message.send()

    def send_displayed(self, to, of):
        message = self.make_message(to, mtype="chat")
        marker = ElementTree.Element(DISPLAYED)
        marker.set("id", of)
        message.append(marker)
        message.send()

    def send_state(self, to, state):
        message = self.make_message(to, mtype="chat")
        message["chat_state"] = state
        message.send()

    def need(self, *plugins):
        """For few: some of them say something as soon as they are there."""
        for plugin in plugins:
            if plugin not in self.plugin:
                self.register_plugin(plugin)

    async def set_avatar(self, data):
        self.need("xep_0060", "xep_0163", "xep_0084")
        plugin = self.plugin["xep_0084"]
        if data is None:
            await plugin.stop()
        else:
            data = base64.b64decode(data)
            await plugin.publish_avatar(data)
            about = {"id": plugin.generate_id(data), "type": "image/png", "bytes": len(data)}
            await plugin.publish_avatar_metadata(about)
        tell("avatar_set")

    async def set_card_photo(self, data):
        self.need("xep_0054")
        cards = self.plugin["xep_0054"]
        try:
            await cards.get_vcard(self.boundjid.bare)
        except IqError:
            await cards.publish_vcard(cards.make_vcard())
        self.need("xep_0153")
        await self.plugin["xep_0153"].set_avatar(avatar=base64.b64decode(data), mtype="image/png")
        self.send_presence()
        tell("avatar_set")

    async def ask_avatar(self, jid, name):
        self.need("xep_0060", "xep_0163", "xep_0084")
        answer = await self.plugin["xep_0084"].retrieve_avatar(jid, name)
        data = answer["pubsub"]["items"]["item"]["avatar_data"]["value"]
        tell("avatar", data=base64.b64encode(data).decode())

    async def ask_photo(self, jid):
        self.need("xep_0054")
        answer = await self.plugin["xep_0054"].get_vcard(jid)
        data = answer["vcard_temp"]["PHOTO"]["BINVAL"]
        tell("photo", data=base64.b64encode(data).decode() if data else "")

    async def ask_place(self, to, size):
        ask = self.make_iq_get(ito=to)
        request = ElementTree.Element("{%s}request" % UPLOAD)
        request.set("filename", "file.bin")
        request.set("size", str(size))
        ask.append(request)
        slot = (await ask.send()).xml.find("{%s}slot" % UPLOAD)
        put, get = slot.find("{%s}put" % UPLOAD), slot.find("{%s}get" % UPLOAD)
        headers = {header.get("name").lower(): header.text for header in put}
        authorization = headers.get("authorization", "")
        tell("place", put=put.get("url"), get=get.get("url"), authorization=authorization)

    async def wait_archived(self, body):
        """A server may show what it has delivered a moment later only."""
        self.need("xep_0059", "xep_0313")
        for _ in range(ARCHIVE_LOOKS):
            pages = self.plugin["xep_0313"].retrieve(rsm={"max": 50}, iterator=True, reverse=True)
            async for page in pages:
                rows = [row["mam_result"]["forwarded"]["stanza"] for row in page["mam"]["results"]]
                if any(row["body"] == body for row in rows):
                    tell("archived", body=body)
                    return
            await asyncio.sleep(0.1)
        tell("error", what="archived", why="the archive does not show it: " + body)

    async def obey(self, command):
        do = command["do"]
        jid = command.get("jid")
        if do == "add":
            self.update_roster(jid, name=command.get("name", ""))
            self.send_presence_subscription(pto=jid, ptype="subscribe")
        elif do == "accept":
            self.send_presence_subscription(pto=jid, ptype="subscribed")
            self.send_presence_subscription(pto=jid, ptype="subscribe")
        elif do == "decline":
            self.send_presence_subscription(pto=jid, ptype="unsubscribed")
        elif do == "remove":
            self.del_roster_item(jid)
        elif do == "send":
            self.say(command)
        elif do == "state":
            self.send_state(command["to"], command["state"])
        elif do == "correct":
            self.correct(command)
        elif do == "retract":
            self.plugin["xep_0424"].send_retraction(command["to"], command["of"])
        elif do == "react":
            self.plugin["xep_0444"].send_reactions(command["to"], command["of"], command["emojis"])
        elif do == "reply":
            self.reply(command)
        elif do == "displayed":
            self.send_displayed(command["to"], command["of"])
        elif do == "presence":
            self.send_presence(pshow=command.get("show"), pstatus=command.get("status"))
        elif do == "avatar":
            await self.set_avatar(command.get("data"))
        elif do == "card_photo":
            await self.set_card_photo(command["data"])
        elif do == "ask_avatar":
            await self.ask_avatar(jid, command["id"])
        elif do == "ask_photo":
            await self.ask_photo(jid)
        elif do == "place":
            await self.ask_place(command["to"], command["size"])
        elif do == "archived":
            await self.wait_archived(command["body"])
        elif do == "raw":
            self.send_raw(command["xml"])
        elif do == "channels":
            self.serve_channels(command["namespace"], command["items"])
        elif do == "ask":
            ask = self.make_iq(ito=command.get("to"), itype=command.get("type", "get"))
            ask.append(ElementTree.fromstring(command["xml"]))
            tell("answer", xml=str(await ask.send()))
        elif do == "roster":
            tell("roster", items=self.items(await self.get_roster()))
        elif do == "disconnect":
            await self.disconnect()
        else:
            tell("error", what="command", why="unknown: " + do)


async def commands():
    reader = asyncio.StreamReader(limit=16 * 1024 * 1024)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        yield json.loads(line)


async def main():
    if "--log" in sys.argv:
        logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
    peer = None
    async for command in commands():
        try:
            if command["do"] == "login":
                peer = Peer(command, "--talkative" in sys.argv)
                peer.connect(command["host"], command["port"])
            else:
                await peer.obey(command)
        except Exception as error:  # a peer that dies in silence helps nobody
            tell("error", what=command.get("do", "?"), why=repr(error))
    if peer is not None:
        await peer.disconnect(wait=0.5)


if __name__ == "__main__":
    asyncio.run(main())
