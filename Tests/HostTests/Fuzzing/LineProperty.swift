import Foundation
@testable import Host
import RuleEngine

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What holds of a stream of lines, however it comes, and of every line as a signal.
enum LineProperty {
  // The pipe that carries an input holds this much without a reader.
  private static let maxBytes = 4096

  static func check(_ input: FuzzInput) throws {
    let body = Array(input.body.prefix(maxBytes))
    // Low enough that some lines of a short input are too long.
    let limit = input.mode & 1 == 0 ? LineReader.maxLineBytes : Int(input.mode >> 1)
    let plain = plainLines(body, limit)
    for pieces in [[body], body.map { [$0] }, input.pieces] {
      try FuzzFault.unless(assembled(pieces, limit) == plain, "other lines from pieces")
    }
    for pieces in [[body], input.pieces] {
      try FuzzFault.unless(try read(pieces.filter { !$0.isEmpty }, limit) == plain, "other lines from a descriptor")
    }
    for (index, line) in plain.enumerated() { try SignalProperty.check(line, number: index + 1) }
  }

  // Nil in the place of a line that is too long.
  private static func plainLines(_ body: [UInt8], _ limit: Int) -> [[UInt8]?] {
    var lines = body.split(separator: 0x0A, omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map { $0.count > limit ? nil : Array($0) }
  }

  private static func assembled(_ pieces: [[UInt8]], _ limit: Int) -> [[UInt8]?] {
    var assembler = LineAssembler(maxBytes: limit)
    var lines: [LineAssembler.Line] = []
    for piece in pieces { lines += piece.withUnsafeBytes { assembler.take($0) } }
    if let rest = assembler.takeRest() { lines.append(rest) }
    return lines.map { $0.isTooLong ? nil : $0.bytes }
  }

  private static func read(_ pieces: [[UInt8]], _ limit: Int) throws -> [[UInt8]?] {
    var ends: [Int32] = [-1, -1]
    try FuzzFault.unless(pipe(&ends) == 0, "no pipe")
    var rest = pieces[...]
    var writeEnd = ends[1]
    defer {
      close(ends[0])
      if writeEnd >= 0 { close(writeEnd) }
    }
    // The reader gets each piece when it is about to wait for it.
    let reader = LineReader(descriptor: ends[0], name: "pipe", maxLineBytes: limit) {
      if let piece = rest.popFirst() {
        _ = piece.withUnsafeBytes { write(writeEnd, $0.baseAddress, $0.count) }
      } else if writeEnd >= 0 {
        close(writeEnd)
        writeEnd = -1
      }
    }
    var lines: [[UInt8]?] = []
    while let line = try reader.next() {
      lines.append(line.isTooLong ? nil : Array(line.bytes))
      try FuzzFault.unless(line.number == lines.count, "line \(lines.count) is called \(line.number)")
    }
    return lines
  }
}
