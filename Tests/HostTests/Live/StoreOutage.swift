#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif
import Foundation

@testable import Host

/// Ways to take a store from a host that runs, as machines do it.
enum StoreOutage {
  /// Whether file systems may be mounted here, which takes the rights of root.
  static let canMount: Bool = {
    guard let folder = try? ScratchFolder(), mount(on: folder, bytes: 1 << 20) else { return false }
    unmount(folder)
    return true
  }()

  /// Whether files can be made immutable here: by root, on a file system that knows such files.
  static let canMakeImmutable: Bool = {
    guard let folder = try? ScratchFolder(), let path = try? folder.file("a", "") else { return false }
    defer { _ = setImmutable(false, [path]) }
    return setImmutable(true, [path]) && open(path, O_WRONLY) < 0
  }()

  /// Puts a small file system on a folder.
  static func mount(on folder: ScratchFolder, bytes: Int) -> Bool {
    run("mount", "-t", "tmpfs", "-o", "size=\(bytes)", "tmpfs", folder.url.path) == 0
  }

  static func unmount(_ folder: ScratchFolder) { _ = run("umount", "-l", folder.url.path) }

  /// Fills what is left of a folder's file system with a file.
  static func fill(_ folder: ScratchFolder) throws {
    try folder.file("filler", "")
    let file = open(folder.path("filler"), O_WRONLY)
    defer { close(file) }
    for size in [1 << 16, 1 << 12, 1] {
      let bytes = [UInt8](repeating: 0, count: size)
      while write(file, bytes, size) == size {}
    }
  }

  /// Makes files immutable, for whoever has them open too, or lets go of them.
  static func setImmutable(_ isImmutable: Bool, _ paths: [String]) -> Bool {
    run(["chattr", isImmutable ? "+i" : "-i"] + paths) == 0
  }

  /// Whether the limits of a process that runs can be changed here.
  static let canLimitFiles = limitFiles(of: getpid(), bytes: nil)

  /// Sets how large a file a process may write; nil for no bound. It takes no rights that the process itself has not.
  static func limitFiles(of process: Int32, bytes: Int?) -> Bool {
    run("prlimit", "--pid", "\(process)", "--fsize=\(bytes.map { "\($0)" } ?? "unlimited"):") == 0
  }

  /// Sets how many descriptors a process may have.
  static func limitDescriptors(of process: Int32, to count: Int) -> Bool {
    run("prlimit", "--pid", "\(process)", "--nofile=\(count):") == 0
  }

  private static func run(_ words: String...) -> Int32 { run(words) }

  private static func run(_ words: [String]) -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = words
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return -1 }
    process.waitUntilExit()
    return process.terminationStatus
  }
}
