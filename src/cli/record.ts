/** `opsbook record`: runs a page once and makes the output it shows true. */
import { resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import { visible, visibleLines } from '../kit/visible.ts'
import { replacePage } from '../runbook/book/fix/actions.ts'
import { applyFixes } from '../runbook/book/fix/apply-edits.ts'
import { unifiedDiff } from '../runbook/book/fix/unified-diff.ts'
import { joinRoot } from '../runbook/report/check-report.ts'
import { wrapTo } from '../runbook/report/display-width.ts'
import type { Style } from '../runbook/report/style.ts'
import type { RecordOutput } from '../runbook/report/test-contract.ts'
import { dropTypedAhead } from './ask-word.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { Failure, usageFailure } from './failure.ts'
import type { RecordFlags } from './record-flags.ts'
import type { RecordedPage } from './record-page.ts'

const collect = (value: string, before: string[] = []) => [...before, value]

export const record: CommandDefinition = {
  text: {
    name: 'record',
    summary:
      'Runs the commands of a page once and shows what would change in the output it shows: in transcripts, in fences called "output", in test documents. Writes after a yes, or with --write.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook record docs/RUNBOOK.md', 'in folders of its own, as opsbook test does'],
      ['opsbook record --write docs/RUNBOOK.md#check', 'one procedure, and write it'],
      ['opsbook record --here docs/RUNBOOK.md#check', 'in the real working folder, with the questions of opsbook run'],
      ['opsbook record tests/usage.t', 'a test document'],
    ],
  },
  shape: (command: Command) =>
    command
      .argument('<file>', 'a page, a page with #procedure, or a test document')
      .argument('[procedure]', 'name or part of the name of a procedure')
      .option('--write', 'write the page without a question')
      .option('--here', 'carry the procedure out for real, where the page lies, asking before every change')
      .option('--trust', 'with --here: agree to run these steps from this place, as they are now')
      .option('--comments', 'make "# Expected: …" comments true as well')
      .option('--param <name=value>', 'a value for a placeholder or variable (repeatable)', collect)
      .option('--secret <name=where>', 'with --here: where a secret value lies (repeatable)', collect)
      .option('--variant <name>', 'the way to take wherever the page gives several (repeatable)', collect)
      .option('--keep', 'keep the folders in which procedures were carried out'),
  run,
}

async function run(call: Call<RecordFlags>): Promise<ExitCode> {
  const { flags, terminal } = call
  if (flags.here && !call.keyboard)
    throw usageFailure('no-terminal', 'nobody can be asked here, and --here asks before every change')
  const { recordPage } = await import('./record-page.ts')
  const recorded = await recordPage(call)
  const { page, repository, renewed } = recorded
  const file = joinRoot(repository.root, page.file)
  const before = page.document.text
  const after = applyFixes(
    before,
    renewed.changes.map(({ fix }) => fix),
  )
  const diff = unifiedDiff(visible(file), before, after)
  const json = flags.format === 'json'
  if (!json) terminal.print(shown(recorded, diff, terminal.style))
  const wanted = diff !== '' && (flags.write === true || (!json && (await confirmed(call, file))))
  if (wanted) await write(resolve(call.cwd, file), { file, before, after })
  if (json) terminal.print(terminal.json(recordJson(recorded, { file, diff, written: wanted })))
  else if (wanted) terminal.print(`${terminal.style.signs.ok} wrote ${terminal.style.show(file)}\n`)
  return recorded.stopped ? EXIT.interrupted : EXIT.success
}

function shown({ renewed }: RecordedPage, diff: string, style: Style): string {
  const { paint, signs, columns, show } = style
  const kept = renewed.kept.flatMap(({ line, reason }) =>
    wrapTo(show(`line ${line} is left as it is: ${reason}`), columns - 2).map((text) => `  ${paint('dim', text)}`),
  )
  const lines = diff
    .split('\n')
    .map(visibleLines)
    .map((text) => (text.startsWith('+') ? paint('green', text) : text.startsWith('-') ? paint('red', text) : text))
  const head =
    diff === '' ? wrapTo(`${signs.ok} the output that the page shows is what comes`, columns) : lines.slice(0, -1)
  return `${[...head, ...kept].join('\n')}\n`
}

/** Nobody is asked where nobody is: then only `--write` writes. */
async function confirmed({ keyboard, terminal }: Call<RecordFlags>, file: string): Promise<boolean> {
  if (!keyboard) {
    terminal.say(`  nothing was written; --write writes it\n`)
    return false
  }
  if (await dropTypedAhead(keyboard)) return false
  const line = createInterface({ input: keyboard, terminal: false })
  try {
    terminal.print(`  Write this to ${terminal.style.show(file)}? [y/N] `)
    for await (const answer of line) return /^y(?:es)?$/i.test(answer.trim())
    return false
  } finally {
    line.close()
  }
}

async function write(path: string, { file, before, after }: { file: string; before: string; after: string }) {
  const written = await replacePage(path, before, after)
  if (written.ok) return
  throw new Failure({
    code: 'record/not-written',
    message: `${file} could not be written: ${written.reason}`,
    hint: written.changed ? 'Run it again on the page as it is now' : 'Give this user permission to write it',
    exit: written.changed ? EXIT.notFound : EXIT.failed,
  })
}

function recordJson(
  { renewed }: RecordedPage,
  { file, diff, written }: { file: string; diff: string; written: boolean },
): RecordOutput {
  return {
    schema: 'opsbook.record/v1',
    ...{ file, written, diff },
    changes: renewed.changes.map(({ line, endLine, before, after }) => ({
      ...{ line, endLine, before: [...before], after: [...after] },
    })),
    kept: [...renewed.kept],
  }
}
