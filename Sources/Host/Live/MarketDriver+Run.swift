internal import RuleEngine

extension MarketDriver {
  /// The thread's own state.
  struct Run {
    let driver: MarketDriver
    let rest: ExchangeREST
    var machine = FeedStateMachine()
    var schedule = ResolverSchedule()
    var needs: [FeedNeed] = []
    var connection: (number: Int, socket: WebSocketConnection)?
    // Feeds whose absence has been said.
    var absent: Set<Feed> = []
    // The end of a connection that was said last, until one stands again.
    var saidClosure: WebSocketClosure?
    // Feeds that were looked for on the lists.
    var judged: Set<Feed> = []
    // The text of the book that is being taken.
    var text: [UInt8] = []

    var nowMs: Int64 { driver.clock.monotonicMs() }

    func msUntilDue() -> Int64 {
      let due = [machine.nextDeadlineMs, schedule.dueMs].compactMap(\.self).min()
      return due.map { max($0 - nowMs, 0) } ?? -1
    }

    mutating func needLists() { schedule.needed(nowMs: nowMs) }

    /// Takes an event.
    ///
    /// - Returns: whether to go on.
    mutating func take(_ event: Event) -> Bool {
      switch event {
      case .stop:
        handle(.stop)
        driver.room.close()
        connection?.socket.cancel()
        return false
      case .follow(let wanted): follow(wanted)
      case .lists(let lists): take(lists)
      case .proved(let request, let proof): handle(.proved(request: request, proof))
      case .polled(let request, let book, let text):
        self.text = text
        handle(.polled(request: request, book))
      case .frame(let frame, let text, let number):
        driver.room.leave(text)
        self.text = text
        handle(.frame(frame, connection: number))
      case .socket(.opened, let number):
        saidClosure = nil
        handle(.opened(connection: number))
        if case .open = machine.link, machine.connection == number { change { $0.connected(at: $1) } }
      case .socket(.closed(let closure), let number):
        say(closure, of: number)
        handle(.closed(connection: number, code: closure.code))
      case .socket: break
      }
      return true
    }

    /// Says why the connection ended, or cannot be made: each cause once, until one stands again.
    private mutating func say(_ closure: WebSocketClosure, of number: Int) {
      guard connection?.number == number, closure != saidClosure else { return }
      saidClosure = closure
      driver.say(.warning, LocalizedText(zh: "⚠️ 行情连接: \(closure)", en: "⚠️ market data connection: \(closure)"))
    }

    mutating func advance() {
      if schedule.ask(nowMs: nowMs) { rest.ask(.lists) }
      handle(.tick)
    }

    private mutating func follow(_ wanted: [FeedNeed]) {
      let known = Dictionary(needs.map { ($0.feed, $0.coinID) }, uniquingKeysWith: { first, _ in first })
      needs = wanted.map { need in
        var need = need
        need.coinID = known[need.feed] ?? nil
        return need
      }
      judged.formIntersection(needs.map(\.feed))
      handle(.needsChanged(needs))
      driver.shared.withLock { shared in
        shared.upcoming.subtract(wanted.map(\.feed))
        if wanted.isEmpty { shared.lists = nil }
      }
      publish(isNews: true)
      if needs.isEmpty { schedule.notNeeded() } else if needs.contains(where: { $0.coinID == nil }) { needLists() }
    }

    private mutating func take(_ answer: Result<ExchangeLists, ExchangeFault>) {
      let lists: ExchangeLists
      switch answer {
      case .success(let success): lists = success
      case .failure(let fault):
        driver.say(
          .warning,
          LocalizedText(
            zh: "⚠️ 交易所列表查询失败, 稍后重试 | \(driver.endpoints.rest): \(fault.text.zh)",
            en: "⚠️ the exchange's lists did not come; trying again | \(driver.endpoints.rest): \(fault.text.en)"))
        schedule.failed(nowMs: nowMs, fraction: .random(in: 0..<1))
        publish()
        return
      }
      driver.shared.withLock { $0.lists = lists }
      let spotIDs = machine.needs.filter { $0.feed.market == .spot }.compactMap { need in
        lists.bookID(of: need.feed).map { (need.feed.coin, $0) }
      }
      change { $0.name(Dictionary(spotIDs, uniquingKeysWith: { first, _ in first }), at: $1) }
      for index in machine.needs.indices {
        let feed = machine.needs[index].feed
        let id = lists.bookID(of: feed)
        if id == nil, absent.insert(feed).inserted { driver.say(.warning, lists.absence(of: feed)) }
        if id != nil { absent.remove(feed) }
        if id != machine.needs[index].coinID {
          if let id { driver.say(.info, MessageWriter.resolved(feed, as: id)) }
          handle(.resolved(feed, coinID: id))
        }
        judged.insert(feed)
      }
      needs = machine.needs
      schedule.succeeded(nowMs: nowMs, leavesFeeds: machine.needs.contains { $0.coinID == nil })
      publish(isNews: true)
    }

