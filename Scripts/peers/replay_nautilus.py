"""A recording of l2Book frames as quote ticks through NautilusTrader's backtest, with a strategy that does nothing.

Usage: replay_nautilus.py RECORDING.jsonl     prints name, frames a second, unit
"""

import gc
import json
import sys
import time
from decimal import Decimal

from nautilus_trader.backtest.engine import BacktestEngine, BacktestEngineConfig
from nautilus_trader.config import LoggingConfig, StrategyConfig
from nautilus_trader.model.currencies import BTC, USDC
from nautilus_trader.model.data import QuoteTick
from nautilus_trader.model.enums import AccountType, BookType, OmsType
from nautilus_trader.model.identifiers import InstrumentId, Symbol, TraderId, Venue
from nautilus_trader.model.instruments import CurrencyPair
from nautilus_trader.model.objects import Money, Price, Quantity
from nautilus_trader.trading.strategy import Strategy

VENUE = Venue("SIM")


def instrument(name):
    symbol = Symbol(name.replace("/", "-"))
    return CurrencyPair(
        instrument_id=InstrumentId(symbol, VENUE), raw_symbol=symbol, base_currency=BTC, quote_currency=USDC,
        price_precision=5, size_precision=1, price_increment=Price.from_str("0.00001"),
        size_increment=Quantity.from_str("0.1"), lot_size=None, max_quantity=None, min_quantity=None,
        max_notional=None, min_notional=None, max_price=None, min_price=None, margin_init=Decimal(0),
        margin_maint=Decimal(0), maker_fee=Decimal("0.0002"), taker_fee=Decimal("0.0007"), ts_event=0, ts_init=0,
    )


class Idle(Strategy):
    def __init__(self, instruments):
        super().__init__(StrategyConfig())
        self.instruments = instruments
        self.count = 0

    def on_start(self):
        for each in self.instruments:
            self.subscribe_quote_ticks(each.id)

    def on_quote_tick(self, tick):
        self.count += 1


def main() -> None:
    with open(sys.argv[1]) as file:
        books = [json.loads(line)["data"] for line in file]
    instruments = {name: instrument(name) for name in sorted({book["coin"] for book in books})}
    ticks = []
    for book in books:
        (bid, *_), (ask, *_) = book["levels"]
        time_ns = book["time"] * 1_000_000
        ticks.append(
            QuoteTick(
                instruments[book["coin"]].id, Price(float(bid["px"]), 5), Price(float(ask["px"]), 5),
                Quantity(float(bid["sz"]), 1), Quantity(float(ask["sz"]), 1), time_ns, time_ns,
            )
        )
    engine = BacktestEngine(
        BacktestEngineConfig(
            trader_id=TraderId("T-1"), logging=LoggingConfig(bypass_logging=True), run_analysis=False
        )
    )
    engine.add_venue(
        VENUE, OmsType.NETTING, AccountType.CASH, [Money(10_000_000, USDC), Money(10_000, BTC)],
        book_type=BookType.L1_MBP,
    )
    for each in instruments.values():
        engine.add_instrument(each)
    engine.add_data(ticks)
    strategy = Idle(list(instruments.values()))
    engine.add_strategy(strategy)
    gc.collect()
    start = time.process_time()
    engine.run()
    elapsed = time.process_time() - start
    if strategy.count != len(books):
        sys.exit(f"replay_nautilus: {strategy.count} of {len(books)} ticks arrived")
    print(f"replay.nautilus\t{len(books) / elapsed:.0f}\tframes/s")
    engine.dispose()


main()
