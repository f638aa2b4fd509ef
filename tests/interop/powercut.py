#!/usr/bin/env python3
"""Cuts the power of a working store, many times, and checks what is left.

The worker of core/src/store/tests/crash.rs runs once under strace, which writes down every change of
every file. From that this builds what a disk can hold after a power cut at some moment: whatever was
synced, and of the rest nothing ("none") or each write with a chance of one half ("subset").
sync_file_range counts as nothing, as its manual says. Names of files count as durable at once. Every
such profile must open, with all that the worker called durable, and nothing half.

Then the same disk is looked at as if the store never synced its database by itself: a simulation that
finds nothing lost there would find nothing anywhere.

Needs strace and cargo. Usage: powercut.py [CUTS [STEPS]]
"""

import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter

CALLS = ("openat,open,creat,write,pwrite64,ftruncate,fallocate,rename,renameat,renameat2,"
         "unlink,unlinkat,mkdir,mkdirat,fsync,fdatasync,lseek,close")
WORKER = "store::tests::crash::worker"
DATABASE = "/store-v1/db"
SEED = 1
# So many cuts are looked at without our own sync, too.
CONTROLS = 15
VERIFIER = "store::tests::crash::after_a_power_cut"


def test_binary():
    build = ["cargo", "test", "-p", "waxwing-core", "--lib", "--no-run", "--message-format=json"]
    lines = subprocess.run(build, check=True, capture_output=True, text=True).stdout.splitlines()
    built = [json.loads(line) for line in lines if line.startswith("{")]
    return [each["executable"] for each in built if each.get("executable")][-1]


def text(escaped):
    return bytes.fromhex(escaped.replace("\\x", ""))


def finished_calls(path):
    """Name, arguments and result of each call, in the order in which they ended."""
    begun = {}
    with open(path, errors="replace") as trace:
        for line in trace:
            pid, call = line.rstrip("\n").split(None, 1)
            if call.endswith("<unfinished ...>"):
                begun[pid] = call.removesuffix("<unfinished ...>")
                continue
            resumed = re.match(r"<\.\.\. \w+ resumed>(.*)$", call)
            if resumed:
                call = begun.pop(pid, "") + resumed[1]
            parts = re.match(r"(\w+)\((.*)\)\s+= (-?\d+)", call)
            if parts and int(parts[3]) >= 0:
                yield parts[1], parts[2], int(parts[3])


class Recording:
    """What happened to the files below a directory, as a list of operations."""

    def __init__(self, base):
        self.base, self.ops = base, []
        self.files, self.sizes, self.places, self.appends = {}, {}, {}, set()

    def below(self, path):
        return path.startswith(self.base + "/")

    def file(self, path):
        if path not in self.files:
            number = len(self.sizes)
            self.files[path], self.sizes[number] = number, 0
            self.ops.append(("create", path, number))
        return self.files[path]

    def handle(self, name, args, result):
        paths = [text(each).decode() for each in re.findall(r'"((?:\\x..)*)"', args)] \
            if not name.startswith(("write", "pwrite")) else []
        if name in ("openat", "open", "creat"):
            self.opened(paths[0], args, name, result)
        elif name.startswith("mkdir") and self.below(paths[-1]):
            self.ops.append(("mkdir", paths[-1]))
        elif name.startswith("rename") and paths[0] in self.files:
            self.files[paths[1]] = self.files.pop(paths[0])
            self.ops.append(("rename", paths[0], paths[1]))
        elif name.startswith("unlink") and paths[-1] in self.files:
            del self.files[paths[-1]]
            self.ops.append(("unlink", paths[-1]))
        else:
            self.on_handle(name, args, result)

    def opened(self, path, args, name, handle):
        if not self.below(path) or "O_DIRECTORY" in args or os.path.isdir(path):
            return
        self.places[handle] = 0
        (self.appends.add if "O_APPEND" in args else self.appends.discard)(handle)
        if "O_CREAT" in args or name == "creat":
            self.file(path)
        if "O_TRUNC" in args and path in self.files:
            self.resize(self.files[path], 0)

    def on_handle(self, name, args, result):
        handle = re.match(r"(\d+)<([^>]*)>", args)
        if not handle:
            return
        number, path = int(handle[1]), handle[2]
        path = text(path).decode() if path.startswith("\\x") else path
        if name == "write" and number == 1:
            told = re.findall(rb"durable (\d+)", self.written(args, result))
            self.ops += [("durable", int(last)) for last in told[-1:]]
        elif not self.below(path):
            return
        elif name in ("write", "pwrite64"):
            self.write(name, number, self.file(path), args, result)
        elif name == "lseek":
            self.places[number] = result
        elif name == "ftruncate":
            self.resize(self.file(path), int(args.rsplit(",", 1)[1]))
        elif name == "fallocate":
            begin, length = args.split(",")[-2:]
            file = self.file(path)
            self.resize(file, max(self.sizes[file], int(begin) + int(length)))
        elif name in ("fsync", "fdatasync") and path in self.files:
            self.ops.append(("sync", self.files[path]))

    @staticmethod
    def written(args, count):
        data = re.search(r', "((?:\\x..)*)"', args)
        return text(data[1])[:count] if data else b""

    def write(self, name, handle, file, args, count):
        data = self.written(args, count)
        if name == "pwrite64":
            place = int(re.search(r", (\d+)\s*$", args)[1])
        else:
            place = self.sizes[file] if handle in self.appends else self.places.get(handle, 0)
            self.places[handle] = place + len(data)
        self.ops.append(("write", file, place, data))
        self.sizes[file] = max(self.sizes[file], place + len(data))

    def resize(self, file, size):
        self.ops.append(("resize", file, size))
        self.sizes[file] = size

    def image(self, cut, mode, chance, target, unsynced=()):
        """Builds what is left of the first `cut` operations; says what was durable by then. The
        syncs of the files `unsynced` do not count."""
        synced, durable = {}, 0
        for number, op in enumerate(self.ops[:cut]):
            if op[0] == "sync" and op[1] not in unsynced:
                synced[op[1]] = number
            elif op[0] == "durable":
                durable = op[1]
        files, names = {}, {}
        os.makedirs(target, mode=0o700)
        for number, op in enumerate(self.ops[:cut]):
            if op[0] == "mkdir":
                os.makedirs(target + op[1][len(self.base):], exist_ok=True)
            elif op[0] == "create":
                names[op[1]], files[op[2]] = op[2], bytearray()
            elif op[0] == "rename":
                names[op[2]] = names.pop(op[1])
            elif op[0] == "unlink":
                del names[op[1]]
            elif op[0] in ("write", "resize"):
                kept = number < synced.get(op[1], -1)
                if kept or (mode == "subset" and chance.random() < 0.5):
                    change(files[op[1]], op)
        for path, number in names.items():
            with open(target + path[len(self.base):], "wb") as file:
                file.write(files[number])
        return durable


