#!/usr/bin/env python3
"""Asks a running EntryGate about an entry: `python3 strategy.py entrygate.sock`. Needs the standard library alone.

`python3 strategy.py entrygate.sock exit s-1 -12.5` reports that the position of the approved entry s-1 is closed.
"""

import json
import socket
import sys
import time


def ask(path, signal, timeout_s=15, attempts=2):
    """Returns the verdict on an entry: it is on disk when it comes. Whatever goes wrong is no approval.

    A gate that was asked twice with one id counts it once, and gives the first verdict again: so it is safe to retry.
    """
    for attempt in range(1, attempts + 1):
        try:
            with socket.socket(socket.AF_UNIX) as gate:
                gate.settimeout(timeout_s)
                gate.connect(path)
                gate.sendall(json.dumps(signal).encode() + b"\n")
                answer = gate.makefile("rb").readline()
            if not answer.endswith(b"\n"):
                raise ConnectionError("the gate has gone")
            return json.loads(answer)
        except OSError as error:
            if attempt == attempts:
                sys.exit(f"no verdict from {path}, no entry: {error}")


def report_exit(path, signal_id, pnl_usd):
    """Reports that a position is closed, and what it made. Exits are never gated; it is safe to report one again."""
    answer = ask(path, {"event": "exit", "signal_id": signal_id, "pnl_usd": round(pnl_usd, 9)})["exit"]
    if not answer["recorded"]:
        sys.exit(f"the exit of {signal_id} is not recorded: {answer['reason']}")


if __name__ == "__main__":
    if len(sys.argv) == 5 and sys.argv[2] == "exit":
        report_exit(sys.argv[1], sys.argv[3], float(sys.argv[4]))
        sys.exit()
    if len(sys.argv) != 2:
        sys.exit("usage: strategy.py SOCKET [exit SIGNAL_ID PNL_USD], the path after --listen of entrygate run")
    verdict = ask(sys.argv[1], {
        "id": f"example-{time.time_ns()}", "symbol": "PURR/USDC:USDC", "base_symbol": "HYPE/USDC:USDC",
        "direction": "long", "notional_usd": 500})
    print(" ".join([verdict["action"], verdict.get("reason", "")]).rstrip())
