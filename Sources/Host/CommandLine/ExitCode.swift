/// How the program ends, after BSD's sysexits where one fits.
enum ExitCode: Int32 {
  /// Done.
  case done = 0
  /// A test, a comparison or a verification found something.
  case found = 1
  /// The command line is wrong (EX_USAGE).
  case usage = 64
  /// The input data is bad (EX_DATAERR).
  case badInput = 65
  /// An input does not exist or cannot be read (EX_NOINPUT).
  case noInput = 66
  /// Something could not be read or written (EX_IOERR).
  case inputOutput = 74
  /// The configuration is wrong (EX_CONFIG).
  case configuration = 78
}
