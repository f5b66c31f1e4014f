#!/usr/bin/env python3
"""Asks a running EntryGate about an entry: `python3 strategy.py entrygate.sock`. Needs the standard library alone."""

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


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: strategy.py SOCKET, the path after --listen of entrygate run")
    verdict = ask(sys.argv[1], {
        "id": f"example-{time.time_ns()}", "symbol": "PURR/USDC:USDC", "base_symbol": "HYPE/USDC:USDC",
        "direction": "long", "notional_usd": 500})
    print(" ".join([verdict["action"], verdict.get("reason", "")]).rstrip())
