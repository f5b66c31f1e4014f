internal import RuleEngine

/// The words of a report in a language. Codes, ids, names and numbers are the same in all.
struct ReportWords {
  let language: Language
  private let explain: ExplanationWords

  init(language: Language) {
    self.language = language
    explain = ExplanationWords(language: language)
  }

  func say(_ zh: String, _ en: String) -> String { LocalizedText(zh: zh, en: en)[language] }

  var tag: String { say("zh-Hans", "en") }
  var title: String { say("EntryGate 报告", "EntryGate report") }
  var skipToContent: String { say("跳到正文", "Skip to the content") }
  var skipChart: String { say("跳过此图", "Skip this chart") }
  var contents: String { say("目录", "Contents") }
  var shadow: String { explain.shadow }

  // The sections.
  var overview: String { say("概览", "Overview") }
  var health: String { say("闸门状况", "Gate health") }
  var spread: String { say("价差与阈值", "Spread and thresholds") }
  var otherGates: String { say("其他闸门", "Other gates") }
  var entries: String { say("各项与结果", "Entries and outcomes") }
  var overrides: String { say("人工放行", "Overrides") }
  var margins: String { say("余量与险过", "Margins and near misses") }
  var outages: String { say("不可知时段", "Unavailable periods") }
  var statistics: String { say("每日统计", "Statistics of the day") }
  var record: String { say("记录与证明", "Record and proof") }

  /// What the records are.
  func subject(_ subject: Report.Subject) -> String {
    guard let kind = subject.kind else { return say("空记录", "empty record") }
    let origin =
      switch kind.origin {
      case .live: say("实盘记录", "live record")
      case .candidate: say("候选规则的记录", "record of a candidate")
      case .replay: say("回放记录", "replay record")
      }
    return "\(kind.network.rawValue) · \(origin)"
  }

  func span(_ from: String, _ to: String) -> String { say("\(from) 至 \(to) UTC", "\(from) to \(to) UTC") }
  func limited(to text: String) -> String { say("只含 \(text)", "only what matches \(text)") }

  // What a mark means.
  func mark(_ mark: ChartMark) -> String {
    switch mark {
    case .approved: say("放行", "approved")
    case .passed: say("此闸通过, 信号被拒", "passed here, signal rejected")
    case .rejected: say("此闸拒绝", "rejected here")
    case .unavailable: say("不可知", "unavailable")
    }
  }

  func shortMark(_ mark: ChartMark) -> String {
    switch mark {
    case .approved: say("放行", "approved")
    case .passed: say("通过", "passed")
    case .rejected: say("拒绝", "rejected")
    case .unavailable: say("不可知", "unavailable")
    }
  }

  func outcome(_ kind: Outcome.Kind) -> String { explain.outcome(kind) }
  func distance(_ margin: Margin) -> String { explain.distance(margin) }

  /// A value with its unit, where its name does not say it.
  func amount(_ number: ExactDecimal, named name: String, _ unit: ParameterUnit) -> String {
    name.hasSuffix(ParameterUnit.entries.rawValue) ? number.description : Quantity.text(number, unit)
  }

  // Charts.
  func chartCaption(
    rule: String, measure: String, limit: String, needs: [(direction: String?, text: String)], offScale: Int,
    isSingle: Bool
  ) -> String {
    let bounds = needs.map { [$0.direction, $0.text].compactMap(\.self).joined(separator: " ") }
    var parts = ["\(rule): \(say("\(measure) 对 \(limit)", "\(measure) against \(limit)"))"]
    if !bounds.isEmpty {
      parts.append(say("通过需 ", "passes at ") + bounds.joined(separator: say("、", ", ")))
    }
    if offScale > 0 { parts.append(say("\(offScale) 个在刻度外, 画在边缘", "\(offScale) off the scale, at its edge")) }
    if !isSingle {
      parts.append(say("信号太多, 按时段汇总, 画出最小与最大值", "too many to draw one by one: spans of time, least and greatest value"))
    }
    return parts.joined(separator: say("; ", "; "))
  }

  func leftOut(_ count: Int) -> String {
    say("另有 \(count) 张图未画; 表格包含全部。", "\(count) more charts are left out; the tables have all.")
  }

  func otherCharts(_ count: Int) -> String {
    say("其他闸门的图 (\(count))", count == 1 ? "1 chart of another gate" : "\(count) charts of the other gates")
  }

  func more(_ count: Int) -> String { say("另有 \(count) 行未列出。", "\(count) more rows are left out.") }
}
