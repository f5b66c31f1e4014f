#!/usr/bin/env python3
"""Asks a running EntryGate about entries: `python3 strategy.py entrygate.sock`. Needs the standard library alone."""

import json
import socket
import sys


class EntryGate:
    """A connection to `entrygate run --listen PATH`. One question at a time; each answer is on disk when it comes."""

    def __init__(self, path, timeout_s=15):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(timeout_s)
        self.socket.connect(path)
        self.lines = self.socket.makefile("rw", encoding="utf-8", newline="\n")

    def ask(self, **signal):
        """Returns the verdict on an entry. Whatever goes wrong is no approval."""
        self.lines.write(json.dumps(signal) + "\n")
        self.lines.flush()
        answer = self.lines.readline()
        if not answer:
            raise ConnectionError("the gate has gone")
        return json.loads(answer)


if __name__ == "__main__":
    gate = EntryGate(sys.argv[1])
    verdict = gate.ask(symbol="PURR/USDC:USDC", base_symbol="HYPE/USDC:USDC", direction="long", notional_usd=500)
    print(verdict["action"], verdict.get("reason", ""))
