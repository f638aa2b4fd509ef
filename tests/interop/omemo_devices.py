#!/usr/bin/env python3
"""OMEMO stanza by stanza: a device of omemo-rs and one of python-omemo, with this program as the server between them.

    omemo_devices.py DEVICE

DEVICE is the example `device` of omemo-rs. What both publish and send travels as the stanzas' XML, which python-omemo
checks against the schemas of the texts. In both wire versions: either side begins, the other answers, empty messages and
republished bundles included; then many in turns, a list with an entry that is none, and a message twice.
"""

import asyncio
import json
import subprocess
import sys
import xml.etree.ElementTree as ET

import oldmemo.etree
import oldmemo.oldmemo
import twomemo.etree
import twomemo.twomemo
from omemo.session_manager import SessionManager
from omemo.storage import Just, Nothing, Storage
from omemo.types import TrustLevel

OLD, NEW = oldmemo.oldmemo.NAMESPACE, twomemo.twomemo.NAMESPACE
ETREE = {OLD: oldmemo.etree, NEW: twomemo.etree}
ALICE, BOB = "alice@example.org", "bob@example.net"


class Server:
    """What is published, by namespace and address, as XML."""

    lists = {}
    bundles = {}
    # What python-omemo sends by itself: to whom, and the XML.
    sent = []


class Memory(Storage):
    def __init__(self):
        super().__init__(True)
        self.rows = {}

    async def _load(self, key):
        return Just(json.loads(self.rows[key])) if key in self.rows else Nothing()

    async def _store(self, key, value):
        self.rows[key] = json.dumps(value)

    async def _delete(self, key):
        self.rows.pop(key, None)


class Manager(SessionManager):
    """python-omemo's device, with `Server` as its server."""

    @staticmethod
    async def _upload_bundle(bundle):
        element = ETREE[bundle.namespace].serialize_bundle(bundle)
        Server.bundles[bundle.namespace, bundle.bare_jid, bundle.device_id] = ET.tostring(element, "unicode")

    @staticmethod
    async def _download_bundle(namespace, bare_jid, device_id):
        element = ET.fromstring(Server.bundles[namespace, bare_jid, device_id])
        return ETREE[namespace].parse_bundle(element, bare_jid, device_id)

    @staticmethod
    async def _delete_bundle(namespace, device_id):
        pass

    @staticmethod
    async def _upload_device_list(namespace, device_list):
        element = ETREE[namespace].serialize_device_list(device_list)
        Server.lists[namespace, BOB] = ET.tostring(element, "unicode")

    @staticmethod
    async def _download_device_list(namespace, bare_jid):
        text = Server.lists.get((namespace, bare_jid))
        return ETREE[namespace].parse_device_list(ET.fromstring(text)) if text else {}

    async def _evaluate_custom_trust_level(self, device):
        return TrustLevel.TRUSTED

    async def _make_trust_decision(self, undecided, identifier):
        raise AssertionError("everybody is trusted")

    @staticmethod
    async def _send_message(message, bare_jid):
        element = ETREE[message.namespace].serialize_message(message)
        Server.sent.append((bare_jid, ET.tostring(element, "unicode")))


