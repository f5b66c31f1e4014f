internal import RuleEngine

// What several commands say of a record that is not whole.

extension LocalizedText {
  /// That records cannot be read, and which.
  static func unreadable(_ seqs: [Int64]) -> LocalizedText {
    let shown = seqs.prefix(10).map(String.init).joined(separator: ", ") + (seqs.count > 10 ? ", …" : "")
    return LocalizedText(
      zh: "\(seqs.count) 条记录无法读取 (seq \(shown)), 未计入; entrygate verify 会指出改动",
      en: "\(seqs.count.of("record")) cannot be read (seq \(shown)) and \(seqs.count == 1 ? "is" : "are") not counted; "
        + "entrygate verify says what changed")
  }
}

extension Pruning {
  /// What is gone, and since when.
  func words(_ language: Language) -> String {
    let time = CivilTime(ms: timeMs).iso8601
    let words = LocalizedText(
      zh: "seq \(verdicts.seq) 及以前的记录已于 \(time) 清除", en: "records up to \(verdicts.seq) were pruned at \(time)")
    return words[language]
  }
}
