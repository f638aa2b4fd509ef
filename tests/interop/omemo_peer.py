"""A chat partner with OMEMO that none of us wrote: slixmpp and slixmpp-omemo, driven by JSON lines on
stdin, telling what it sees as JSON lines on stdout.

Commands (key "do"):
  login           jid password host port ca [resource] [direct] [state]
                  -> {"event": "online", "jid"}, then {"event": "omemo_ready", "device", "fingerprint"}.
                  With "state", the path of a file, the device outlives the process
  add             jid [name]      roster entry and subscription request
  accept          jid             let them see us, and ask for the same
  send            to body [id] [version] [type] [people] [receipt] [replace] [envelope] [addressee]
                  encrypted in one version, "legacy" (if none is named) or "omemo2", for "to" or those
                  whom "people" (bare addresses) names. Asks for a receipt in a chat, unless "receipt" is
                  false; "replace" is an id (XEP-0308); omemo2 encrypts "envelope", if given, as it stands, and
                  else one for "addressee" or "to"
                  -> {"event": "sent", "id", "version", "devices", "problems"}
  say_plain       to body [id] [type] [receipt] [replace]
  join            room nick       -> {"event": "joined", "room"}
  devices         jid             what the server shows now -> {"event": "devices", "jid", "legacy", "omemo2"}
  refresh         jid             fetches the lists of devices again -> {"event": "refreshed", "jid"}
  fingerprint                     -> {"event": "fingerprint", "device", "fingerprint", "identity"}
  publish_devices version ids     overwrites our own list, and lets it be until the next start
                  -> {"event": "published", "version"}
  seal_file       data            encrypts it as XEP-0454 has it; bytes are told in Base64
                  -> {"event": "file_sealed", "data", "fragment"}
  open_file       data fragment   -> {"event": "file_opened", "data"}
  roster                          -> {"event": "roster", "items": {jid: {"subscription"}}}
  raw             xml             as it stands
  disconnect                      -> {"event": "offline"}
Every event has "at", the moment on this machine's monotonic clock, in seconds.
Events besides: failed, presence;
  message         from id body type version device encrypted replace sealed envelope request delayed
  reflected       from id         what we have said in a room ourselves
  empty           from id device version      an encrypted message without contents
  undecryptable   from id error
  receipt         id from sealed  sealed: it came encrypted
  error           of error        the command, and why it did not work
A "fingerprint" is what people compare (the key in its Curve25519 form), "identity" the same key as omemo2
publishes it (Ed25519). It trusts every device, and confirms what it could read to whoever asks for that.
"""

import asyncio
import base64
import io
import json
import logging
import secrets
import sqlite3
import sys
import time
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

import oldmemo.etree
import slixmpp
import twomemo.etree
from omemo.session_manager import (
    BundleUploadFailed, DeviceListUploadFailed, MessageNotForUs, NoEligibleDevices, SenderNotFound)
from omemo.storage import Just, Nothing, Storage
from slixmpp.plugins import register_plugin
from slixmpp.plugins.xep_0454 import XEP_0454
from slixmpp.xmlstream.handler import CoroutineCallback
from slixmpp.xmlstream.matcher import MatchXPath
from slixmpp_omemo import XEP_0384, TrustLevel

LEGACY, OMEMO2 = "eu.siacs.conversations.axolotl", "urn:xmpp:omemo:2"
# So often our bundle is published again where that was refused.
TRIES = 5
# What comes in both is read in the first that is for us.
VERSIONS = {"omemo2": OMEMO2, "legacy": LEGACY}
# The node with the list of devices, and the name of the list.
LISTS = {OMEMO2: (OMEMO2 + ":devices", "devices"), LEGACY: (LEGACY + ".devicelist", "list")}
SCE = "{urn:xmpp:sce:1}"
BODY = "{jabber:client}body"
RECEIPT = "{urn:xmpp:receipts}received"
REQUEST = "{urn:xmpp:receipts}request"
REPLACE = "{urn:xmpp:message-correct:0}replace"
PRESENCES = "available unavailable subscribe subscribed unsubscribe unsubscribed chat away xa dnd".split()
FALLBACK = "This message is encrypted with OMEMO."


def tell(event, **fields):
    line = {"event": event, "at": time.monotonic(), **fields}
    print(json.dumps(line, ensure_ascii=False), flush=True)


def encrypted(stanza, version):
    return stanza.xml.find(f"{{{VERSIONS[version]}}}encrypted")


def why(error):
    """Errors of the XML schema quote the whole document."""
    return repr(error)[:500]


