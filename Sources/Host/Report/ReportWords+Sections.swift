internal import RuleEngine

// The words of the sections: headings, captions, and what they explain.
extension ReportWords {
  // What stands above columns.
  var signals: String { say("信号", "Signals") }
  var signal: String { say("信号", "Signal") }
  var approved: String { say("放行", "Approved") }
  var rejected: String { say("拒绝", "Rejected") }
  var passed: String { say("通过", "Passed") }
  var entry: String { say("项", "Entry") }
  var rule: String { say("规则", "Rule") }
  var code: String { say("代码", "Code") }
  var codes: String { say("代码", "Codes") }
  var blocked: String { say("拦截", "blocked") }
  var allowed: String { say("不可知而放行", "allowed unknown") }
  var never: String { say("从不", "never") }
  var decidedBy: String { say("由其决定", "Decided by") }
  var stageTitle: String { say("阶段", "Stage") }
  var pair: String { say("交易对", "Pair") }
  var time: String { say("时间 (UTC)", "Time (UTC)") }
  var measured: String { say("测得", "Measured") }
  var threshold: String { say("阈值", "Threshold") }
  var margin: String { say("余量", "Margin") }
  var verdict: String { say("裁决", "Verdict") }
  var day: String { say("日 (UTC)", "Day (UTC)") }
  var symbol: String { say("标的", "Symbol") }
  var baseSymbol: String { say("基准标的", "Base symbol") }
  var network: String { say("网络", "Network") }
  var feed: String { say("盘口或币种", "Book or coin") }
  var firstSignal: String { say("首个信号 (UTC)", "First signal (UTC)") }
  var lastSignal: String { say("末个信号 (UTC)", "Last signal (UTC)") }
  var knownAgain: String { say("恢复可知 (UTC)", "Known again (UTC)") }
  var notYet: String { say("尚未", "not yet") }
  var digest: String { say("规则摘要", "Digest of the rules") }
  var asOf: String { say("截至", "As of") }

  // The overview.
  var allowedUnknown: String { say("不可知而放行", "Allowed unknown") }
  var warnings: String { say("次警告", "warnings") }
  var verdictsOverTime: String { say("裁决随时间", "Verdicts over time") }
  var approvedBelow: String { say("放行 (下)", "approved (below)") }
  var rejectedAbove: String { say("拒绝 (上)", "rejected (above)") }

  /// What a bar is, and how many signals the highest has.
  func bars(_ lengthMs: Int64, most: Int) -> String {
    let units: [(Int64, String, String)] = [
      (86_400_000, "天", "d"), (3_600_000, "小时", "h"), (60_000, "分钟", "min"), (1000, "秒", "s"),
    ]
    let (size, zh, en) = units.first { lengthMs % $0.0 == 0 } ?? (1, "毫秒", "ms")
    let length = lengthMs / size
    return say("每柱 \(length) \(zh), 最多 \(count(most))", "a bar is \(length) \(en), at most \(count(most))")
  }

  var whyRejected: String { say("为何拒绝: 由哪一项、以何代码", "Why signals were rejected: by which entry, with which code") }

  func stage(_ stage: Ruling.Rejection.Stage) -> String {
    switch stage {
    case .input: say("输入", "input")
    case .gates: say("规则链", "gates")
    case .riskReview: say("风控复核", "risk review")
    case .store: say("存储", "store")
    }
  }

  func count(_ signals: Int) -> String { say("\(signals) 个信号", signals.of("signal")) }

  // Health.
  var aboutHealth: String {
    say(
      "与 entrygate health 相同, 仅由所示记录得出。没有发现不等于闸门正确。",
      "What entrygate health says of the records shown. That nothing is found does not prove a gate right.")
  }
  var allWell: String { say("没有发现异常。", "Nothing stands out.") }

  // The charts.
  var aboutCharts: String {
    say(
      """
      每个标记是一个信号: 指向、点按或用 Tab 选中以查看。三角或短线向上为做多, 向下为做空。虚线是阈值, 着色一侧为通过。没有数值的标记在图的下缘。
      """,
      """
      Each mark is a signal: point at it, tap it or tab to it for its numbers. Its triangle or tick points up for a long \
      and down for a short. Dashed lines are thresholds, and the tinted side passes. Marks without a value stand below the \
      plot.
      """)
  }

  // Entries.
  var aboutEntries: String {
    say(
      "每一项在其范围内的信号上给出的结果。影子项只记录, 从不拦截。",
      "What each entry said of the signals in its scope. A shadow entry is recorded and can block nothing.")
  }
  var entriesCaption: String { say("各项的结果", "Outcomes of each entry, in the order of the chain") }

