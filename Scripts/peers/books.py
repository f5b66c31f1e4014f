"""l2Book frames by msgspec, typed, every price and size as a float.

Usage: books.py BOOKS.jsonl     prints name, megabytes a second, unit
"""

import sys
import time

import msgspec


class Level(msgspec.Struct, gc=False):
    px: float
    sz: float
    n: int


class Data(msgspec.Struct, gc=False):
    coin: str
    time: int
    levels: tuple[list[Level], list[Level]]


class Frame(msgspec.Struct, gc=False):
    channel: str
    data: Data


def main() -> None:
    with open(sys.argv[1], "rb") as file:
        lines = file.read().splitlines()
    size = sum(len(line) + 1 for line in lines)
    # Prices come as strings, which the decoder makes floats of itself.
    decode = msgspec.json.Decoder(Frame, strict=False).decode
    repeats = 1 + 20_000_000 // size
    for is_warm in (False, True):
        start = time.process_time()
        for _ in range(repeats):
            for line in lines:
                total = 0.0
                for side in decode(line).data.levels:
                    for level in side:
                        total += level.px + level.sz + level.n
        if is_warm:
            print(f"books.msgspec\t{size * repeats / (time.process_time() - start) / 1e6:.1f}\tMB/s")


main()