class Store(Storage):
    """What the library keeps, in a file or in memory."""

    def __init__(self, path):
        super().__init__()
        self.rows = sqlite3.connect(path or ":memory:", isolation_level=None)
        # It has to outlive the end of the process, not that of the machine.
        self.rows.execute("PRAGMA synchronous = OFF")
        self.rows.execute("CREATE TABLE IF NOT EXISTS store (key TEXT PRIMARY KEY, value TEXT)")

    async def _load(self, key):
        row = self.rows.execute("SELECT value FROM store WHERE key = ?", (key,)).fetchone()
        return Just(json.loads(row[0])) if row else Nothing()

    async def _store(self, key, value):
        self.rows.execute("INSERT OR REPLACE INTO store VALUES (?, ?)", (key, json.dumps(value)))

    async def _delete(self, key):
        self.rows.execute("DELETE FROM store WHERE key = ?", (key,))


class Omemo(XEP_0384):
    """The plugin, with a place for what it keeps and no doubts about anybody."""

    default_config = {"fallback_message": FALLBACK, "state": None}

    def plugin_init(self):
        self.store = Store(self.state)
        # The nodes where we have published a list that is not to be mended.
        self.overwritten = set()
        super().plugin_init()

    @property
    def storage(self):
        return self.store

    @property
    def _btbv_enabled(self):
        return True

    async def get_session_manager(self):
        """ejabberd 23.01 refuses to make a node while it makes another: then the library gives up for ever."""
        for _ in range(TRIES):
            try:
                return await super().get_session_manager()
            except (BundleUploadFailed, DeviceListUploadFailed):
                setattr(self, "_XEP_0384__session_manager_task", None)
                await asyncio.sleep(0.3)
        return await super().get_session_manager()

    async def _prompt_manual_trust(self, manually_trusted, identifier):
        manager = await self.get_session_manager()
        for device in manually_trusted:
            await manager.set_trust(device.bare_jid, device.identity_key, TrustLevel.TRUSTED.value)

    async def _on_device_list_update(self, msg):
        """The library would add our device to the list again."""
        ours = msg["from"].bare == self.xmpp.boundjid.bare
        if not ours or msg["pubsub_event"]["items"]["node"] not in self.overwritten:
            await super()._on_device_list_update(msg)


register_plugin(Omemo)


