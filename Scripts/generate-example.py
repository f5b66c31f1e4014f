#!/usr/bin/env python3
"""Writes the example recording and the signals that go with it.

    python3 Scripts/generate-example.py [FOLDER]

FOLDER is Examples beside this script's folder unless given. It receives

- purr.market.jsonl: 65 minutes of PURR's order books, perp and spot, as a host would have recorded them, with all the
  trouble that a market and a connection make;
- purr.signals.jsonl: a strategy's signals over the same time, in all that trouble.

No line was recorded: the prices are around levels that PURR has had, and the rest is drawn from a fixed seed, so that
every run writes the same bytes. The level falls by half at the reconnection, as if two days had been put together.
"""

import json
import random
import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

SEED = 20260325
START_MS = 1774429200000  # 2026-03-25T09:00:00Z
FRAME_EVERY_MS, SPOT_AFTER_PERP_MS, CACHE_DELAY_MS = 3000, 1200, 5000
DISCONNECTION_MS = START_MS + 1_980_000  # where STRETCHES says so
GREETING = "Websocket connection established."
LEVEL_BEFORE, LEVEL_AFTER = Decimal("0.148215"), Decimal("0.0664375")

# The perp over spot, in millionths: the least and the most.
ORDINARY, DISCOUNT, PREMIUM = (-1250, -850), (-19000, -12000), (12000, 19000)
ANOTHER_COIN = (-260000, -230000)


@dataclass(frozen=True)
class Stretch:
    """A time of one kind.

    `perp` and `spot` say what a feed sends: book, silent, empty, bids (alone), crossed, thin, cached (an old book).
    `mids` sets both mids, perp and spot, and puts the books' times on a regular grid.
    A signal is `SECOND DIRECTION PAIR [ID]`; with the id of an earlier one it repeats it, or contradicts it.
    """

    seconds: int
    spread: tuple[int, int] = ORDINARY
    signals: tuple[str, ...] = ()
    perp: str = "book"
    spot: str = "book"
    mids: tuple[str, ...] = ()


STRETCHES = [
    Stretch(15, perp="silent", spot="silent", signals=("9 long PURR|HYPE",)),
    Stretch(30, spot="silent", signals=("17 short PURR|BTC",)),
    Stretch(135, signals=("20 long PURR|HYPE", "50 short PURR|HYPE", "80 long HYPE|BTC", "110 short PURR|BTC")),
    Stretch(240, DISCOUNT, ("20 long PURR|HYPE", "50 short PURR|HYPE", "80 long PURR|HYPE s-007", "110 long PURR",
                            "170 short PURR", "200 short PURR s-009")),
    Stretch(240, signals=("50 long PURR|HYPE", "140 short PURR|HYPE", "200 long PURR|ETH")),
    # Exactly the threshold of 1 %; then silence, so that the books come to be exactly 10 s old, and older.
    Stretch(60, mids=("0.147015", "0.1485"), signals=("20 long PURR|ETH", "41 short PURR|HYPE")),
    Stretch(30, perp="silent", spot="silent", signals=("7 long PURR|ETH", "7.001 long PURR|SOL")),
    Stretch(270, signals=("50 long PURR|HYPE", "140 short PURR|HYPE", "230 short PURR")),
    Stretch(240, PREMIUM, ("20 short PURR|HYPE", "59 long PURR|HYPE", "110 short PURR|BTC", "170 long PURR|BTC")),
    Stretch(60, mids=("0.149985", "0.1485"), signals=("20 short PURR", "41 long PURR|HYPE")),
    Stretch(180, signals=("50 short HYPE|BTC", "140 long PURR|HYPE")),
    Stretch(30, spot="silent", signals=("17 short PURR|ETH",)),
    Stretch(60, spot="empty", signals=("20 long PURR|SOL",)),
    Stretch(60, perp="bids", signals=("20 long PURR",)),
    Stretch(330, signals=("50 long PURR|HYPE", "140 short PURR|HYPE", "200 long PURR|HYPE", "260 short PURR|HYPE")),
    # Disconnected; connected at the end of this one, and then spot's book by REST until its first frame comes.
    Stretch(30, perp="silent", spot="silent"),
    Stretch(9, perp="silent", spot="silent", signals=("8 short PURR|BTC",)),
    Stretch(6, spot="silent", signals=("2 long PURR|HYPE",)),
    Stretch(255, signals=("50 long PURR|HYPE", "140 short PURR|HYPE")),
    Stretch(60, DISCOUNT, ("20 long PURR|HYPE", "41 short PURR|HYPE"), perp="crossed"),
    Stretch(120, signals=("50 long PURR|HYPE",)),
    Stretch(60, DISCOUNT, ("20 long PURR|HYPE", "41 short PURR|HYPE"), spot="cached"),
    Stretch(120, signals=("50 short PURR|HYPE",)),
    Stretch(60, DISCOUNT, ("20 long PURR|HYPE", "41 short PURR|HYPE"), spot="thin"),
    Stretch(120, signals=("50 long PURR|HYPE",)),
    Stretch(60, ANOTHER_COIN, ("20 long PURR|HYPE", "41 short PURR|HYPE")),
    # Exactly 20 % is still plausible.
    Stretch(60, mids=("0.079728", "0.06644"), signals=("20 short PURR|SOL", "41 long PURR|HYPE")),
    Stretch(150, signals=("50 short PURR|HYPE",)),
    Stretch(240, DISCOUNT, ("20 long PURR|HYPE", "50 long PURR|HYPE", "110 long PURR|ETH", "170 short PURR|HYPE")),
    Stretch(120, signals=("50 short PURR|BTC",)),
    # The first approvals of the hour leave the window of the rate limits: at 159 s and 182 s, to the millisecond.
    Stretch(270, PREMIUM, ("20 short PURR", "80 short PURR|BTC", "159 short PURR|HYPE", "170 short PURR|SOL",
                           "182 short PURR|BTC")),
    Stretch(180, signals=("50 long HYPE|BTC", "90 long PURR|HYPE", "140 short PURR|HYPE")),
]


