internal import RuleEngine

/// The signed distance from a threshold, as the outcome has it: negative where it fell short.
struct Margin: Hashable {
  let value: ExactDecimal
  let unit: ParameterUnit
  /// What was to be reached, or not to be passed; nil where no one threshold belongs to the margin.
  let threshold: Quantity?

  /// Takes the margin of an outcome's numbers, and finds which threshold it is the distance from.
  init?(_ text: String, measured: [Quantity], required: [Quantity]) {
    guard let value = ExactDecimal(text) else { return nil }
    let thresholds = required.filter { $0.number != nil }
    let threshold =
      thresholds.count == 1
      ? thresholds[0] : thresholds.first { Margin.isDistance(value, from: $0, to: measured) }
    let units = Set((thresholds.isEmpty ? measured : thresholds).filter { $0.number != nil }.map(\.unit))
    self.value = value
    self.threshold = threshold
    unit = threshold?.unit ?? (units.count == 1 ? units.first : nil) ?? .none
  }

  private static func isDistance(_ margin: ExactDecimal, from threshold: Quantity, to measured: [Quantity]) -> Bool {
    guard let limit = threshold.number else { return false }
    return measured.compactMap(\.number).contains { ($0.magnitude - limit).magnitude == margin.magnitude }
  }

  /// The margin without its sign as a share of the threshold, rounded to 9 places; nil where there is no threshold, a
  /// threshold of zero, or none to measure by.
  var share: ExactDecimal? {
    guard let (units, overflow) = share(places: 9)?.multipliedReportingOverflow(by: 1_000_000_000) else { return nil }
    return overflow ? nil : ExactDecimal(units: units)
  }

  /// Whether a distance of it says how close something was: the hours of a day have no beginning, and of two books one or
  /// none is crossed. What is compared for equality has one distance at which it turns.
  var hasScale: Bool {
    let isExact = threshold?.comparison.map { [.equal, .unequal].contains($0) } ?? false
    return !isExact && ![.hour, .weekday, .books].contains(unit)
  }

  private func share(places: Int) -> Int128? {
    // Parameters have at most 9 decimals, so the quotient is exact until it is rounded, half to even.
    guard let billionths = threshold?.number?.magnitude.billionths, billionths > 0, hasScale else { return nil }
    return Ratio(numerator: value.magnitude.units, denominator: billionths, decimals: 9).rounded(places: places)
  }

  /// The share as a percentage with one decimal, without its sign; nil where there is no share.
  var shareText: String? {
    guard let permille = share(places: 3) else { return nil }
    if permille == 0, value != .zero { return "<0.1 %" }
    if permille > 10_000_000 { return ">1000000 %" }
    // A tenth of a percent is 10^17 units of 10^-18 percent.
    return "\(ExactDecimal(units: permille * 100_000_000_000_000_000)) %"
  }
}

extension Explanation.Node {
  /// The rule whose margin says how far the node is from another outcome; nil where none can be told.
  ///
  /// `all` passes until its nearest child falls, and rejects until its farthest one passes; `any` the other way round.
  /// Margins in different units are compared by their shares of the threshold.
  var nearest: Explanation.Node? {
    switch (Combinator(rawValue: rule), outcome) {
    case (nil, _): margin == nil ? nil : self
    case (.not, _): children.first?.nearest
    case (.all, .pass), (.any, .reject): deciding.nearestOne
    case (.all, .reject), (.any, .pass): deciding.farthestOne
    case (.all, _), (.any, _): nil
    }
  }

  private var deciding: [Explanation.Node] { children.filter { $0.outcome == outcome } }

  /// The rules whose outcomes made this one, in their order.
  var causes: [Explanation.Node] {
    switch Combinator(rawValue: rule) {
    case nil: [self]
    case .not: children.flatMap(\.causes)
    case .all, .any: deciding.flatMap(\.causes)
    }
  }

  /// A distance of which no share is known counts as the farthest there is, unless it is none at all.
  fileprivate var shareToFlip: ExactDecimal {
    guard let margin, margin.hasScale else { return ExactDecimal(units: .max) }
    return margin.value == .zero ? .zero : margin.share ?? ExactDecimal(units: .max)
  }
}

extension [Explanation.Node] {
  /// The nearest of the nodes' rules; nodes whose distance is not known are passed over.
  fileprivate var nearestOne: Explanation.Node? {
    compactMap(\.nearest).min { $0.shareToFlip < $1.shareToFlip }
  }

  /// The farthest of the nodes' rules; nil where one's distance is not known.
  fileprivate var farthestOne: Explanation.Node? {
    let rules = compactMap(\.nearest)
    return rules.count == count ? rules.max { $0.shareToFlip < $1.shareToFlip } : nil
  }
}

extension Explanation {
  /// The rule that says how close it was: of an approval the nearest of the enforced entries, of a rejection the
  /// nearest of the deciding entry; nil where no margin tells.
  var nearest: Node? {
    if let rejection = ruling.rejection {
      return nodes.first { $0.id == rejection.rule }?.nearest
    }
    return nodes.filter { !$0.isShadow && $0.outcome == .pass }.nearestOne
  }
}