class Peer(slixmpp.ClientXMPP):
    def __init__(self, command):
        jid = command["jid"] + "/" + command.get("resource", "peer")
        super().__init__(jid, command["password"])
        self.ca_certs = command["ca"]
        self.enable_direct_tls = bool(command.get("direct"))
        self.enable_starttls = not self.enable_direct_tls
        self.roster.auto_authorize = None
        self.roster.auto_subscribe = False
        self.nicks = {}
        # One at a time, in order: sessions are read, changed and written back.
        self.lock = asyncio.Lock()
        for plugin in ("0030", "0045", "0184", "0199", "0203", "0308", "0359", "0380"):
            self.register_plugin("xep_" + plugin)
        self.register_plugin("xep_0384", {"state": command.get("state")}, module=sys.modules[__name__])
        # They would ask for all, and confirm what can't be read.
        self.plugin["xep_0184"].auto_request = self.plugin["xep_0184"].auto_ack = False
        self.add_event_handler("session_start", self.begin)
        self.add_event_handler("failed_all_auth", lambda _: tell("failed", why="authentication"))
        self.add_event_handler("connection_failed", lambda e: tell("failed", why=str(e)))
        self.add_event_handler("stream_error", lambda e: tell("failed", why=e["condition"]))
        self.add_event_handler("disconnected", lambda e: tell("offline", why=str(e or "")))
        # What has no body is no "message" to slixmpp.
        every = MatchXPath("{jabber:client}message")
        self.register_handler(CoroutineCallback("every message", every, self.heard))
        for kind in PRESENCES:
            self.add_event_handler("presence_" + kind, self.saw_presence)
        # Not every server quotes the <x/> by which slixmpp knows that a room has refused us.
        self.add_event_handler("presence_error", lambda e: self.event(f"muc::{e['from'].bare}::presence-error", e))

    async def begin(self, _):
        try:
            await self.get_roster()
            self.send_presence()
            tell("online", jid=self.boundjid.full)
            tell("omemo_ready", **await self.about_us())
        except Exception as error:  # whoever waits for it should hear that it is in vain
            tell("error", of="login", error=why(error))

    async def manager(self):
        return await self.plugin["xep_0384"].get_session_manager()

    async def about_us(self):
        manager = await self.manager()
        device, _ = await manager.get_own_device_information()
        fingerprint = "".join(manager.format_identity_key(device.identity_key))
        return {"device": device.device_id, "fingerprint": fingerprint, "identity": device.identity_key.hex()}

    def saw_presence(self, stanza):
        if stanza["from"].bare != self.boundjid.bare:
            tell("presence", type=stanza["type"], status=stanza["status"], **{"from": stanza["from"].full})

    async def heard(self, stanza):
        who = {"id": stanza["id"], "from": stanza["from"].full}
        facts = {"version": None, "device": None, "encrypted": False, "sealed": str(stanza)}
        versions = [one for one in VERSIONS if encrypted(stanza, one) is not None]
        received = stanza.xml.find(RECEIPT)
        if stanza["type"] == "error":
            tell("error", of="message", error=stanza["error"]["condition"], **who)
        elif received is not None:
            tell("receipt", **{**who, "id": received.get("id")}, sealed=False)
        elif stanza["type"] == "groupchat" and self.nicks.get(stanza["from"].bare) == stanza["from"].resource:
            if versions or stanza["body"]:
                tell("reflected", **who)
        elif versions:
            await self.heard_encrypted(stanza, versions, who, facts)
        elif stanza["body"]:
            self.tell_message(stanza, who, facts, stanza["body"])

    async def heard_encrypted(self, stanza, versions, who, facts):
        try:
            async with self.lock:
                version, plaintext, device = await self.decrypt(stanza, versions)
            text = None if plaintext is None else plaintext.decode()
            envelope = ElementTree.fromstring(text) if text and version == "omemo2" else None
        except Exception as error:  # whatever the library says is the answer
            tell("undecryptable", error=why(error), **who)
            return
        origin = {"version": version, "device": device.device_id}
        facts |= {**origin, "encrypted": True}
        if text is None:
            tell("empty", **who, **origin)
        elif envelope is None:
            self.tell_message(stanza, who, facts, text)
        elif (received := envelope.find(f"{SCE}content/{RECEIPT}")) is not None:
            tell("receipt", **{**who, "id": received.get("id")}, sealed=True)
        else:
            body = envelope.findtext(f"{SCE}content/{BODY}", "")
            self.tell_message(stanza, who, facts, body, text, envelope.find(SCE + "content"))

    def tell_message(self, stanza, who, facts, body, envelope=None, content=None):
        places = [place for place in (content, stanza.xml) if place is not None]
        replace = next((place.find(REPLACE).get("id") for place in places if place.find(REPLACE) is not None), None)
        request = any(place.find(REQUEST) is not None for place in places)
        delayed = stanza.xml.find("{urn:xmpp:delay}delay") is not None
        if request and stanza["type"] in ("chat", "normal") and stanza["id"]:
            self.plugin["xep_0184"].ack(stanza)
        more = {"type": stanza["type"], "replace": replace, "request": request, "delayed": delayed}
        tell("message", **who, **facts, **more, body=body, envelope=envelope)

    async def decrypt(self, stanza, versions):
        """Not by the plugin: it has no envelopes, and says so after it has moved the ratchet on."""
        manager = await self.manager()
        sender = self.account(stanza["from"])
        not_for_us = None
        for version in versions:
            element = encrypted(stanza, version)
            if version == "omemo2":
                message = twomemo.etree.parse_message(element, sender)
            else:
                message = await oldmemo.etree.parse_message(element, sender, self.boundjid.bare, manager)
            try:
                plaintext, device, _ = await manager.decrypt(message)
                return version, plaintext, device
            except MessageNotForUs as error:
                not_for_us = error
        raise not_for_us

    def account(self, sender):
        """Whose devices this can be from."""
        if sender.bare not in self.nicks:
            return sender.bare
        jid = self.plugin["xep_0045"].get_jid_property(slixmpp.JID(sender.bare), sender.resource, "jid")
        if jid is None:
            raise SenderNotFound("the room does not say who this is")
        return slixmpp.JID(jid).bare

    def message(self, command, body, sealed=False):
        kind = command.get("type", "chat")
        message = self.make_message(command["to"], body, mtype=kind)
        message["id"] = command.get("id") or self.new_id()
        message["origin_id"]["id"] = message["id"]
        if command.get("receipt", kind == "chat"):
            message["request_receipt"] = True
        if command.get("replace") and not sealed:
            message["replace"]["id"] = command["replace"]
        return message

    def envelope(self, command):
        """What XEP-0420 has of a message."""
        padding = "x" * secrets.randbelow(200)
        of, us = command.get("replace"), self.boundjid.bare
        to = command.get("addressee") or slixmpp.JID(command["to"]).bare
        replace = f"<replace xmlns='urn:xmpp:message-correct:0' id={quoteattr(of)}/>" if of else ""
        return (
            "<envelope xmlns='urn:xmpp:sce:1'><content>"
            f"<body xmlns='jabber:client'>{escape(command['body'])}</body>{replace}</content>"
            f"<rpad>{padding}</rpad><from jid={quoteattr(us)}/><to jid={quoteattr(to)}/></envelope>"
        )

    async def encrypt(self, people, namespace, plaintext):
        manager = await self.manager()
        for force in (False, True):
            await self.plugin["xep_0384"].refresh_device_lists({slixmpp.JID(one) for one in people}, force)
            try:
                messages, problems = await manager.encrypt(people, {namespace: plaintext}, [namespace])
                return next(iter(messages), None), problems
            except NoEligibleDevices:
                if force:  # a contact's list comes by itself, but perhaps not before we wanted it
                    raise

    async def do_send(self, command):
        version = command.get("version", "legacy")
        namespace = VERSIONS[version]
        people = command.get("people") or [command["to"]]
        people = frozenset(slixmpp.JID(one).bare for one in people) - {self.boundjid.bare}
        sealed = version == "omemo2"
        text = (command.get("envelope") or self.envelope(command)) if sealed else command["body"]
        message = self.message(command, FALLBACK, sealed)
        async with self.lock:
            contents, problems = await self.encrypt(people, namespace, text.encode())
        if contents is None:
            raise ValueError("there is no device to encrypt for")
        message.append((twomemo if sealed else oldmemo).etree.serialize_message(contents))
        message["eme"]["namespace"] = namespace
        message["eme"]["name"] = "OMEMO"
        message.enable("store")
        message.send()
        devices = sorted(key.device_id for key, _ in contents.keys)
        tell("sent", id=message["id"], version=version, devices=devices, problems=[why(one) for one in problems])

    async def do_say_plain(self, command):
        self.message(command, command["body"]).send()

    async def do_add(self, command):
        self.update_roster(command["jid"], name=command.get("name", ""))
        self.send_presence_subscription(pto=command["jid"], ptype="subscribe")

    async def do_accept(self, command):
        self.send_presence_subscription(pto=command["jid"], ptype="subscribed")
        self.send_presence_subscription(pto=command["jid"], ptype="subscribe")

    async def do_join(self, command):
        room = slixmpp.JID(command["room"])
        self.nicks[room.bare] = command["nick"]
        await self.plugin["xep_0045"].join_muc_wait(room, command["nick"], maxstanzas=0, timeout=20)
        tell("joined", room=room.bare)

    async def do_devices(self, command):
        manager = await self.manager()
        jid = command["jid"]
        lists = {name: await manager._download_device_list(VERSIONS[name], jid) for name in VERSIONS}
        tell("devices", jid=jid, **{name: sorted(ids) for name, ids in lists.items()})

    async def do_refresh(self, command):
        async with self.lock:
            await self.plugin["xep_0384"].refresh_device_lists({slixmpp.JID(command["jid"])}, True)
        tell("refreshed", jid=command["jid"])

    async def do_fingerprint(self, _):
        tell("fingerprint", **await self.about_us())

    async def do_publish_devices(self, command):
        namespace = VERSIONS[command["version"]]
        node, name = LISTS[namespace]
        devices = ElementTree.Element(f"{{{namespace}}}{name}")
        for one in command["ids"]:
            ElementTree.SubElement(devices, f"{{{namespace}}}device", id=str(one))
        await self.manager()
        self.plugin["xep_0384"].overwritten.add(node)
        await self.plugin["xep_0060"].publish(slixmpp.JID(self.boundjid.bare), node, "current", devices)
        tell("published", version=command["version"])

    async def do_seal_file(self, command):
        sealed, fragment = XEP_0454.encrypt(io.BytesIO(base64.b64decode(command["data"])))
        tell("file_sealed", data=base64.b64encode(sealed).decode(), fragment=fragment)

    async def do_open_file(self, command):
        opened = XEP_0454.decrypt(io.BytesIO(base64.b64decode(command["data"])), command["fragment"])
        tell("file_opened", data=base64.b64encode(opened).decode())

    async def do_roster(self, _):
        await self.get_roster()  # with an empty answer, where nothing has changed
        ours = self.client_roster
        tell("roster", items={jid: {"subscription": ours[jid]["subscription"]} for jid in ours})

    async def do_raw(self, command):
        self.send_raw(command["xml"])

    async def do_disconnect(self, _):
        await self.disconnect()


async def commands():
    reader = asyncio.StreamReader(limit=16 * 1024 * 1024)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        yield json.loads(line)


async def main():
    logging.basicConfig(level=logging.DEBUG if "--log" in sys.argv else logging.ERROR, stream=sys.stderr)
    peer = None
    async for command in commands():
        try:
            if command["do"] == "login":
                peer = Peer(command)
                peer.connect(command["host"], command["port"])
            else:
                await getattr(peer, "do_" + command["do"])(command)
        except Exception as error:  # a peer that dies in silence helps nobody
            tell("error", of=command.get("do", "?"), error=why(error))
    if peer is not None:
        await peer.disconnect(wait=0.5)


if __name__ == "__main__":
    asyncio.run(main())
