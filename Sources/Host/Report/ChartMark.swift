internal import RuleEngine

/// How an outcome is drawn: a shape and a colour, so that either tells.
enum ChartMark: String, CaseIterable {
  /// The gate passed and the signal was approved.
  case approved = "a"
  /// The gate passed and the signal was rejected all the same.
  case passed = "q"
  /// The gate rejected.
  case rejected = "x"
  /// The gate could not know.
  case unavailable = "o"

  init(_ outcome: Outcome.Kind, isApproved: Bool) {
    switch outcome {
    case .pass, .notApplicable: self = isApproved ? .approved : .passed
    case .reject: self = .rejected
    case .unavailable: self = .unavailable
    }
  }

  /// The shape as a character; of a short, where there is one, that which points down.
  func symbol(_ direction: Signal.Direction? = nil) -> String {
    switch self {
    case .approved: direction == .short ? "▼" : "▲"
    case .passed: direction == .short ? "▽" : "△"
    case .rejected: "✕"
    case .unavailable: "○"
    }
  }

  /// The shapes, each around (0, 0) and with room around it that a finger finds. Those of longs point up and those of
  /// shorts down, by a tick where the shape itself does not point.
  static let definitions: StaticString = """
    <svg class="defs" width="0" height="0" aria-hidden="true"><defs>\
    <g id="a"><circle r="9" class="hit"/><path d="M0-5.5 5.5 4.5-5.5 4.5z"/></g>\
    <g id="q"><circle r="9" class="hit"/><path d="M0-5.5 5.5 4.5-5.5 4.5z"/></g>\
    <g id="x"><circle r="9" class="hit"/><path d="M-4-4 4 4M4-4-4 4"/></g>\
    <g id="o"><circle r="9" class="hit"/><circle r="4.2"/></g>\
    <g id="al"><use href="#a"/></g><g id="ql"><use href="#q"/></g>\
    <g id="xl"><use href="#x"/><path d="M0-6V-11"/></g>\
    <g id="ol"><use href="#o"/><path d="M0-6V-11"/></g>\
    <g id="as"><use href="#al" transform="scale(1 -1)"/></g><g id="qs"><use href="#ql" transform="scale(1 -1)"/></g>\
    <g id="xs"><use href="#xl" transform="scale(1 -1)"/></g><g id="os"><use href="#ol" transform="scale(1 -1)"/></g>\
    </defs></svg>
    """
}

extension HTMLWriter {
  /// Draws a mark in a chart.
  ///
  /// - Parameter direction: that of its signals; nil where they have several, or none.
  mutating func mark(_ mark: ChartMark, _ direction: Signal.Direction? = nil, x: String, y: Double) {
    let way =
      switch direction {
      case .long: "l"
      case .short: "s"
      case nil: ""
      }
    empty("use", ["href": "#\(mark.rawValue)\(way)", "class": mark.rawValue, "x": x, "y": y.fixed(1)])
  }

  /// Shows a mark in a line of text, which says what it means.
  mutating func inline(_ mark: ChartMark) {
    element("span", ["class": "m \(mark.rawValue)t", "aria-hidden": "true"], text: mark.symbol())
  }
}
