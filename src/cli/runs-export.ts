/** `opsbook runs export`: the record of a run for others: a ticket, a player of terminal recordings, a CI system. */
import { Option } from 'commander'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { type OnServerFlags, shapeOnServer } from './on-server.ts'
import { openRun } from './run-source.ts'

const FORMATS = ['md', 'asciicast', 'junit'] as const

interface Flags extends OnServerFlags {
  format: (typeof FORMATS)[number]
}

/** Lines of output of one command in Markdown. */
const SHOWN = 400

export const exportRun: CommandDefinition = {
  text: {
    name: 'export',
    summary:
      'Writes the record of a run to stdout: md, Markdown for a ticket; asciicast, a terminal recording (v2) for asciinema; junit, a test report with a case for each step.',
    examples: [
      ['opsbook runs export last > run.md', 'for a ticket'],
      ['opsbook runs export last --format asciicast > run.cast', 'asciinema play run.cast'],
      ['opsbook runs export last --format junit > run.xml', 'for CI'],
    ],
  },
  shape: (command) =>
    shapeOnServer(
      command
        .argument('<run>', 'its name, the beginning or the end of it, or "last"')
        .addOption(new Option('--format <format>', 'how it is written').choices(FORMATS).default('md')),
    ),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const source = await openRun(call, { checked: true })
  const { record } = source
  const { terminal, flags } = call
  const outputs = await source.outputs()
  switch (flags.format) {
    case 'asciicast': {
      const { runAsciicast } = await import('../runbook/report/run-asciicast.ts')
      terminal.print(runAsciicast(record, outputs))
      break
    }
    case 'junit': {
      const { runJunit } = await import('../runbook/report/run-junit.ts')
      terminal.print(runJunit(record, outputs))
      break
    }
    default: {
      const { runMarkdown } = await import('../runbook/report/run-markdown.ts')
      terminal.print(runMarkdown(record, { outputs, mostLines: SHOWN }))
    }
  }
  if (record.integrity.sound) return EXIT.success
  const { problem, files } = record.integrity
  const { errorStyle, say } = terminal
  const reasons = [...(problem ? [`line ${problem.line}: ${problem.reason}`] : []), ...files]
  say(`${errorStyle.signs.error} ${reasons.map(errorStyle.show).join('; ')}\n`)
  return EXIT.found
}
