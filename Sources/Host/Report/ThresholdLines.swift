internal import RuleEngine

/// The thresholds of a chart over time: a line for each direction, in steps where the rules changed.
struct ThresholdLines {
  /// A threshold for as long as it held.
  struct Segment: Equatable {
    /// The first signal that it was applied to.
    let fromMs: Int64
    let threshold: ExactDecimal
    let side: GatePlace.Side?
    /// Whether the threshold itself is rejected, as by a comparison with > or <.
    let isStrict: Bool
    /// The number as the rules have it: `0.01`.
    let bound: ExactDecimal?

    fileprivate func isSame(as other: Segment) -> Bool {
      threshold == other.threshold && side == other.side && isStrict == other.isStrict
    }
  }

  /// The lines, each with the direction it is for; nil where it is for both.
  struct Line {
    let direction: String?
    let segments: [Segment]
  }

  /// More steps than this are no thresholds that somebody set, but values that are compared with one another.
  static let maxSegments = 60

  let lines: [Line]

  /// Finds the lines of points in the order of time.
  init(_ points: [GateSeries.Point]) {
    var found: [(direction: String, segments: [Segment])] = []
    for point in points {
      guard let place = point.place else { continue }
      let segment = Segment(
        fromMs: point.timeMs, threshold: place.threshold, side: place.side, isStrict: place.isStrict,
        bound: place.margin.threshold?.number)
      guard let index = found.firstIndex(where: { $0.direction == point.direction }) else {
        found.append((point.direction, [segment]))
        continue
      }
      if found[index].segments.last.map(segment.isSame) != true { found[index].segments.append(segment) }
    }
    let isOne = found.dropFirst().allSatisfy { line in
      line.segments.count == found[0].segments.count
        && zip(line.segments, found[0].segments).allSatisfy { $0.isSame(as: $1) }
    }
    if isOne, let first = found.first {
      let earliest = found.compactMap(\.segments.first).min { $0.fromMs < $1.fromMs }
      lines = [Line(direction: nil, segments: (earliest.map { [$0] } ?? []) + first.segments.dropFirst())]
    } else {
      lines = found.map { Line(direction: $0.direction, segments: $0.segments) }
    }
  }

  /// Whether the thresholds are values of their own, which no line shows well.
  var areMany: Bool { lines.contains { $0.segments.count > ThresholdLines.maxSegments } }
}

extension ThresholdLines.Segment {
  /// The threshold in words: `≤ -1 %`.
  func text(_ unit: ParameterUnit) -> String {
    let sign =
      switch side {
      case .above: isStrict ? "> " : "≥ "
      case .below: isStrict ? "< " : "≤ "
      case nil: ""
      }
    return sign + Quantity.text(threshold, unit)
  }
}
