"""What the demo runs on: processes that end with it, JSON lines, and patience with a limit."""

import json
import os
import queue
import subprocess
import threading
import time
from pathlib import Path

# No step takes longer than this on a machine under load; what does has failed.
DEADLINE_S = 60
# Xvfb and servers get this long to end in order, then they are killed.
GRACE_S = 3
# Between two looks at something that tells nothing by itself.
POLL_S = 0.1


class Failed(Exception):
    """Something did not work out; the text says what, for people."""


class Stage:
    """All that runs for the demo, and its directory; `close` ends it."""

    def __init__(self, directory):
        self.directory = Path(directory)
        self.environment = dict(os.environ)
        self.running = []
        self.window = None

    def start(self, command, **options):
        options.setdefault("stdin", subprocess.DEVNULL)
        options.setdefault("env", self.environment)
        try:
            # A session of its own: Ctrl+C reaches this process alone, which then ends the others.
            process = subprocess.Popen(command, start_new_session=True, **options)
        except OSError as error:
            raise Failed(f"{command[0]} can't be started: {error}") from error
        self.running.append(process)
        return process

    def log(self, name):
        return open(self.directory / f"{name}.log", "ab")

    def close(self):
        for process in reversed(self.running):
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(GRACE_S)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


class Lines:
    """A child that takes and gives JSON lines: the peer, or our engine without a window."""

    def __init__(self, stage, name, command):
        self.name = name
        self.process = stage.start(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stage.log(name)
        )
        self.events = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            try:
                self.events.put(json.loads(line))
            except ValueError:
                self.events.put({"not JSON": line.decode(errors="replace")})
        self.events.put(None)

    def say(self, command):
        try:
            self.process.stdin.write(json.dumps(command).encode() + b"\n")
            self.process.stdin.flush()
        except OSError as error:
            raise Failed(f"{self.name} has ended: {error}") from error

    def wait(self, what, wanted):
        """The first event that `wanted` accepts; those before it are passed over."""
        end = time.monotonic() + DEADLINE_S
        while (left := end - time.monotonic()) > 0:
            try:
                event = self.events.get(timeout=left)
            except queue.Empty:
                break
            if event is None:
                raise Failed(f"{self.name} ended while waiting for {what}")
            if wanted(event):
                return event
        raise Failed(f"{self.name}: no sign of {what} in {DEADLINE_S} s")


def poll(what, ready, every=POLL_S):
    end = time.monotonic() + DEADLINE_S
    while time.monotonic() < end:
        if found := ready():
            return found
        time.sleep(every)
    raise Failed(f"no sign of {what} in {DEADLINE_S} s")


def say(text):
    print(f"demo: {text}", flush=True)
