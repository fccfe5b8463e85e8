/** `opsbook help`: commands, topics and codes, offline. */
import { nearNames } from '../runbook/book/near-names.ts'
import { type Call, type CommandDefinition, shapeCommand } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { helpTopics } from './help-topics.ts'
import { rootHelp } from './root-help.ts'

export const help: CommandDefinition = {
  text: {
    name: 'help',
    summary: `Explains a command, a topic or a code. Topics: ${Object.keys(helpTopics).join(', ')}.`,
    examples: [
      ['opsbook help exit-codes', 'a topic'],
      ['opsbook help check', 'a command'],
      ['opsbook help RB101', 'a finding'],
    ],
  },
  shape: (command) => command.argument('[topic]', 'a command, a topic or a code'),
  run,
}

async function run(call: Call<object>): Promise<ExitCode> {
  const { terminal, args, version, commands } = call
  const [asked] = args
  if (asked === undefined) {
    terminal.print(rootHelp(version, terminal.style, commands))
    return EXIT.success
  }
  const [topic = '', anchor] = asked.split('#')
  const text = helpTopics[topic]
  if (text !== undefined) {
    terminal.print(text)
    return EXIT.success
  }
  const entry = commands.find(({ name }) => name === topic)
  if (entry) {
    const shaped = shapeCommand(await entry.load()).name(`opsbook ${entry.name}`)
    shaped.configureOutput({ getOutHelpWidth: () => terminal.style.columns, writeOut: terminal.print })
    shaped.outputHelp()
    return EXIT.success
  }
  if (anchor === undefined && /^(?:OPSBOOK-)?RB\d+$/i.test(topic)) {
    const { printManual } = await import('./print-manual.ts')
    printManual(call, topic)
    return EXIT.success
  }
  const near = nearNames(topic, [...Object.keys(helpTopics), ...commands.map(({ name }) => name)])
  const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `Topics: ${Object.keys(helpTopics).join(', ')}`
  throw usageFailure('unknown-topic', `there is no help on "${asked}"`, hint)
}