  // Margins.
  var aboutMargins: String {
    say(
      "余量是测得值与阈值的距离; 不超过阈值的 10 % 算接近。",
      "A margin is how far what was measured is from its threshold. Up to 10 % of the threshold counts as near.")
  }
  var marginsCaption: String { say("各闸门的余量", "Margins of each gate") }
  var nearPasses: String { say("险过", "near passes") }
  var nearRejections: String { say("险拒", "near rejections") }
  var nearestPass: String { say("最接近的通过", "nearest pass") }
  var nearestRejection: String { say("最接近的拒绝", "nearest rejection") }
  var marginsOfGate: String { say("的余量", "margins") }
  var nearestRejections: String { say("最接近通过的拒绝", "Rejections nearest to passing") }
  var nearestPasses: String { say("最接近拒绝的通过", "Passes nearest to rejection") }
  var distribution: String {
    say(
      "余量的分布, 占阈值的百分比: 左为拒绝, 右为通过",
      "Distribution of margins, in percent of the threshold: rejections on the left, passes on the right")
  }

  // Overrides.
  var aboutOverrides: String {
    say(
      "各项照常评估并记录; 本会拦截时由下列责任人放行。每次放行也在裁决中注明。",
      """
      Who let signals pass an entry that would have blocked them, and why. The entry was evaluated and recorded as ever, \
      and each such verdict says so, too.
      """)
  }
  var overridesCaption: String { say("哪些人工放行生效过", "Overrides that verdicts name") }
  var author: String { say("责任人", "By") }
  var why: String { say("原因", "Why") }
  var until: String { say("截止 (UTC)", "Until (UTC)") }
  var verdictCount: String { say("裁决", "Verdicts") }
  var approvedOfThem: String { say("其中放行", "Approved of them") }

  // Outages.
  var aboutOutages: String {
    say(
      "从遇到它的第一个信号到最后一个; 信号之间无人查问。",
      "From the first signal that met it to the last; between signals nobody asked.")
  }
  var outageLanes: String { say("何时缺少什么", "What was missing when") }
  var noOutage: String { say("每一项对每个信号都有数据。", "Every entry had its data for every signal.") }
  var outagesCaption: String { say("不可知时段", "When which gate could not know") }

  // Statistics and the record.
  var statisticsCaption: String { say("每个 UTC 日、标的与基准标的", "Each UTC day, symbol and base symbol") }
  var rulesCaption: String { say("何时哪些规则有效", "Which rules were in force when") }

  func aboutRecord(isFiltered: Bool) -> String {
    isFiltered
      ? say(
        "每条记录与前一条以哈希相连: 此哈希属于所示的最后一条, 证明到它为止的全部, 含未列出的; 之后的记录不在其内。",
        """
        Each record is chained to the one before it by a hash. This is the hash of the last record shown: it proves all up \
        to that one, those not shown too, and none behind it.
        """)
      : say(
        "每条记录与前一条以哈希相连: 最后的哈希证明其前的全部。",
        "Each record is chained to the one before it by a hash, so that the last hash proves them all.")
  }

  func lastHash(isFiltered: Bool, seq: Int64?) -> String {
    let place = seq.map { " (seq \($0))" } ?? ""
    return isFiltered
      ? say("所示最后一条记录的哈希\(place)", "Hash of the last record shown\(place)")
      : say("最后记录的哈希\(place)", "Hash of the last record\(place)")
  }

  // What there is not.
  var nothing: String { say("没有裁决", "No verdicts") }

  func nothingToDo(isFiltered: Bool, _ pruning: Pruning?) -> String {
    if !isFiltered, let pruning { return pruning.words(language) + say("。", ".") }
    return isFiltered
      ? say(
        "没有符合条件的记录。entrygate verdicts 显示记录中有什么。", "No record matches. entrygate verdicts shows what the store holds.")
      : say(
        "此记录还是空的。用 entrygate run 或 entrygate replay --store 写入裁决, 再生成报告。",
        "The store is empty. entrygate run, or entrygate replay --store, fills it; then make the report again.")
  }

  func unreadable(_ places: [Int64]) -> String {
    LocalizedText.unreadable(places)[language]
  }

  /// What of that is pruned stands in the page.
  func pruned(_ pruning: Pruning, isFiltered: Bool) -> String {
    pruning.words(language)
      + (isFiltered
        ? say(", 未计入以下统计。", " and are not counted here.")
        : say("; 以下统计仍包含它们, 本页其余部分不含。", ": they are counted here, and nowhere else on this page."))
  }
}
