import Foundation
@testable import Host
import Testing

/// The built program, run as a process of its own in a scratch folder.
struct GateProcess {
  /// How a run ended, and what it wrote.
  struct Run {
    let code: Int32
    let output: String
    let errors: String

    var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  let folder: ScratchFolder

  // A process that is started while another one's pipe is being made could keep that pipe open.
  private static let startLock = Lock(())

  private final class Anchor {}

  /// The program, which is built into the folder of the test bundle.
  static var executable: URL {
    #if canImport(Darwin)
      let bundle = Bundle(for: Anchor.self).bundleURL
    #else
      let bundle = Bundle.main.executableURL ?? Bundle.main.bundleURL
    #endif
    return bundle.deletingLastPathComponent().appending(path: "entrygate")
  }

  /// The top of the package.
  static let package = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL

  /// Runs a command to its end.
  func run(
    _ arguments: [String], input: String = "", environment: [String: String] = [:], executable: URL = executable,
    directory: URL? = nil
  ) throws -> Run {
    let names = ["stdin", "stdout", "stderr"].map { "\($0)-\(UUID().uuidString)" }
    try folder.file(names[0], input)
    for name in names[1...] { try folder.file(name, "") }
    let process = prepare(arguments, environment)
    process.executableURL = executable
    if let directory { process.currentDirectoryURL = directory }
    process.standardInput = try FileHandle(forReadingFrom: folder.url.appending(path: names[0]))
    process.standardOutput = try FileHandle(forWritingTo: folder.url.appending(path: names[1]))
    process.standardError = try FileHandle(forWritingTo: folder.url.appending(path: names[2]))
    try GateProcess.startLock.withLock { _ in try process.run() }
    process.waitUntilExit()
    try #require(process.terminationReason == .exit, "the program was ended by signal \(process.terminationStatus)")
    return Run(code: process.terminationStatus, output: try folder.text(names[1]), errors: try folder.text(names[2]))
  }

  /// Starts a command whose output goes into a file of the folder.
  func start(
    _ arguments: [String], output: String, errors: FileHandle = .nullDevice, environment: [String: String] = [:],
    executable: URL = executable
  ) throws -> Process {
    try folder.file(output, "")
    let process = prepare(arguments, environment)
    process.executableURL = executable
    process.standardInput = FileHandle.nullDevice
    process.standardError = errors
    process.standardOutput = try FileHandle(forWritingTo: folder.url.appending(path: output))
    try GateProcess.startLock.withLock { _ in try process.run() }
    return process
  }

  /// Runs a command whose standard output has no reader.
  func runWithoutReader(_ arguments: [String], input: String = "") throws -> Run {
    let names = ["stdin", "stderr"].map { "\($0)-\(UUID().uuidString)" }
    try folder.file(names[0], input)
    try folder.file(names[1], "")
    let process = prepare(arguments, [:])
    process.standardInput = try FileHandle(forReadingFrom: folder.url.appending(path: names[0]))
    process.standardError = try FileHandle(forWritingTo: folder.url.appending(path: names[1]))
    try GateProcess.startLock.withLock { _ in
      let pipe = Pipe()
      try pipe.fileHandleForReading.close()
      process.standardOutput = pipe.fileHandleForWriting
      try process.run()
    }
    process.waitUntilExit()
    try #require(process.terminationReason == .exit, "the program was ended by signal \(process.terminationStatus)")
    return Run(code: process.terminationStatus, output: "", errors: try folder.text(names[1]))
  }

  /// Runs a line of a shell, in which `$GATE` is the program.
  func shell(_ command: String) throws -> Run {
    try run(["-c", command], environment: ["GATE": GateProcess.executable.path], executable: URL(filePath: "/bin/sh"))
  }

  private func prepare(_ arguments: [String], _ environment: [String: String]) -> Process {
    let process = Process()
    process.executableURL = GateProcess.executable
    process.arguments = arguments
    process.currentDirectoryURL = folder.url
    // What the machine's own environment says of the gate must not reach a test.
    let ambient = ProcessInfo.processInfo.environment.filter { name, _ in
      !name.hasPrefix("TRADING_") && !name.hasPrefix("ENTRYGATE_")
    }
    process.environment = ambient.merging(environment) { _, given in given }
    return process
  }
}
