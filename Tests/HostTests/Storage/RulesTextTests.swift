import RuleEngine
import Testing

@testable import Host

/// The store keeps the text of the rules that judged its records.
@Suite struct RulesTextTests {
  private static let first = Fixture.rules(Fixture.longOnly("a"))
  private static let second = Fixture.rules(Fixture.longOnly("b"))

  @Test func `rules are written once, with the first record that they judge, and again when they come back`() throws {
    var fixture = try PipelineFixture(Self.first)
    _ = try fixture.answer(Fixture.line("1"), Fixture.line("2"))
    try fixture.reload(Self.second)
    try fixture.submit(Fixture.line("3"), Fixture.line("4"))
    try fixture.reload(Self.first)
    _ = try fixture.answer(Fixture.line("5"), Fixture.line("6"))
    let digests = try [Self.first, Self.second].map { try Fixture.chain($0).digest }
    #expect(fixture.store.records.map { $0.rules?.digest } == [digests[0], nil, digests[1], nil, digests[0], nil])
    #expect(fixture.store.records[0].rules.map { "sha256:" + SHA256.hex($0.bytes) } == digests[0])
  }

  @Test func `rules whose first record the store has refused are written with the next`() throws {
    var fixture = try PipelineFixture(Self.first)
    fixture.store.failingAppends = [1]
    _ = try fixture.answer(Fixture.line("1"), Fixture.line("2"))
    _ = try fixture.answer(Fixture.line("3"), Fixture.line("4"))
    #expect(fixture.store.records.map { $0.rules != nil } == [true, false])
  }

  @Test func `a text stays with the first record, whoever brings it again`() throws {
    let folder = try ScratchFolder()
    let store = try SQLiteVerdictStore(writingTo: folder.path("store.sqlite"), as: StoreFixture.live)
    let rules = RulesText(try Fixture.chain(Self.first))
    let first = try StoreFixture.record("a", rules: rules)
    try store.append([first])
    try store.append([StoreFixture.record("b", after: first, rules: rules)])
    let rows = try StoreFixture.rows("SELECT digest, since_seq, text FROM rules", store.connection, columns: 3)
    #expect(rows == [[rules.digest, "1", String(decoding: rules.bytes, as: UTF8.self)]])
  }
}