def change(content, op):
    size = op[2] if op[0] == "resize" else op[2] + len(op[3])
    if len(content) < size:
        content.extend(bytes(size - len(content)))
    if op[0] == "resize":
        del content[size:]
    else:
        content[op[2]:size] = op[3]


def check(binary, image, durable):
    """Whether the profile opens with everything durable in it, and what it said."""
    env = dict(os.environ, WAXWING_POWERCUT_IMAGE=image, WAXWING_POWERCUT_DURABLE=str(durable))
    verifier = [binary, VERIFIER, "--exact", "--nocapture"]
    done = subprocess.run(verifier, env=env, capture_output=True, text=True, timeout=120)
    return done.returncode == 0, done.stdout[-600:] + done.stderr[-1200:]


def record(binary, profile, trace, steps):
    env = dict(os.environ, WAXWING_CRASH_PROFILE=profile, WAXWING_CRASH_LAST=str(steps))
    strace = ["strace", "-f", "-y", "-xx", "-s", "4000000", "-o", trace, "-e", "trace=" + CALLS]
    worker = strace + [binary, WORKER, "--exact", "--nocapture"]
    subprocess.run(worker, check=True, env=env, stdout=subprocess.PIPE)
    recording = Recording(profile)
    for call in finished_calls(trace):
        recording.handle(*call)
    return recording


def main():
    cuts, steps = (int(arg) for arg in (sys.argv[1:] + ["60", "200"][len(sys.argv) - 1:])[:2])
    binary, base = test_binary(), tempfile.mkdtemp(prefix="powercut-")
    recording = record(binary, base + "/profile", base + "/trace", steps)
    print(dict(Counter(op[0] for op in recording.ops)), flush=True)
    database = {number for path, number in recording.files.items() if path.endswith(DATABASE)}
    chance, outcomes, image = random.Random(SEED), Counter(), base + "/image"
    for number in range(cuts):
        cut = chance.randrange(1, len(recording.ops) + 1)
        for mode in ("none", "subset", "none, never synced by us"):
            control = mode.endswith("us")
            if control and number >= CONTROLS:
                continue
            shutil.rmtree(image, ignore_errors=True)
            durable = recording.image(cut, mode, chance, image, database if control else ())
            well, said = check(binary, image, durable)
            outcomes[mode, well] += 1
            if not well and not control:
                print(f"cut {cut} of {len(recording.ops)}, {mode}, {durable} durable:")
                print(said, flush=True)
    print(f"seed {SEED}")
    for (mode, well), count in sorted(outcomes.items()):
        print(f"{mode}: {count} {'held' if well else 'LOST SOMETHING'}")
    shutil.rmtree(base)
    control_lost = any(mode.endswith("us") and not well for mode, well in outcomes)
    held = all(well for mode, well in outcomes if not mode.endswith("us"))
    if not control_lost:
        print("the control lost nothing: this simulation shows nothing")
    sys.exit(0 if held and control_lost else 1)


if __name__ == "__main__":
    main()
