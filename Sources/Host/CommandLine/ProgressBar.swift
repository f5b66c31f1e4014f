/// How far long work has come, on a terminal; nothing elsewhere.
struct ProgressBar {
  private let output: TextOutput
  private let isShown: Bool
  private let total: Int64
  private let what: String
  private static let width: Int64 = 30

  /// - Parameter what: what is counted: `records`.
  init(_ output: TextOutput, total: Int64, of what: String) {
    self.output = output
    self.total = max(1, total)
    self.what = what
    isShown = output.isTerminal
  }

  func show(_ count: Int64) {
    guard isShown else { return }
    let done = Int(min(count, total) * ProgressBar.width / total)
    let bar = String(repeating: "#", count: done) + String(repeating: ".", count: Int(ProgressBar.width) - done)
    try? output.write("\r[\(bar)] \(min(count, total)) of \(total) \(what)")
    try? output.flush()
  }

  func clear() {
    guard isShown else { return }
    try? output.write("\r\u{1B}[K")
    try? output.flush()
  }
}
