#!/usr/bin/env python3
"""Makes message.wav: two soft notes, a fifth apart, that fade within half a second."""
import math
import struct
import wave

RATE = 16_000
LENGTH = 0.5
NOTES = [(0.0, 659.26), (0.11, 987.77)]  # E5, B5


def sample(at):
    value = 0.0
    for begin, pitch in NOTES:
        since = at - begin
        if since < 0:
            continue
        rise = min(1.0, since / 0.008)
        fade = math.exp(-since * 11)
        tone = math.sin(2 * math.pi * pitch * since)
        tone += 0.25 * math.sin(4 * math.pi * pitch * since) * math.exp(-since * 18)
        value += 0.22 * rise * fade * tone
    return value * min(1.0, (LENGTH - at) / 0.05)


with wave.open("message.wav", "wb") as out:
    out.setnchannels(1)
    out.setsampwidth(2)
    out.setframerate(RATE)
    for number in range(int(RATE * LENGTH)):
        out.writeframes(struct.pack("<h", int(32767 * sample(number / RATE))))
