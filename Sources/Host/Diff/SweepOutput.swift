internal import RuleEngine

/// What a sweep has found, for people and for programs.
struct SweepOutput {
  /// The value of the file.
  let current: ExactDecimal?
  /// Whether it is known what the market did.
  let hasAftermath: Bool

  func table(_ lanes: [SweepLane], _ parameter: String) -> String {
    var headings: [(title: String, alignment: TextTable.Alignment)] = [
      (parameter, .right), ("", .left), ("Approved", .right), ("Rejected", .right), ("Not known", .right),
    ]
    if hasAftermath {
      for minutes in Aftermath.minutes {
        headings += [("Median \(minutes) min", .right), ("Mean", .right), ("Known", .right)]
      }
    }
    var table = TextTable(headings)
    for lane in lanes {
      var row = [
        "\(lane.value)", lane.value == current ? "*" : "", "\(lane.approvals)", "\(lane.rejections)", "\(lane.unknown)",
      ]
      if hasAftermath {
        for figures in lane.aftermath.figures {
          row += [figures.median.percentText, figures.mean.percentText, "\(figures.known)"]
        }
      }
      table.append(row)
    }
    return table.text
  }

  /// A line for each value.
  func json(_ lanes: [SweepLane]) -> String {
    lanes.map { lane in
      var writer = JSONWriter()
      writer.object { writer in
        writer.member("value", lane.value.description)
        if lane.value == current { writer.member("current", true) }
        writer.member("approved", Int64(lane.approvals))
        writer.member("rejected", Int64(lane.rejections))
        writer.member("unknown", Int64(lane.unknown))
        if hasAftermath {
          writer.key("after")
          writer.aftermath(lane.aftermath)
        }
      }
      return writer.text + "\n"
    }.joined()
  }
}
