"""A recording of l2Book frames as depth through hftbacktest, its fastest depth (a vector over the range of prices).

Usage: replay_hftbacktest.py RECORDING.jsonl     prints name, frames a second, unit
"""

import json
import statistics
import sys
import time

import numpy
from hftbacktest import (
    BUY_EVENT, DEPTH_CLEAR_EVENT, DEPTH_EVENT, DEPTH_SNAPSHOT_EVENT, EXCH_EVENT, LOCAL_EVENT, SELL_EVENT, BacktestAsset,
    ROIVectorMarketDepthBacktest,
)
from hftbacktest.types import event_dtype
from numba import njit

BOTH = EXCH_EVENT | LOCAL_EVENT


def snapshots(books):
    """Every frame as the whole book that it is."""
    for book in books:
        time_ns = book["time"] * 1_000_000
        for side, levels in zip((BUY_EVENT, SELL_EVENT), book["levels"]):
            last = float(levels[-1]["px"])
            yield (BOTH | DEPTH_CLEAR_EVENT | side, time_ns, time_ns + 1_000_000, last, 0, 0, 0, 0)
            for level in levels:
                price, size = float(level["px"]), float(level["sz"])
                yield (BOTH | DEPTH_SNAPSHOT_EVENT | side, time_ns, time_ns + 1_000_000, price, size, 0, 0, 0)


def differences(books):
    """Every frame as its changes from the one before."""
    before = [{}, {}]
    for book in books:
        time_ns = book["time"] * 1_000_000
        now = [{level["px"]: level["sz"] for level in levels} for levels in book["levels"]]
        for side, old, new in zip((BUY_EVENT, SELL_EVENT), before, now):
            changes = [(price, 0.0) for price in old if price not in new]
            changes += [(price, float(size)) for price, size in new.items() if old.get(price) != size]
            for price, size in changes:
                yield (BOTH | DEPTH_EVENT | side, time_ns, time_ns + 1_000_000, float(price), size, 0, 0, 0)
        before = now


@njit
def count_feeds(backtest, spot, min_spread):
    count = 0
    while True:
        if backtest.wait_next_feed(False, 10_000_000_000_000) != 2:
            return count
        depth = backtest.depth(0)
        mid = (depth.best_bid + depth.best_ask) / 2
        if (mid - spot) / spot >= min_spread:
            count += 1


@njit
def elapse(backtest):
    count = 0
    while backtest.elapse(100_000_000) == 0:
        count += 1
    return count


def asset(events):
    return (
        BacktestAsset().data([events]).linear_asset(1.0).constant_order_latency(1_000_000, 1_000_000)
        .risk_adverse_queue_model().no_partial_fill_exchange().trading_value_fee_model(0.0002, 0.0007)
        .tick_size(0.00001).lot_size(0.1).last_trades_capacity(0).roi_lb(0.05).roi_ub(1.0)
    )


def seconds(events, work, *arguments):
    backtest = ROIVectorMarketDepthBacktest([asset(events)])
    start = time.process_time()
    work(backtest, *arguments)
    elapsed = time.process_time() - start
    backtest.close()
    return elapsed


def main() -> None:
    with open(sys.argv[1]) as file:
        books = [json.loads(line)["data"] for line in file]
    rates = []
    # The two books of the recording are one to it, which saves it the second one.
    for events in (numpy.array(list(form(books)), dtype=event_dtype) for form in (snapshots, differences)):
        for work in ((elapse,), (count_feeds, 0.18, 0.003)):
            seconds(events[:2000], *work)
            rates.append(len(books) / statistics.median(seconds(events, *work) for _ in range(3)))
    print(f"replay.hftbacktest\t{max(rates):.0f}\tframes/s")


main()