def compact(value):
    return json.dumps(value, separators=(",", ":"))


def ladder(rng, best, step, tick, best_size):
    """One side of a book: 3 to 5 levels from the best price outward, in ticks; `step` is -1 for bids."""
    levels, price = [], best
    for depth in range(rng.randint(3, 5)):
        size = best_size if depth == 0 else rng.randint(2000, 60000)
        levels.append({"px": f"{(price * tick).normalize():f}", "sz": f"{size}.0", "n": rng.randint(1, 7)})
        price += step * rng.randint(1, 4)
    return levels


def book(rng, mid, kind):
    """Levels around a mid, on prices of five significant figures; a mid lies on such a price or between two."""
    if kind == "empty":
        return [[], []]
    tick = Decimal(1).scaleb(mid.adjusted() - 4)
    twice_mid = int((2 * mid / tick).to_integral_value())
    gap = (twice_mid % 2 or 2) + 2 * rng.randint(0, 2)
    if kind == "crossed":
        gap = -gap
    sizes = [rng.randint(40, 300) if kind == "thin" else rng.randint(1200, 30000) for _ in range(2)]
    bids = ladder(rng, (twice_mid - gap) // 2, -1, tick, sizes[0])
    asks = ladder(rng, (twice_mid + gap) // 2, +1, tick, sizes[1])
    return [bids, [] if kind == "bids" else asks]


def book_frame(coin, time_ms, levels):
    return compact({"channel": "l2Book", "data": {"coin": coin, "time": time_ms, "levels": levels}})


def received_event(rng, sent_ms, frame):
    """(receipt in ns, line) of a frame; the three forms of a line take turns, each for some twenty minutes."""
    received_ms = sent_ms + rng.randint(20, 350)
    received_ns = received_ms * 1_000_000 + rng.randint(0, 999_999)
    minute = (received_ms - START_MS) // 60_000
    if minute < 20:
        return received_ns, frame
    if minute < 40:
        return received_ns, f"{received_ns} {frame}"
    return received_ns, f'{{"received":{received_ms},"frame":{frame}}}'


def book_events(rng):
    """Both books over all stretches."""
    start_ms, drift, last_time = START_MS, 0, {"PURR": 0, "PURR/USDC": 0}
    for stretch in STRETCHES:
        level = LEVEL_BEFORE if start_ms < DISCONNECTION_MS else LEVEL_AFTER
        for tick_ms in range(start_ms, start_ms + stretch.seconds * 1000, FRAME_EVERY_MS):
            drift = max(-600, min(600, drift + rng.randint(-30, 30)))
            spot_mid = level * (1_000_000 + drift) / 1_000_000
            mids = (spot_mid * (1_000_000 + rng.randint(*stretch.spread)) / 1_000_000, spot_mid)
            if stretch.mids:
                mids = tuple(map(Decimal, stretch.mids))
            legs = (("PURR", stretch.perp, mids[0], 0), ("PURR/USDC", stretch.spot, mids[1], SPOT_AFTER_PERP_MS))
            for coin, kind, mid, after_ms in legs:
                sent_ms = tick_ms + after_ms + (0 if stretch.mids else rng.randint(0, 400))
                time_ms = sent_ms - (CACHE_DELAY_MS if kind == "cached" else 0)
                if kind != "silent" and time_ms > last_time[coin]:
                    last_time[coin] = time_ms
                    yield received_event(rng, sent_ms, book_frame(coin, time_ms, book(rng, mid, kind)))
        start_ms += stretch.seconds * 1000


def other_events(rng):
    """All else that the exchange sends: acknowledgements, an error, pongs, trades, and two frames that are broken."""
    subscriptions = [{"type": "l2Book", "coin": coin, "nSigFigs": None, "mantissa": None, "fast": True}
                     for coin in ("PURR", "PURR/USDC")]
    for sent_ms in (START_MS + 13_000, DISCONNECTION_MS + 38_000):
        for subscription in subscriptions:
            data = {"method": "subscribe", "subscription": subscription}
            yield received_event(rng, sent_ms, compact({"channel": "subscriptionResponse", "data": data}))
    error = {"channel": "error", "data": "Already subscribed: " + compact(subscriptions[0])}
    yield received_event(rng, DISCONNECTION_MS + 40_000, compact(error))
    for minute in range(sum(stretch.seconds for stretch in STRETCHES) // 60):
        yield received_event(rng, START_MS + minute * 60_000 + 37_000, '{"channel":"pong"}')
    for second, price in ((130, "0.14811"), (900, "0.14808"), (2190, "0.066361")):
        trade = {"coin": "PURR", "side": "B", "px": price, "sz": "340.0", "time": START_MS + second * 1000}
        yield received_event(rng, trade["time"], compact({"channel": "trades", "data": [trade]}))
    whole = book_frame("PURR", START_MS + 500_000, book(rng, LEVEL_BEFORE, "book"))
    yield received_event(rng, START_MS + 500_000, whole[: len(whole) // 2])
    yield received_event(rng, START_MS + 600_000, '{"channel":"l2Book","data":{"coin":"PURR","time":"noon"}}')


def connection_events(rng):
    """The greetings, the host's own marks, and the one book that it asked for by REST."""
    polled_ms = DISCONNECTION_MS + 37_000
    polled = book_frame("PURR/USDC", polled_ms - 140, book(rng, LEVEL_AFTER, "book"))
    connected_ms = DISCONNECTION_MS + 30_000
    for received_ms, line in (
        (START_MS + 12_000, GREETING),
        (DISCONNECTION_MS, f'{{"received":{DISCONNECTION_MS},"event":"disconnected"}}'),
        (connected_ms, f'{{"received":{connected_ms},"event":"connected"}}'),
        (connected_ms + 300, GREETING),
        (polled_ms, f'{{"received":{polled_ms},"source":"rest","frame":{polled}}}'),
    ):
        yield received_ms * 1_000_000, line


def market_lines(rng):
    header = {"recording": 1, "network": "mainnet", "spot": {"PURR": "PURR/USDC"}}
    events = [*book_events(rng), *other_events(rng), *connection_events(rng)]
    return [compact(header)] + [line for _, line in sorted(events, key=lambda event: event[0])]


def signal(rng, identifier, time_ms, direction, pair):
    coins = pair.split("|")
    fields = {"id": identifier, "time": time_ms, "symbol": f"{coins[0]}/USDC:USDC"}
    if len(coins) == 2:
        fields["base_symbol"] = f"{coins[1]}/USDC:USDC"
    z_score = rng.randint(200, 330) / 100
    return fields | {"direction": direction, "strategy": "adaptive_bollinger",
                     "z_score": -z_score if direction == "long" else z_score, "notional_usd": 50 * rng.randint(4, 24)}


def signal_lines(rng):
    start_ms, first_told, lines = START_MS, {}, []
    for stretch in STRETCHES:
        for text in stretch.signals:
            second, direction, pair, *repeated = text.split()
            time_ms = start_ms + int(Decimal(second) * 1000)
            identifier = repeated[0] if repeated else f"s-{len(first_told) + 1:03}"
            told = signal(rng, identifier, time_ms, direction, pair)
            first = first_told.setdefault(identifier, told)
            if first["direction"] == direction:
                told = first | {"time": time_ms}
            lines.append(compact(told))
        start_ms += stretch.seconds * 1000
    return lines


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent / "Examples"
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(SEED)
    for name, lines in (("purr.market.jsonl", market_lines(rng)), ("purr.signals.jsonl", signal_lines(rng))):
        (folder / name).write_bytes(("\n".join(lines) + "\n").encode())


if __name__ == "__main__":
    main()
