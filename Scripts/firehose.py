#!/usr/bin/env python3
"""An exchange on 127.0.0.1 that sends order books as fast as it is told: REST and WebSocket at one port.

Usage: Scripts/firehose.py [--frames PER_SECOND] [--coins N]
Prints `PORT` and serves until it is ended. The frames are spread evenly over the subscribed books, and over time.
"""

import argparse
import asyncio
import base64
import hashlib
import json
import random
import struct
import time

NAMES = ["PURR", "HYPE", "BTC", "ETH", "SOL", "DOGE", "XRP", "AVAX", "LINK", "SUI", "APT", "ARB", "OP", "TIA", "SEI", "INJ"]
TICK_S = 0.01


class Exchange:
    def __init__(self, names, frames):
        self.names = names
        self.frames = frames
        self.random = random.Random(8)
        self.mids = {coin: 1_000_000 for name in names for coin in (name, self.spot(name))}

    @staticmethod
    def spot(name):
        return f"{name}/USDC"

    def book(self, coin):
        """Five levels a side around a mid that walks; prices are millionths."""
        walk = self.mids[coin] + self.random.randint(-2000, 2000)
        # The two legs stay within some percent of each other.
        self.mids[coin] = mid = min(max(walk, 970_000), 1_030_000)
        levels = [
            [{"px": f"{(mid + sign * (100 + 50 * step)) / 1e6:.6f}", "sz": "1000000.0", "n": 3} for step in range(5)]
            for sign in (-1, 1)
        ]
        return {"coin": coin, "time": int(time.time() * 1000), "levels": levels}

    def info(self, request):
        kind, coin = request.get("type"), request.get("coin")
        if kind == "meta":
            return {"universe": [{"name": name, "szDecimals": 0} for name in self.names]}
        if kind == "spotMetaAndAssetCtxs":
            tokens = [{"name": "USDC", "index": 0, "szDecimals": 8, "isCanonical": True}]
            tokens += [
                {"name": name, "index": index, "szDecimals": 0, "isCanonical": True}
                for index, name in enumerate(self.names, 1)
            ]
            universe = [
                {"tokens": [index, 0], "name": self.spot(name), "index": index - 1, "isCanonical": True}
                for index, name in enumerate(self.names, 1)
            ]
            return [{"universe": universe, "tokens": tokens}, []]
        return self.book(coin) if kind == "l2Book" and coin in self.mids else None

    async def serve(self, reader, writer):
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                fields = dict(
                    line.split(": ", 1) for line in head.decode("latin-1").lower().split("\r\n")[1:] if ": " in line
                )
                if fields.get("upgrade") == "websocket":
                    await self.serve_socket(head, reader, writer)
                    return
                body = await reader.readexactly(int(fields.get("content-length", 0)))
                answer = json.dumps(self.info(json.loads(body)), separators=(",", ":")).encode()
                writer.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(answer)
                )
                writer.write(answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def serve_socket(self, head, reader, writer):
        key = next(line.split(": ", 1)[1] for line in head.decode("latin-1").split("\r\n") if line.lower().startswith("sec-websocket-key"))
        accept = base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest())
        writer.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
            + accept + b"\r\n\r\n"
        )
        coins = []
        sender = asyncio.create_task(self.send_books(coins, writer))
        try:
            while (message := await read_message(reader)) is not None:
                method, subscription = message.get("method"), message.get("subscription", {})
                coin = subscription.get("coin")
                if method == "ping":
                    writer.write(frame({"channel": "pong"}))
                elif method == "subscribe" and coin not in self.mids:
                    break
                elif method in ("subscribe", "unsubscribe"):
                    writer.write(frame({"channel": "subscriptionResponse", "data": message}))
                    if method == "subscribe":
                        coins.append(coin)
                    else:
                        coins.remove(coin)
        finally:
            sender.cancel()

    async def send_books(self, coins, writer):
        start, sent = time.monotonic(), 0
        while True:
            await asyncio.sleep(TICK_S)
            due = int((time.monotonic() - start) * self.frames)
            if not coins:
                sent = due
                continue
            # After a pause of the machine's no more than a second's frames are made up for.
            sent = max(sent, due - self.frames)
            books = []
            while sent < due:
                books.append(frame({"channel": "l2Book", "data": self.book(coins[sent % len(coins)])}))
                sent += 1
            writer.write(b"".join(books))
            await writer.drain()


def frame(value):
    payload = json.dumps(value, separators=(",", ":")).encode()
    size = struct.pack("!B", len(payload)) if len(payload) < 126 else struct.pack("!BH", 126, len(payload))
    return b"\x81" + size + payload


async def read_message(reader):
    """A client's text as JSON; None at its end."""
    while True:
        first, second = await reader.readexactly(2)
        size = second & 0x7F
        if size == 126:
            (size,) = struct.unpack("!H", await reader.readexactly(2))
        mask = await reader.readexactly(4)
        payload = bytes(byte ^ mask[index % 4] for index, byte in enumerate(await reader.readexactly(size)))
        if first & 0x0F == 8:
            return None
        if first & 0x0F == 1:
            return json.loads(payload)


async def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--frames", type=int, default=2000)
    parser.add_argument("--coins", type=int, default=10)
    options = parser.parse_args()
    exchange = Exchange(NAMES[: options.coins], options.frames)
    server = await asyncio.start_server(exchange.serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


try:
    asyncio.run(main())
except KeyboardInterrupt:
    pass
