#!/usr/bin/env python3
"""Writes a seeded day of signals with the books they meet, and rules that have something to say of them.

    python3 Scripts/generate-day.py FOLDER [SIGNALS]

FOLDER receives day.market.jsonl, day.signals.jsonl and day.rules.json; SIGNALS is 2000 unless given. Books come a second
before each signal, but for some hours: the spot book is missing for one, and old for another.
"""

import json
import random
import sys
from pathlib import Path

START_MS = 1774396800000  # 2026-03-25T00:00:00Z
DAY_MS = 86_400_000
PAIRS = ["PURR|HYPE"] * 5 + ["PURR|BTC"] * 3 + ["PURR|ETH"] * 2 + ["PURR"]
STRATEGIES = ["adaptive_bollinger", "breakout"]
RULES = {
    "version": 1,
    "chain": [
        {"id": "hourly-rate", "rule": "entry_rate_limit", "params": {"max_entries": 60, "window_s": 3600, "per": "pair"}},
        {"id": "purr-futures-spot-arb", "rule": "futures_spot_arb", "scope": {"coins": ["PURR"]},
         "on_unavailable": "allow", "params": {"min_spread": 0.01, "max_abs_spread": 0.2}},
        {"id": "spot-not-wide", "rule": "top_of_book_spread_cap", "scope": {"coins": ["PURR"]},
         "on_unavailable": "allow", "params": {"leg": "spot", "max_bps": 30}},
    ],
    "risk_review": [
        {"id": "z-band", "rule": "z_score_band", "mode": "shadow", "params": {"min_abs": 2, "max_abs": 3.2}},
        {"id": "size-cap", "rule": "notional_cap", "params": {"max_notional_usd": 1150}},
    ],
}


def book(coin, time_ms, mid, width):
    """Best bid and ask `width` parts of a million apart; prices of seven decimals."""
    half = mid * width / 2_000_000
    levels = [[{"px": f"{price:.7f}", "sz": "9000.0", "n": 3}] for price in (mid - half, mid + half)]
    return {"channel": "l2Book", "data": {"coin": coin, "time": time_ms, "levels": levels}}


def compact(value):
    return json.dumps(value, separators=(",", ":"))


def day(count):
    rng = random.Random(20260325)
    market = [compact({"recording": 1, "network": "mainnet", "spot": {"PURR": "PURR/USDC"}})]
    signals, spread, level = [], 0.0, 0.148
    # Seldom at night, often in the afternoon.
    moments = sorted(START_MS + int(DAY_MS * (rng.betavariate(2.2, 1.7))) for _ in range(count))
    last_ms = 0
    for index, time_ms in enumerate(moments):
        time_ms = max(time_ms, last_ms + 1)
        last_ms = time_ms
        hour = (time_ms - START_MS) / 3_600_000
        spread = 0.97 * spread + rng.gauss(0, 0.0028)
        level *= 1 + rng.gauss(0, 0.0006)
        implausible = rng.random() < 0.002
        perp = level * (1 + (0.24 if implausible else spread))
        before_ms = time_ms - rng.randint(200, 1500)
        books = [("PURR", perp, before_ms)]
        if not 9.4 < hour < 10.1:
            books.append(("PURR/USDC", level, before_ms - (14_000 if 17 < hour < 17.3 else 300)))
        for coin, mid, sent_ms in books:
            frame = book(coin, sent_ms, mid, rng.choice([900, 1500, 2500, 4200]))
            market.append(compact({"received": before_ms, "frame": frame}))
        pair = rng.choice(PAIRS).split("|")
        direction = rng.choice(["long", "short"]) if rng.random() < 0.5 else ("long" if spread < 0 else "short")
        z_score = round(rng.uniform(1.7, 3.4), 2)
        fields = {"id": f"d-{index + 1:04}", "time": time_ms, "symbol": f"{pair[0]}/USDC:USDC"}
        if len(pair) == 2:
            fields["base_symbol"] = f"{pair[1]}/USDC:USDC"
        fields |= {"direction": direction, "strategy": rng.choice(STRATEGIES),
                   "z_score": -z_score if direction == "long" else z_score, "notional_usd": 50 * rng.randint(4, 24)}
        signals.append(compact(fields))
    market[1:] = sorted(market[1:], key=lambda line: json.loads(line)["received"])
    return market, signals


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    market, signals = day(int(sys.argv[2]) if len(sys.argv) > 2 else 2000)
    (folder / "day.market.jsonl").write_text("\n".join(market) + "\n")
    (folder / "day.signals.jsonl").write_text("\n".join(signals) + "\n")
    (folder / "day.rules.json").write_text(json.dumps(RULES, indent=2) + "\n")


if __name__ == "__main__":
    main()
