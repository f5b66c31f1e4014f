internal import RuleEngine

// Asset contexts: asked for by REST while an enabled entry reads them, and kept beside the books.
extension MarketDriver {
  private static let question = Array(#"{"type":"metaAndAssetCtxs"}"#.utf8)

  /// Asks from now on for the contexts of these coins: begins, goes on, or ends.
  func followContexts(of coins: Set<Coin>) throws(NetworkError) {
    let poller = shared.withLock { shared in
      // A coin that has been added is asked about at once.
      let known = shared.contextPoller.flatMap { coins.isSubset(of: shared.contextCoins) && !coins.isEmpty ? $0 : nil }
      if known == nil { shared.contextPoller?.stop() }
      shared.contextCoins = coins
      shared.contextPoller = known
      return known
    }
    if let poller { return poller.look() }
    guard !coins.isEmpty else { return }
    let question = InfoPoller<[Coin: AssetContext]>.Question(
      body: MarketDriver.question, everyMs: AssetContexts.everyMs, maxAnswerBytes: AssetContexts.maxAnswerBytes,
      read: AssetContexts.read, keep: { self.keep($0) },
      say: { notice in
        switch notice {
        case .known: self.say(.info, MessageWriter.contextsKnown)
        case .failed(let fault): self.say(.warning, MessageWriter.contextsFailed(fault))
        }
      })
    let new = try InfoPoller(question, url: endpoints.rest, options: endpoints.options, clock: clock)
    shared.withLock { $0.contextPoller = new }
  }

  private func keep(_ answer: [Coin: AssetContext]) {
    shared.withLock { shared in
      var contexts: [Coin: AssetContext] = [:]
      // A coin of which the exchange says nothing has no context any more.
      for coin in shared.contextCoins {
        contexts[coin] = answer[coin] ?? AssetContext(fundingRate: nil, oracle: nil, receivedMs: 0)
      }
      shared.books.keep(contexts, at: clock.read())
    }
  }
}
