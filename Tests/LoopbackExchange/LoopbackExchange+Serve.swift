import Foundation

/// The exchange's threads: one for new connections, and one for each of them.
extension LoopbackExchange {
  func accept() {
    while !with({ $0.isStopped }) {
      guard Loopback.wait(listener, POLLIN, timeoutMs: 1000) else { continue }
      guard let peer = Loopback.accept(listener) else { break }
      peer.patienceMs = -1
      let socket = ExchangeSocket(peer, nowMs: clock.exchangeMs)
      Thread.detachNewThread { self.serve(socket) }
    }
    close(listener)
    ended.signal()
  }

  private func serve(_ socket: ExchangeSocket) {
    while let head = socket.peer.readHead() {
      if head.lowercased().contains("upgrade: websocket") { return serveSocket(socket, head) }
      guard answer(socket.peer, head) else { return }
    }
  }

  // MARK: REST

  /// - Returns: whether the connection goes on.
  private func answer(_ peer: LoopbackPeer, _ head: String) -> Bool {
    guard head.hasPrefix("POST /info "), head.lowercased().contains("content-type: application/json"),
      let length = head.lowercased().firstMatch(of: /content-length: ([0-9]+)/).flatMap({ Int($0.1) }),
      let body = peer.read(length)
    else {
      peer.send(ExchangeTexts.http(404, ""))
      return false
    }
    let request = ExchangeTexts.object(body)
    let kind = request["type"] as? String ?? ""
    let coin = request["coin"] as? String ?? request["user"] as? String ?? ""
    let (fault, isStopped) = with { state in
      state.requests.append(coin.isEmpty ? kind : "\(kind) \(coin)")
      return (state.faults[kind]?.isEmpty == false ? state.faults[kind]?.removeFirst() : nil, state.isStopped)
    }
    if isStopped { return false }
    if fault == .slow { slow.wait() }
    let text = with { reply(kind, coin, $0) }
    switch fault {
    case .status(let status, let text): return peer.send(ExchangeTexts.http(status, text))
    case .body(let text): return peer.send(ExchangeTexts.http(200, text))
    case .cutOff:
      peer.send(ExchangeTexts.http(200, text ?? "null").dropLast(3))
      peer.hangUp()
      return false
    case .slow, nil: return peer.send(ExchangeTexts.http(text == nil ? 422 : 200, text ?? "Failed to deserialize"))
    }
  }

  private func reply(_ kind: String, _ coin: String, _ state: State) -> String? {
    switch kind {
    case "meta": ExchangeTexts.meta(state.perps)
    case "metaAndAssetCtxs": ExchangeTexts.metaAndContexts(state.perps, state.contexts)
    case "spotMetaAndAssetCtxs": ExchangeTexts.spotMeta(state.spotPairs)
    case "l2Book": state.books[coin].map { ExchangeTexts.book(coin, $0, timeMs: clock.exchangeMs) } ?? "null"
    case "clearinghouseState":
      (state.withdrawable[coin] ?? state.otherWithdrawable).map {
        ExchangeTexts.account($0, timeMs: clock.exchangeMs)
      }
    default: nil
    }
  }

  // MARK: WebSocket

  private func serveSocket(_ socket: ExchangeSocket, _ head: String) {
    if with({ state in
      if state.ignoresSockets { state.ignored += 1 }
      return state.ignoresSockets
    }) {
      return socket.peer.waitForEnd()
    }
    let number = with { state -> Int? in
      guard !state.refusesSockets, !state.isStopped, socket.peer.send(ServerHandshake.switching(head)) else {
        return nil
      }
      socket.say("Websocket connection established.", nowMs: clock.exchangeMs)
      state.opened += 1
      state.sockets[state.opened] = socket
      return state.opened
    }
    guard let number else { return }
    while let frame = socket.peer.readFrame(), frame.opcode != 8 {
      // The answer to a protocol ping.
      if frame.opcode != 1 { continue }
      let goesOn = with { state in
        guard state.sockets[number] != nil else { return false }
        state.messages.append(String(decoding: frame.payload, as: UTF8.self))
        return take(frame.payload, socket, &state)
      }
      if !goesOn { break }
    }
    socket.peer.hangUp()
    with { $0.sockets[number] = nil }
  }

  /// - Returns: whether the connection goes on.
  private func take(_ text: [UInt8], _ socket: ExchangeSocket, _ state: inout State) -> Bool {
    let nowMs = clock.exchangeMs
    let message = ExchangeTexts.object(text)
    let subscription = message["subscription"] as? [String: Any]
    let coin = subscription?["coin"] as? String ?? ""
    socket.heardMs = nowMs
    let isFast = subscription?["fast"] as? Bool == true && !state.ignoresFast
    switch message["method"] as? String {
    case "ping": if !state.ignoresPings { socket.say(#"{"channel":"pong"}"#, nowMs: nowMs) }
    case "subscribe":
      guard state.books[coin] != nil, !state.poison.contains(coin) else { return false }
      if state.refused.contains(coin) {
        let text = #"Invalid subscription {\"type\":\"l2Book\",\"coin\":\"\#(coin)\"}"#
        socket.say(ExchangeTexts.error(text), nowMs: nowMs)
        return true
      }
      guard socket.coins.updateValue(isFast, forKey: coin) == nil else {
        socket.say(ExchangeTexts.error("Already subscribed: \(coin)"), nowMs: nowMs)
        return true
      }
      // Both come twice, now and then.
      for _ in 0..<2 { socket.say(ExchangeTexts.acknowledgement(coin, "subscribe", isFast: isFast), nowMs: nowMs) }
      for _ in 0..<2 { show(coin, socket, state) }
    case "unsubscribe":
      let wasFast = socket.coins.removeValue(forKey: coin)
      let text = wasFast.map { ExchangeTexts.acknowledgement(coin, "unsubscribe", isFast: $0) }
      socket.say(text ?? ExchangeTexts.error("Already unsubscribed: \(coin)"), nowMs: nowMs)
    default: socket.say(ExchangeTexts.error("Error parsing JSON into valid websocket request: ..."), nowMs: nowMs)
    }
    return true
  }
}
