#!/usr/bin/env python3
"""OMEMO with other implementations: each pair in both directions, both wire versions.

    omemo_matrix.py OURS [--c SOURCE] [--record FOLDER] [--only WORD]

OURS is the example `oracle` of omemo-rs. The others are python-oldmemo and python-twomemo (omemo_python.py) and libomemo-c
(omemo_libomemo_c.c, built here). All of them take the same lines, and each runs in a process of its own:

    {"op":"bundle"}                       what it publishes
    {"op":"init", ...a bundle}            begins a session
    {"op":"enc","key":HEX}                -> kex, data
    {"op":"dec","kex":BOOL,"data":HEX}    -> key
    {"op":"seal","text":HEX}              -> key, iv, payload   (not libomemo-c, which has no contents)
    {"op":"open","key","iv","payload"}    -> text

With --record, what ours is told and answers in each run goes into a file, which a test of omemo-rs plays again.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
KEY_LENGTH = {"legacy": 32, "omemo2": 48}
OTHERS = ("python", "libomemo-c")
# Every record of ours uses this seed, so that it can be played again.
SEED = 20261122


class Failed(Exception):
    """What did not hold."""


class Peer:
    """A process that is a device."""

    def __init__(self, kind, command, record=None):
        self.kind = kind
        self.record = record
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __call__(self, op, **fields):
        line = {"op": op, **fields}
        self.process.stdin.write(json.dumps(line, separators=(",", ":")) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline() or '{"error":"it has ended"}')
        if self.record is not None:
            self.record.append({"in": line, "out": answer})
        return answer

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


class Stage:
    """Two devices, and what is checked between them."""

    def __init__(self, profile, begins, answers, turns=100, missing=300):
        self.profile = profile
        self.turns, self.missing = turns, missing
        self.alice, self.bob = begins, answers
        self.checks = 0

    def check(self, holds, what, more=""):
        self.checks += 1
        if not holds:
            raise Failed(f"{self.profile} {self.alice.kind} -> {self.bob.kind}: {what} {more}")

    def send(self, peer):
        key = os.urandom(KEY_LENGTH[self.profile]).hex()
        message = peer("enc", key=key)
        self.check("data" in message, f"{peer.kind} encrypts", message)
        return key, message

    def receive(self, peer, sent, what):
        key, message = sent
        answer = peer("dec", kex=message["kex"], data=message["data"])
        self.check(answer.get("key") == key, what, answer)

    def refuse(self, peer, sent, what):
        key, message = sent
        answer = peer("dec", kex=message["kex"], data=message["data"])
        self.check("error" in answer, what, answer)

    def talk(self):
        """All checks but the crossing one."""
        alice, bob = self.alice, self.bob
        self.check(alice("init", **bob("bundle")).get("ok"), "the bundle is accepted")
        first, second = self.send(alice), self.send(alice)
        self.check(first[1]["kex"] and second[1]["kex"], "the first messages have the key exchange")
        self.receive(bob, second, "the second message, before the first")
        self.receive(bob, first, "the first message, late")
        answer = self.send(bob)
        self.check(not answer[1]["kex"], "the answer has no key exchange")
        self.receive(alice, answer, "the answer")
        third = self.send(alice)
        self.check(not third[1]["kex"], "after the answer there is no key exchange any more")
        self.receive(bob, third, "the third message")
        self.out_of_order()
        self.late_over_turns()
        self.many()
        self.contents()

    def out_of_order(self):
        alice, bob = self.alice, self.bob
        batch = [self.send(alice) for _ in range(6)]
        for at in (5, 0, 3):
            self.receive(bob, batch[at], f"message {at} out of order")
        self.refuse(bob, batch[3], "a message for the second time")
        key, message = batch[1]
        end = "00" if message["data"][-2:] != "00" else "01"
        self.refuse(bob, (key, {**message, "data": message["data"][:-2] + end}), "a changed message")
        self.receive(bob, batch[1], "the true message after the changed one")
        answer = self.send(bob)
        self.receive(alice, answer, "a turn of the ratchet")
        fresh = self.send(alice)
        self.receive(bob, fresh, "a message of a new chain")
        for at in (2, 4):
            self.receive(bob, batch[at], f"message {at} of the chain before")

    def late_over_turns(self):
        alice, bob = self.alice, self.bob
        tail = [self.send(alice) for _ in range(3)]
        self.receive(bob, tail[0], "the first of a chain")
        self.receive(alice, self.send(bob), "a turn")
        self.receive(bob, self.send(alice), "the next chain")
        self.receive(bob, tail[1], "a late message of the chain before")
        # Whoever sends a number of the chain before that is one too small loses this one at others.
        self.receive(bob, tail[2], "the last message of the chain before, late")

    def many(self):
        alice, bob = self.alice, self.bob
        for at in range(self.turns):
            sender, receiver = (alice, bob) if at % 2 else (bob, alice)
            self.receive(receiver, self.send(sender), f"message {at} of {self.turns} in turns")
        skipped = [self.send(alice) for _ in range(self.missing + 1)]
        self.receive(bob, skipped[-1], f"a message after {self.missing} that are missing")
        for at in range(self.missing):
            self.receive(bob, skipped[at], f"missing message {at} of {self.missing}")

    def contents(self):
        if "libomemo-c" in (self.alice.kind, self.bob.kind):
            return
        for sender, receiver in ((self.alice, self.bob), (self.bob, self.alice)):
            # None of no length: python-oldmemo refuses them, and nobody sends any.
            for length in (1, 77, 1500):
                text = os.urandom(length).hex()
                sealed = sender("seal", text=text)
                answer = receiver("open", key=sealed["key"], iv=sealed["iv"], payload=sealed["payload"])
                self.check(answer.get("text") == text, f"contents of {length} bytes from {sender.kind}", answer)

    def cross(self):
        """Both begin at once and go on crossing; how many of ten messages arrive."""
        alice, bob = self.alice, self.bob
        for one, other in ((alice, bob), (bob, alice)):
            self.check(one("init", **other("bundle")).get("ok"), "the bundle is accepted")
        arrived = 0
        for _ in range(5):
            to_bob, to_alice = self.send(alice), self.send(bob)
            for receiver, (key, message) in ((bob, to_bob), (alice, to_alice)):
                arrived += receiver("dec", kex=message["kex"], data=message["data"]).get("key") == key
        return arrived


def build(source, folder):
    """The peer with libomemo-c, as a program."""
    program = pathlib.Path(folder) / "omemo_libomemo_c"
    flags = subprocess.run(
        ["pkg-config", "--cflags", "--libs", "libomemo-c"], capture_output=True, text=True, check=True
    ).stdout.split()
    # HMAC_Init_ex and its like are what the library's own tests use; that OpenSSL 3 likes others better is no matter.
    subprocess.run(
        ["cc", "-O2", "-Wno-deprecated-declarations", "-o", program, source, *flags, "-lcrypto"], check=True
    )
    return program


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("ours", help="the example `oracle` of omemo-rs")
    parser.add_argument("--c", default=HERE / "omemo_libomemo_c.c", help="the source of the peer with libomemo-c")
    parser.add_argument("--record", type=pathlib.Path, help="a folder for what ours is told and answers")
    parser.add_argument("--only", default="", help="only runs whose name has this in it")
    arguments = parser.parse_args()
    failures, checks = [], 0
    with tempfile.TemporaryDirectory() as folder:
        commands = {
            "ours": [arguments.ours],
            "python": [sys.executable, HERE / "omemo_python.py"],
            "libomemo-c": [build(arguments.c, folder)],
        }
        for profile in KEY_LENGTH:
            for other in OTHERS:
                for pair in (("ours", other), (other, "ours")):
                    if arguments.only not in "-".join((profile, *pair)):
                        continue
                    for part in (talk, cross):
                        try:
                            checks += part(profile, pair, commands, arguments.record)
                        except Failed as failure:
                            print("FAILED", failure, flush=True)
                            failures.append(failure)
    print(f"{checks} checks hold, {len(failures)} fail")
    return 1 if failures or not checks else 0


def stage(profile, pair, commands, record=None):
    def peer(kind):
        seed = [str(SEED)] if kind == "ours" and record is not None else []
        return Peer(kind, [*commands[kind], profile, *seed], record if kind == "ours" else None)

    # What is recorded is committed, and shall stay small.
    lengths = {"turns": 30, "missing": 60} if record is not None else {}
    return Stage(profile, peer(pair[0]), peer(pair[1]), **lengths)


def talk(profile, pair, commands, folder):
    record = [] if folder else None
    here = stage(profile, pair, commands, record)
    try:
        here.talk()
    finally:
        here.alice.close()
        here.bob.close()
    print(f"{profile} {pair[0]} -> {pair[1]}: {here.checks} checks", flush=True)
    if folder:
        lines = [{"profile": profile, "seed": SEED}, *record]
        text = "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)
        (folder / f"{profile}-{pair[0]}-{pair[1]}.jsonl").write_text(text)
    return here.checks


def cross(profile, pair, commands, _):
    here = stage(profile, pair, commands)
    try:
        arrived = here.cross()
        # python-omemo replaces its session; the one message that this costs is lost on its side.
        least = 9 if "python" in pair else 10
        here.check(arrived >= least, f"crossing key exchanges: {arrived} of 10 arrive")
    finally:
        here.alice.close()
        here.bob.close()
    print(f"{profile} {pair[0]} x {pair[1]}: {arrived} of 10 crossing messages", flush=True)
    return here.checks


sys.exit(main())