class Ours:
    """Our device: a process, and what it wants done."""

    def __init__(self, program):
        self.process = subprocess.Popen([program, ALICE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        # What it sends by itself.
        self.sent = []
        self.device = self("device")["id"]

    def __call__(self, op, **fields):
        self.process.stdin.write(json.dumps({"op": op, **fields}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        assert "error" not in answer, (op, answer)
        for action in answer.pop("actions", []):
            getattr(self, "do_" + action.pop("do"))(**action)
        return answer

    def do_list(self, profile, jid):
        self("list", profile=profile, jid=jid, xml=Server.lists.get((profile, jid)))

    def do_bundle(self, profile, jid, device):
        self("bundle", profile=profile, jid=jid, device=device, xml=Server.bundles.get((profile, jid, device)))

    def do_publish_bundle(self, profile, xml):
        Server.bundles[profile, ALICE, self.device] = xml
        self("bundle_published", profile=profile)

    def do_publish_list(self, profile, xml):
        Server.lists[profile, ALICE] = xml

    def do_send(self, to, xml):
        self.sent.append((to, xml))

    def do_tell(self, notice):
        pass

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)


class Stage:
    """Both, and what is checked between them."""

    def __init__(self, profile, ours, theirs):
        self.profile, self.ours, self.theirs = profile, ours, theirs
        self.checks = 0

    def check(self, holds, what, more=""):
        self.checks += 1
        assert holds, f"{self.profile}: {what} {more}"

    def encrypt(self, text):
        # Lists first, then the bundles of those who are on them.
        self.ours("plan", to=BOB)
        self.ours("plan", to=BOB)
        answer = self.ours("encrypt", to=BOB, text=text)
        self.check(answer["profile"] == self.profile, "the wire version", answer["profile"])
        return answer["xml"]

    async def read(self, xml):
        """python-omemo reads; gives the body, or None for an empty message."""
        element = ET.fromstring(xml)
        if self.profile == OLD:
            message = await oldmemo.etree.parse_message(element, ALICE, BOB, self.theirs)
        else:
            message = twomemo.etree.parse_message(element, ALICE)
        plaintext = (await self.theirs.decrypt(message))[0]
        if plaintext is None or self.profile == OLD:
            return plaintext and plaintext.decode()
        return ET.fromstring(plaintext).find(".//{jabber:client}body").text

    async def to_bob(self, text, what):
        body = await self.read(self.encrypt(text))
        self.check(body == text, what, body)
        await self.settle()

    async def write(self, text):
        plaintext = text.encode()
        if self.profile == NEW:
            plaintext = (
                "<envelope xmlns='urn:xmpp:sce:1'><content><body xmlns='jabber:client'>" + text
                + f"</body></content><rpad>xxxx</rpad><from jid='{BOB}'/></envelope>"
            ).encode()
        messages, errors = await self.theirs.encrypt(frozenset({ALICE}), {self.profile: plaintext})
        self.check(not errors and len(messages) == 1, "python-omemo encrypts", errors)
        message = next(iter(messages))
        return ET.tostring(ETREE[self.profile].serialize_message(message), "unicode")

    async def to_alice(self, text, what):
        answer = self.ours("decrypt", **{"from": BOB, "xml": await self.write(text)})
        self.check(answer.get("text") == text, what, answer)
        await self.settle()

    async def settle(self):
        """Delivers what both send by themselves."""
        while self.ours.sent or Server.sent:
            while self.ours.sent:
                _, xml = self.ours.sent.pop(0)
                self.check(await self.read(xml) is None, "an empty message of ours")
            while Server.sent:
                _, xml = Server.sent.pop(0)
                answer = self.ours("decrypt", **{"from": BOB, "xml": xml})
                self.check("text" in answer and answer["text"] is None, "an empty message of theirs", answer)


async def play(program, profile, begins):
    Server.lists, Server.bundles, Server.sent = {}, {}, []
    backend = oldmemo.oldmemo.Oldmemo if profile == OLD else twomemo.twomemo.Twomemo
    storage = Memory()
    theirs = await Manager.create([backend(storage)], storage, BOB, None, TrustLevel.UNDECIDED.name)
    await theirs.after_history_sync()
    ours = Ours(program)
    try:
        ours("connected")
        ours("caught_up")
        stage = Stage(profile, ours, theirs)
        # Entries that are none, which others have been seen to publish, cost ours nothing.
        Server.lists[profile, BOB] = Server.lists[profile, BOB].replace("<device ", "<device id='' /><device ", 1)
        await theirs.refresh_device_list(profile, ALICE)
        if begins == "ours":
            await stage.to_bob("first", "our first message")
            await stage.to_alice("answer", "their answer")
        else:
            await stage.to_alice("first", "their first message")
            await stage.to_bob("answer", "our answer")
        for number in range(30):
            await stage.to_bob(f"{number} <&> ü 🐦", "a message of ours")
            await stage.to_alice(f"{number} ü 🐦", "a message of theirs")
        # Past the number from which on an answer has to come by itself.
        for number in range(60):
            await stage.to_alice(str(number), "one of many")
        again = await stage.write("twice")
        for expected in ("text", "unreadable"):
            answer = ours("decrypt", **{"from": BOB, "xml": again})
            stage.check(expected in answer, "a message twice", answer)
        await stage.to_bob("last", "the last message")
    finally:
        ours.close()
    print(f"{profile}, {begins} begins: {stage.checks} checks", flush=True)


async def main():
    for profile in (OLD, NEW):
        for begins in ("ours", "theirs"):
            await play(sys.argv[1], profile, begins)


asyncio.run(main())
