internal import RuleEngine

// What shows by itself that a gate is not well.
extension LiveHost {
  /// Looks, once a second at most, whether something is to be said of a gate, and says it once: what is found, and when it
  /// is over.
  mutating func lookAtHealth() {
    let now = clock.monotonicMs()
    guard let health = pipeline.health, healthReadMs.map({ now - $0 >= LiveHost.lookAtHaltMs }) ?? true else { return }
    healthReadMs = now
    let found = health.findings(settings.health, nowMs: clock.wallMs())
    let words = HealthWords(language: language)
    for finding in found where !findings.contains(where: { $0.id == finding.id && $0.kind == finding.kind }) {
      note(.warning, words.line(finding))
      alert(.gateHealth(finding))
    }
    for old in findings where !found.contains(where: { $0.id == old.id }) { note(.info, words.over(old)) }
    findings = found
  }

  /// Writes what is found; nothing where all is well.
  func writeHealth(_ writer: inout JSONWriter) {
    let found = pipeline.health?.findings(settings.health, nowMs: clock.wallMs()) ?? []
    guard !found.isEmpty else { return }
    writer.key("health")
    writer.array { writer in for finding in found { writer.object { $0.finding(finding) } } }
  }
}
