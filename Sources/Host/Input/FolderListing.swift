#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What is in a folder.
enum FolderListing {
  /// The names of what is in a folder, sorted by their characters; those that begin with a dot are left out.
  static func names(in folder: String) throws(HostError) -> [String] {
    guard let listing = opendir(folder) else { throw .cannotRead(path: folder, errno: errno) }
    defer { closedir(listing) }
    var names: [String] = []
    // A record is only as long as its name, so it must not be copied whole.
    let nameOffset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
    while let entry = readdir(listing) {
      let name = String(cString: UnsafeRawPointer(entry).advanced(by: nameOffset).assumingMemoryBound(to: CChar.self))
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }
}