    mutating func handle(_ event: FeedEvent) {
      let actions = machine.handle(event, nowMs: nowMs, fraction: { .random(in: 0..<1) })
      for action in actions { perform(action) }
      if case .start(let wanted) = event { needs = wanted }
      if !actions.isEmpty || driver.countsFrames(event) { publish() }
    }

    private mutating func perform(_ action: FeedAction) {
      switch action {
      case .connect(let number):
        if number > 1 { schedule.reconnecting(nowMs: nowMs) }
        connect(number)
      case .send(let text): connection?.socket.send(text: Array(text.utf8))
      case .close(let number, _):
        if connection?.number == number {
          connection?.socket.cancel()
          connection = nil
        }
      case .killAllBooks, .killBook, .applyBook:
        let (needs, text) = (machine.needs, text)
        change { $0.perform(action, needs: needs, text: text, at: $1) }
      case .feedLive(let feed, _):
        driver.say(.info, LocalizedText(zh: "✅ 订单簿 \(feed) 可用", en: "✅ feed \(feed) is live"))
        driver.host.post(.market(.feed(feed, isLive: true)))
      case .feedDown(let feed, _):
        driver.say(.warning, LocalizedText(zh: "⚠️ 订单簿 \(feed) 断开", en: "⚠️ feed \(feed) is down"))
        driver.host.post(.market(.feed(feed, isLive: false)))
      case .startRestPolling:
        driver.say(.warning, LocalizedText(zh: "⚠️ 行情连接中断, 改用 REST 轮询", en: "⚠️ connection down, polling by REST"))
      case .stopRestPolling:
        driver.say(.info, LocalizedText(zh: "✅ 行情连接恢复, 停止 REST 轮询", en: "✅ connection back, REST polling over"))
      case .pollBook(let coinID, let request): rest.ask(.book(coinID: coinID, request: request, isProof: false))
      case .proveCoin(let coinID, let request): rest.ask(.book(coinID: coinID, request: request, isProof: true))
      case .warn(let warning):
        let text = warning.text
        driver.say(.warning, LocalizedText(zh: "⚠️ \(text.zh)", en: "⚠️ \(text.en)"))
      }
    }

    private mutating func connect(_ number: Int) {
      connection?.socket.cancel()
      connection = nil
      let (inbox, room) = (driver.inbox, driver.room)
      let configuration = WebSocketConnection.Configuration(
        address: driver.endpoints.socket, network: driver.endpoints.options)
      do {
        let socket = try WebSocketConnection(configuration) { event in
          if case .text(let text) = event {
            room.enter(text)
            inbox.post(.frame(FeedFrame(text), text: text, connection: number))
          } else {
            inbox.post(.socket(event, connection: number))
          }
        }
        connection = (number, socket)
      } catch {
        inbox.post(.socket(.closed(.unreachable(error)), connection: number))
      }
    }

    /// Changes the books at this moment: the clocks are read under the lock, so that no two moments change places.
    private func change(_ body: (inout LiveBooks, ClockReading) -> Void) {
      driver.shared.withLock { body(&$0.books, driver.clock.read()) }
    }

    /// Shows the host what has changed.
    ///
    /// - Parameter isNews: whether signals that wait are to be looked at again, though they wait for the same feeds.
    private func publish(isNews: Bool = false) {
      let feeds = machine.feeds
      // A feed that is not on the lists, or set aside, is not worth waiting for.
      let awaited = feeds.filter { feed in
        feed.source == nil && feed.setAside == nil && (feed.coinID != nil || !judged.contains(feed.feed))
      }
      let state: String =
        switch machine.link {
        case .idle: "idle"
        case .waiting: "waiting"
        case .connecting: "connecting"
        case .open: "open"
        }
      let hasChanged = driver.shared.withLock { shared in
        let before = shared.awaited
        shared.feeds = feeds
        shared.awaited = Set(awaited.map(\.feed))
        shared.status.state = state
        shared.status.reconnects = machine.reconnects
        return before != shared.awaited
      }
      // A book of a feed that lives is no news to signals that wait.
      if hasChanged || isNews { driver.host.post(.market(.changed)) }
    }
  }
}
