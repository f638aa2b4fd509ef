#!/usr/bin/env python3
"""A device of python-oldmemo or python-twomemo on standard input and output, a JSON object a line.

    omemo_python.py legacy|omemo2

A peer for omemo_matrix.py, which says what the lines mean. In a process of its own: these libraries have
other licences than what they are compared with.
"""

import asyncio
import json
import sys

import oldmemo.oldmemo
import twomemo.twomemo
import x3dh
import xeddsa
from omemo.session import Initiation
from omemo.storage import Just, Nothing, Storage

LEGACY = sys.argv[1] == "legacy"
MODULE = oldmemo.oldmemo if LEGACY else twomemo.twomemo
SIGN = 0x80


class Memory(Storage):
    """What the library stores, as text: it has to survive being written."""

    def __init__(self):
        super().__init__(True)
        self.rows = {}

    async def _load(self, key):
        return Just(json.loads(self.rows[key])) if key in self.rows else Nothing()

    async def _store(self, key, value):
        self.rows[key] = json.dumps(value)

    async def _delete(self, key):
        self.rows.pop(key, None)


def on_the_wire(public):
    """A public key as the profile sends it."""
    return b"\x05" + public if LEGACY else public


def from_the_wire(public):
    if LEGACY:
        assert len(public) == 33 and public[0] == 5
        return public[1:]
    return public


class Device:
    """One device and its session with the other."""

    def __init__(self):
        self.storage = Memory()
        self.backend = (MODULE.Oldmemo if LEGACY else MODULE.Twomemo)(self.storage)
        self.session = None
        self.bundle_of_peer = None

    async def handle(self, line):
        """Does what a line says, and gives the answer."""
        return await getattr(self, "do_" + line.pop("op"))(**line)

    async def do_bundle(self):
        bundle = await self.backend.get_bundle("me@example.org", 1)
        identity = bundle.identity_key
        signature = bytearray(bundle.bundle.signed_pre_key_sig)
        if LEGACY:
            signature[63] |= identity[31] & SIGN
            identity = xeddsa.ed25519_pub_to_curve25519_pub(identity)
        prekey = sorted(bundle.bundle.pre_keys)[0]
        return {
            "ik": on_the_wire(identity).hex(),
            "spk_id": str(bundle.signed_pre_key_id),
            "spk": on_the_wire(bundle.bundle.signed_pre_key).hex(),
            "sig": bytes(signature).hex(),
            "pk_id": str(bundle.pre_key_ids[prekey]),
            "pk": on_the_wire(prekey).hex(),
        }

    async def do_init(self, ik, spk_id, spk, sig, pk_id, pk):
        identity, signature = bytes.fromhex(ik), bytearray.fromhex(sig)
        if LEGACY:
            sign = bool(signature[63] & SIGN)
            signature[63] &= ~SIGN & 0xFF
            identity = xeddsa.curve25519_pub_to_ed25519_pub(from_the_wire(identity), sign)
        prekey = from_the_wire(bytes.fromhex(pk))
        signed = from_the_wire(bytes.fromhex(spk))
        bundle = x3dh.Bundle(identity, signed, bytes(signature), frozenset([prekey]))
        self.bundle_of_peer = MODULE.BundleImpl("peer@example.org", 2, bundle, int(spk_id), {prekey: int(pk_id)})
        return {"ok": True}

    async def do_enc(self, key):
        material = bytes.fromhex(key)
        length = MODULE.PlainKeyMaterialImpl.KEY_LENGTH
        plain = MODULE.PlainKeyMaterialImpl(material[:length], material[length:])
        if self.bundle_of_peer is not None:
            bundle, self.bundle_of_peer = self.bundle_of_peer, None
            self.session, encrypted = await self.backend.build_session_active("peer@example.org", 2, bundle, plain)
        else:
            encrypted = await self.backend.encrypt_key_material(self.session, plain)
        data = encrypted.serialize()
        if self.session.initiation is Initiation.ACTIVE and not self.session.confirmed:
            exchange = self.session.key_exchange.serialize(data)
            return {"kex": True, "data": (exchange[0] if LEGACY else exchange).hex()}
        return {"kex": False, "data": data.hex()}

    async def do_dec(self, kex, data):
        data = bytes.fromhex(data)
        if kex:
            exchange, data = MODULE.KeyExchangeImpl.parse(data, False) if LEGACY else MODULE.KeyExchangeImpl.parse(data)
        message = MODULE.EncryptedKeyMaterialImpl.parse(data, "peer@example.org", 2)
        if kex and not self.has_session_of(exchange):
            session, plain = await self.backend.build_session_passive("peer@example.org", 2, exchange, message)
            self.session = session
            await self.backend.hide_pre_key(session)
        else:
            plain = await self.backend.decrypt_key_material(self.session, message)
        return {"key": (plain.key + plain.auth_tag).hex()}

    def has_session_of(self, exchange):
        return (
            self.session is not None
            and self.session.key_exchange.header.ephemeral_key == exchange.header.ephemeral_key
        )

    async def do_seal(self, text):
        content, plain = await self.backend.encrypt_plaintext(bytes.fromhex(text))
        iv = content.initialization_vector.hex() if LEGACY else ""
        return {"key": (plain.key + plain.auth_tag).hex(), "iv": iv, "payload": content.ciphertext.hex()}

    async def do_open(self, key, iv, payload):
        material, payload = bytes.fromhex(key), bytes.fromhex(payload)
        length = MODULE.PlainKeyMaterialImpl.KEY_LENGTH
        plain = MODULE.PlainKeyMaterialImpl(material[:length], material[length:])
        content = MODULE.ContentImpl(payload, bytes.fromhex(iv)) if LEGACY else MODULE.ContentImpl(payload)
        return {"text": (await self.backend.decrypt_plaintext(content, plain)).hex()}


async def main():
    device = Device()
    await device.backend.generate_pre_keys(20)
    for line in sys.stdin:
        try:
            answer = await device.handle(json.loads(line))
        except Exception as error:  # whatever the library says is the answer
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


asyncio.run(main())
