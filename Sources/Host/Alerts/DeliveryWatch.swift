internal import RuleEngine

/// What is worth a line of the log about alerts on their way. Pure: times are passed in, from a clock that never jumps.
struct DeliveryWatch {
  /// A change that is to be said once.
  enum Notice: Hashable, Sendable {
    /// The webhook will not take an alert, whatever is tried.
    case givenUp
    /// For over a minute no alert has been taken.
    case late
    /// Alerts are taken again.
    case recovered
  }

  /// For how long attempts may fail without a word, in milliseconds.
  static let quietMs: Int64 = 60_000

  private var failingSinceMs: Int64?
  private var hasWarned = false

  /// Takes what became of an attempt.
  ///
  /// - Parameter isLast: whether the alert is not tried again.
  mutating func take(_ outcome: DeliverySchedule.Outcome, isLast: Bool, nowMs: Int64) -> Notice? {
    if outcome == .delivered {
      defer { self = DeliveryWatch() }
      return hasWarned ? .recovered : nil
    }
    let sinceMs = failingSinceMs ?? nowMs
    failingSinceMs = sinceMs
    guard !hasWarned, isLast || nowMs - sinceMs > DeliveryWatch.quietMs else { return nil }
    hasWarned = true
    return isLast ? .givenUp : .late
  }
}

extension DeliveryWatch.Notice {
  /// How much it matters.
  var level: LogLevel { self == .recovered ? .info : .warning }

  /// The notice in words.
  ///
  /// - Parameter host: the server's name, and no more of its URL, which is a secret.
  func text(host: String) -> LocalizedText {
    switch self {
    case .givenUp:
      LocalizedText(
        zh: "⚠️ 告警推送失败: \(host) 多次拒绝一条告警, 已放弃; 请检查 \(Webhook.urlVariable) 和 \(Webhook.formatVariable)",
        en: "⚠️ alerts do not arrive: \(host) has refused one for good; check \(Webhook.urlVariable) and "
          + Webhook.formatVariable)
    case .late:
      LocalizedText(
        zh: "⚠️ 告警推送失败: \(host) 已超过 1 分钟没有接收; 告警在存储中等待, 继续重试",
        en: "⚠️ alerts do not arrive: \(host) has taken none for over a minute; they wait in the store, "
          + "and are tried again")
    case .recovered: LocalizedText(zh: "✅ 告警推送恢复: \(host)", en: "✅ alerts arrive again: \(host)")
    }
  }
}
