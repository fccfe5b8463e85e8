/** `opsbook runs logs`: what the commands of a run printed, as it was recorded. */
import { Option } from 'commander'
import { outputLine } from '../runbook/report/run-lines.ts'
import { outputLines } from '../runbook/report/run-output-lines.ts'
import { runStory, type StoryStep, type StoryTry } from '../runbook/report/run-story.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { type OnServerFlags, shapeOnServer } from './on-server.ts'
import { openRun, type RunSource } from './run-source.ts'
import { planOf, stepOf } from './runs-find.ts'

interface Flags extends OnServerFlags {
  stream?: 'stdout' | 'stderr'
  timestamps?: boolean
  raw?: boolean
}

export const logs: CommandDefinition = {
  text: {
    name: 'logs',
    summary:
      'Prints what the commands of a run printed, both streams in the order in which they came. What a terminal would obey is shown instead of done; --raw gives the bytes.',
    examples: [
      ['opsbook runs logs last', 'everything'],
      ['opsbook runs logs last restart --timestamps', 'one step, with times'],
      ['opsbook runs logs last --stream stdout --raw > out.bin', 'the bytes of one stream'],
    ],
  },
  shape: (command) =>
    shapeOnServer(
      command
        .argument('<run>', 'its name, the beginning or the end of it, or "last"')
        .argument('[step]', 'number or id of a step, or part of its title')
        .addOption(new Option('--stream <stream>', 'only this one').choices(['stdout', 'stderr']))
        .option('--timestamps', 'when each line began')
        .option('--raw', 'the bytes as they were recorded, into a pipe or a file'),
    ),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { flags, args } = call
  if (flags.raw && process.stdout.isTTY)
    throw usageFailure(
      'raw-terminal',
      '--raw is for a pipe or a file',
      'A terminal would obey what was printed; leave --raw out',
    )
  if (flags.raw && flags.timestamps)
    throw usageFailure('contradiction', '--raw and --timestamps contradict each other', 'Leave one of them out')
  const source = await openRun(call)
  const { record } = source
  const wanted = args[1] === undefined ? undefined : stepOf(planOf(record), args[1]).id
  for (const step of runStory(record).steps) {
    if (wanted !== undefined && step.id !== wanted) continue
    for (const one of step.tries) await printTry(call, { source, step, one })
  }
  return EXIT.success
}

async function printTry(
  { flags, terminal }: Call<Flags>,
  { source, step, one }: { source: RunSource; step: StoryStep; one: StoryTry },
): Promise<void> {
  const { output, started } = one
  if (!output) return
  const reading = await source.output(output)
  if (!reading.ok) terminal.say(`${terminal.errorStyle.signs.warning} ${reading.reason}\n`)
  const chunks = reading.chunks.filter(({ stream }) => flags.stream === undefined || stream === flags.stream)
  if (flags.raw) {
    for (const { bytes } of chunks) if (!process.stdout.write(bytes)) await drained()
    return
  }
  const { style, print } = terminal
  const { paint, signs } = style
  const where = started.target === 'local' ? '' : ` at ${style.show(started.target)}`
  const lines = outputLines(chunks)
  if (lines.length === 0) return
  if (!flags.quiet) print(`${paint('dim', `# ${style.show(step.id)}${where}, try ${started.attempt}`)}\n`)
  const began = Date.parse(started.at)
  for (const { stream, atMs, text } of lines) {
    const time = flags.timestamps ? `${paint('dim', new Date(began + atMs).toISOString())} ` : ''
    print(`${time}${paint(stream === 'stderr' ? 'yellow' : 'dim', signs.bar)} ${outputLine(text, style)}\n`)
  }
}

/** A reader that went away ends the output, quietly. */
const drained = () =>
  new Promise<void>((resolve) => {
    process.stdout.once('drain', resolve)
    process.stdout.once('error', () => resolve())
  })
