internal import RuleEngine

/// A verdict that other rules give otherwise.
struct Flip: Hashable {
  /// Into what it turns.
  enum Kind: String, CaseIterable {
    /// An approval into a rejection.
    case rejected
    /// A rejection into an approval.
    case approved
    /// A rejection into one by another entry, or with another code.
    case reason
  }

  /// What turns it.
  enum Cause: String {
    /// The rules themselves.
    case direct
    /// Verdicts before it that turned: with the history as it was it would not turn.
    case history
  }

  /// One of the two verdicts.
  struct Side: Hashable {
    let isApproved: Bool
    /// The deciding entry and its code; nil of an approval, and where these are not known for sure.
    let rule: String?
    let code: String?
    /// The rule whose numbers tell how close it was; nil where none can be told.
    let nearest: Explanation.Node?
  }

  let seq: Int64
  let signalID: String
  let timeMs: Int64
  let pair: String
  let direction: String
  let from: Side
  let to: Side
  let cause: Cause
  let aftermath: Aftermath?

  var kind: Kind {
    switch (from.isApproved, to.isApproved) {
    case (true, _): .rejected
    case (false, true): .approved
    case (false, false): .reason
    }
  }

  /// The entry that makes the difference; nil where it is not known for sure.
  var rule: String? { kind == .approved ? from.rule : to.rule }
}

extension Flip.Side {
  /// - Parameters:
  ///   - explanation: of the verdict; nil where it has none.
  ///   - rival: the entry that decides the other verdict: of an approval its numbers are the ones to compare.
  init(isApproved: Bool, rule: String?, code: String?, _ explanation: Explanation?, rival: String?) {
    self.isApproved = isApproved
    self.rule = rule
    self.code = code
    let node = (rule ?? rival).flatMap { id in explanation?.nodes.first { $0.id == id } }
    nearest = node?.nearest ?? (isApproved ? explanation?.nearest : nil)
  }
}

extension Flip {
  /// The flip as an object.
  var json: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("seq", seq)
      writer.member("signal_id", signalID)
      writer.member("time", timeMs)
      writer.member("pair", pair)
      writer.member("direction", direction)
      writer.member("change", kind.rawValue)
      writer.member("cause", cause.rawValue)
      writer.key("from")
      from.write(&writer)
      writer.key("to")
      to.write(&writer)
      if let aftermath {
        writer.key("after")
        writer.object { writer in
          for (minutes, value) in zip(Aftermath.minutes, aftermath.returns) {
            writer.key(named: "\(minutes)_min")
            if let value { writer.string(value.description) } else { writer.null() }
          }
        }
      }
    }
    return writer.bytes
  }
}

extension Flip.Side {
  fileprivate func write(_ writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("action", isApproved ? "approved" : "rejected")
      if let rule { writer.member("rule", rule) }
      if let code { writer.member("code", code) }
      guard let nearest else { return }
      if nearest.id != rule { writer.member("nearest", nearest.id) }
      if !nearest.measured.isEmpty {
        writer.key("measured")
        writer.object { writer in
          for quantity in nearest.measured { writer.member(named: quantity.name, quantity.text) }
        }
      }
      if let margin = nearest.margin { writer.member("margin", margin.value.description) }
    }
  }

  /// `approved`, or the entry and the code.
  var text: String {
    isApproved ? "approved" : [rule, code].compactMap(\.self).joined(separator: " ").nonEmpty ?? "rejected"
  }

  /// The margin with its unit.
  var marginText: String { nearest?.margin.map { Quantity.text($0.value, $0.unit) } ?? "" }
}

extension String {
  fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
