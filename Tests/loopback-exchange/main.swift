ExchangeProgram.main(CommandLine.arguments)
