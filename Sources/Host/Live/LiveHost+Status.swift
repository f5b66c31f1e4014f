internal import RuleEngine

// What the live host says of itself.
extension LiveHost {
  /// Writes the members of `status`; what was answered since the start only for who asks for it.
  func writeStatus(_ writer: inout JSONWriter, answers: Bool) {
    let nowMs = clock.wallMs()
    writer.key("status")
    writer.object { writer in
      writer.member("uptime_ms", clock.monotonicMs() - startedMs)
      writer.member("network", pipeline.network.rawValue)
      writer.member("market_network", settings.marketNetwork.rawValue)
      writeHalt(nowMs, &writer)
      writeRules(&writer)
      let status = market.status(nowMs: nowMs)
      writer.key("connection")
      writer.object { writer in
        writer.member("state", status.state)
        writer.member("reconnects", Int64(status.reconnects))
        if let url = settings.otherServer { writer.member("url", url) }
      }
      writer.key("feeds")
      writer.array { writer in for feed in status.feeds { writer.feed(feed) } }
      if !status.contexts.isEmpty {
        writer.key("contexts")
        writer.array { writer in for context in status.contexts { writer.context(context, nowMs: nowMs) } }
      }
      if let recording = status.recording { writer.recording(recording) }
      writeEntries(&writer)
      writeHealth(&writer)
      writeOverrides(&writer)
      writeCandidate(&writer)
      writeStore(&writer)
      writer.key("outbox")
      let outbox = store.outboxCounts
      writer.object { writer in
        writer.member("pending", outbox.pending)
        writer.member("failed", outbox.failed)
      }
      writeAccount(status.balance, nowMs, &writer)
      if answers { writeAnswers(&writer) }
    }
  }

  private func writeAnswers(_ writer: inout JSONWriter) {
    writer.key("answers")
    writer.object { writer in
      writer.member("approved", Int64(pipeline.counts.approved))
      writer.member("rejected", Int64(pipeline.counts.rejected.values.reduce(0, +)))
    }
  }

  /// Only where an account is named.
  private func writeAccount(_ balance: AvailableBalance?, _ nowMs: Int64, _ writer: inout JSONWriter) {
    guard let address = account.address else { return }
    writer.key("account")
    writer.object { writer in
      writer.member("address", address.short)
      if let balance {
        writer.member("available_usd", balance.amountUSD.description)
        writer.member("age_ms", balance.ageMs(now: nowMs))
      }
    }
  }

  private func writeHalt(_ nowMs: Int64, _ writer: inout JSONWriter) {
    writer.key("halted")
    guard let halt = haltInForce(nowMs: nowMs) else {
      writer.bool(false)
      return
    }
    writer.object { writer in
      writer.member("why", halt.why)
      writer.member("since", halt.sinceMs)
      if let untilMs = halt.untilMs { writer.member("until", untilMs) }
    }
  }

  private func writeRules(_ writer: inout JSONWriter) {
    writer.key("chain")
    writer.object { writer in
      writer.member("digest", rules.digest)
      writer.key("disk_digest")
      if case .chain(let onDisk) = rulesFile.read() { writer.string(onDisk.digest) } else { writer.null() }
      writer.member("generation", Int64(rules.generation))
      writer.member("loaded_at", rules.loadedAtMs)
      writer.key("error")
      if let error = rules.error { writer.string(error) } else { writer.null() }
    }
  }

  private func writeEntries(_ writer: inout JSONWriter) {
    writer.key("entries")
    writer.array { writer in
      for (place, entry) in chain.entries.enumerated() {
        let health = pipeline.health?[place] ?? EntryHealth()
        writer.object { writer in
          writer.member("id", entry.id)
          writer.member("rule", entry.node.kind)
          writer.member("mode", entry.mode.rawValue)
          writer.member("enabled", entry.isEnabled)
          writer.member("pass", Int64(health.passes))
          writer.member("reject", Int64(health.rejections))
          writer.member("unavailable", Int64(health.unavailable))
          writer.member("not_applicable", Int64(health.notApplicable))
        }
      }
    }
  }

  private func writeOverrides(_ writer: inout JSONWriter) {
    let nowMs = clock.wallMs()
    writer.overrides(chain.overrides.filter { $0.holds(at: nowMs) })
  }

  private func writeStore(_ writer: inout JSONWriter) {
    writer.key("store")
    writer.object { writer in
      writer.member("path", store.path)
      writer.member("records", pipeline.recordCount)
      writer.member("bytes", store.byteCount)
    }
  }
}

extension JSONWriter {
  fileprivate mutating func recording(_ recording: Recorder.Status) {
    key("recording")
    object { writer in
      writer.member("folder", recording.folder)
      writer.key("error")
      if let error = recording.error { writer.string(error) } else { writer.null() }
      writer.member("files", Int64(recording.files))
      writer.member("bytes", recording.bytes)
      writer.member("lost", Int64(recording.lost))
    }
  }

  fileprivate mutating func context(_ state: MarketStatus.ContextState, nowMs: Int64) {
    object { writer in
      writer.member("coin", state.coin.name)
      guard let context = state.context else { return }
      writer.context(context)
      writer.member("age_ms", context.ageMs(now: nowMs))
    }
  }

  fileprivate mutating func feed(_ feed: MarketStatus.FeedState) {
    object { writer in
      writer.member("feed", feed.feed.description)
      writer.key("coin")
      if let bookID = feed.bookID { writer.string(bookID) } else { writer.null() }
      writer.member("live", feed.isLive)
      if let mid = feed.mid { writer.member("mid", mid.description) }
      if let ageMs = feed.ageMs { writer.member("age_ms", ageMs) }
      writer.member("frames", Int64(feed.frames))
      if let source = feed.source { writer.member("source", source.rawValue) }
      if feed.isSlow { writer.member("slow", true) }
    }
  }
}
