import Foundation
import Testing

/// The inputs that the search for faults has kept, tried again: those that reach the most, and those that once broke
/// something.
@Suite struct FuzzCorpusTests {
  @Test(arguments: FuzzTarget.allCases)
  func `holds for every input that is kept`(target: FuzzTarget) throws {
    let inputs = try FuzzCorpusTests.inputs(target)
    #expect(inputs.count > 10)
    for input in inputs {
      #expect(throws: Never.self, "\(Data(input).base64EncodedString())") { try target.check(input) }
    }
  }

  @Test(arguments: FuzzTarget.allCases)
  func `holds for every input that is cut short`(target: FuzzTarget) throws {
    for input in try FuzzCorpusTests.inputs(target).filter({ $0.count < 300 }) {
      for count in stride(from: 0, to: input.count, by: 1 + input.count / 7) {
        let cut = Array(input.prefix(count))
        #expect(throws: Never.self, "\(Data(cut).base64EncodedString())") { try target.check(cut) }
      }
    }
  }

  private static func inputs(_ target: FuzzTarget) throws -> [[UInt8]] {
    let file = GateProcess.package.appending(path: "Tests/Fuzz/\(target.rawValue).corpus")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { line in
      try [UInt8](#require(Data(base64Encoded: String(line))))
    }
  }
}
