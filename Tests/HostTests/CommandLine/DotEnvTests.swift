@testable import Host
import RuleEngine
import Testing

/// A file of variables, and variables in general.
@Suite struct DotEnvTests {
  private func read(_ text: String) throws -> [String: String] {
    let folder = try ScratchFolder()
    return try DotEnv.read(path: folder.file(".env", text))
  }

  @Test(
    arguments: [
      ("A=1", "1"), ("A=", ""), ("A= ", ""), ("A=''", ""), (#"A="""#, ""), ("  A=1  ", "1"), ("A = 1", "1"),
      ("\tA\t=\t1\t", "1"), ("export A=1", "1"), ("export\tA=1", "1"), ("  export   A=1", "1"), ("A=a b", "a b"),
      ("A=a=b=c", "a=b=c"), ("A==", "="), ("A=1\r", "1"), ("A='1'\r", "1"), ("A=期现 é", "期现 é"),
      ("A=1 # why", "1"), ("A=1\t# why", "1"), ("A=1 #", "1"), ("A=1  ##", "1"), ("A=1#2", "1#2"), ("A=a#b #c", "a#b"),
      ("A=#b", "#b"), ("A= # why", ""), ("A=  #", ""), ("A='1 # 2'", "1 # 2"), (#"A="1 # 2" # 3"#, "1 # 2"),
      ("A=\"1\"# 2", "1"), ("A=' 1 '", " 1 "), (#"A="it's""#, "it's"), (#"A='say "no"'"#, #"say "no""#),
      (#"A="a\nb""#, #"a\nb"#), ("A=it's", "it's"), (#"A=a"b""#, #"a"b""#), ("A=$HOME", "$HOME"),
    ])
  func `gives a key its value`(line: String, value: String) throws {
    let variable = try #require(try DotEnv.parse(line))
    #expect(variable.name == "A" && variable.value == value)
    #expect(try read("\(line)\nB=2") == ["A": value, "B": "2"])
  }

  @Test(arguments: ["A", "_", "A_1", "trading_network", "export", "exports"])
  func `takes names of letters, digits and underscores`(name: String) throws {
    #expect(try read("\(name)=x\n") == [name: "x"])
    #expect(try read("export \(name)=x\n") == [name: "x"])
  }

  @Test(arguments: ["", " ", "\t", "\r", "#", "# A=1", "  # A=1", "#A=1"])
  func `passes over blank lines and comments`(line: String) throws {
    #expect(try DotEnv.parse(line) == nil)
    #expect(try read("\(line)\nA=1\n\(line)") == ["A": "1"])
  }

  @Test func `takes the last of two lines for a key, and ends of lines of any kind`() throws {
    #expect(try read("A=1\r\n\r\nB=2\r\n# c\r\nA=3") == ["A": "3", "B": "2"])
    #expect(try read("") == [:])
  }

  @Test(
    arguments: [
      ("A", "there is no = in this line"), ("export A", "there is no = in this line"),
      ("=1", "the name before = is not of letters, digits and _"),
      ("1A=1", "the name before = is not of letters, digits and _"),
      ("A-B=1", "the name before = is not of letters, digits and _"),
      ("A B=1", "the name before = is not of letters, digits and _"),
      ("É=1", "the name before = is not of letters, digits and _"),
      ("a:b=1", "the name before = is not of letters, digits and _"),
      ("'A'=1", "the name before = is not of letters, digits and _"), ("A='1", "the quotation mark is not closed"),
      (#"A="1'"#, "the quotation mark is not closed"), (#"A=" # 1"#, "the quotation mark is not closed"),
      ("A='1' 2", "something stands behind the closing quotation mark"),
      ("A='it''s'", "something stands behind the closing quotation mark"),
    ])
  func `says in which line something is wrong`(line: String, problem: String) throws {
    let folder = try ScratchFolder()
    for (above, number) in [("", 1), ("B=1\n\n# c\n", 4)] {
      let path = try folder.file(".env", "\(above)\(line)\nC=1\n")
      let error = try #require(throws: HostError.self) { try DotEnv.read(path: path) }
      #expect("\(error)" == "\(path):\(number): \(problem); a line is KEY=VALUE")
      #expect(error.exitCode == .configuration)
    }
  }

  @Test func `counts an empty variable as unset`() throws {
    let environment = Environment(variables: ["A": "", "B": "b", "TRADING_NETWORK": ""])
    #expect(environment["A"] == nil && environment["B"] == "b" && environment["C"] == nil)
    #expect(try environment.network() == .mainnet)
    #expect(try Environment(variables: [:]).network() == .mainnet)
    #expect(try Environment(variables: ["TRADING_NETWORK": "testnet"]).network() == .testnet)
  }

  @Test func `names the variable and its text where it is not one of the words`() throws {
    let environment = Environment(variables: ["TRADING_NETWORK": "Mainnet"])
    let error = try #require(throws: HostError.self) { try environment.network() }
    #expect(
      "\(error)" == "the variable TRADING_NETWORK is \"Mainnet\", expected mainnet or testnet; "
        + "correct it in the environment or in .env")
    #expect(error.exitCode == .configuration)
  }
}
