"""The gate in plain Python with orjson: signal lines on standard input, answers with their reasons on standard output."""

import sys

import orjson

MIN_SPREAD = 0.001


def mid(market, leg, coin):
    quote = market[leg].get(coin)
    return float(quote) if quote is not None else 0.0


def judge(signal):
    symbol = signal["symbol"]
    coin = symbol.split("/", 1)[0]
    answer = {"signal_id": signal["id"], "time": signal["time"], "coin": coin, "direction": signal["direction"]}
    if coin != "PURR":
        answer["action"] = "approved"
        return answer
    perp, spot = mid(signal["market"], "perp", coin), mid(signal["market"], "spot", coin)
    if perp <= 0 or spot <= 0:
        answer["action"] = "approved"
        answer["warnings"] = ["perp_missing" if perp <= 0 else "spot_missing"]
        return answer
    spread = (perp - spot) / spot
    is_long = signal["direction"] == "long"
    is_enough = spread <= -MIN_SPREAD if is_long else spread >= MIN_SPREAD
    answer["action"] = "approved" if is_enough else "rejected"
    if not is_enough:
        sign = "≤-" if is_long else "≥+"
        answer["code"] = "spread_insufficient"
        answer["reason"] = (
            f"spread insufficient | {signal['direction']} | spread={spread:+.4%} (need {sign}{MIN_SPREAD:.4%})"
            f" | perp=${perp:.6f} spot=${spot:.6f}"
        )
    answer["measured"] = {"perp": perp, "spot": spot, "spread": spread}
    answer["required"] = {"min_spread": MIN_SPREAD}
    return answer


def main():
    write = sys.stdout.buffer.write
    for line in sys.stdin.buffer:
        write(orjson.dumps(judge(orjson.loads(line))) + b"\n")


main()
