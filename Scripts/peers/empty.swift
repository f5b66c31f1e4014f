// A program that says one line. Linked to the libraries of EntryGate it shows what the system takes to start such a one.
#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif
import Synchronization

let text = "started\n"
_ = text.utf8.withContiguousStorageIfAvailable { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
