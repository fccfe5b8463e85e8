/** `opsbook audit tail`: the latest entries, and those that come. */
import { setTimeout as wait } from 'node:timers/promises'
import type { AuditEntry } from '../audit/entry.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

interface Flags extends ServerFlags {
  limit: string
  follow?: boolean
  action?: string
  actor?: string
  subject?: string
}

interface Item {
  readonly hash: string
  readonly entry: AuditEntry
}

const ASK_EVERY_MS = 1_000

export const auditTail: CommandDefinition = {
  text: {
    name: 'tail',
    summary: 'Shows the latest entries, oldest first, and with --follow those that come.',
    formats: ['table', 'plain', 'json', 'ndjson'],
    examples: [
      ['opsbook audit tail --limit 50', 'the last 50'],
      ['opsbook audit tail --follow --format ndjson', 'for another program'],
    ],
  },
  shape: (command) =>
    shapeServerFlags(command)
      .option('--limit <n>', 'so many at most', '20')
      .option('--follow', 'go on with what comes')
      .option('--action <name>', 'only this, such as user.created')
      .option('--actor <id>', 'only what this one did')
      .option('--subject <id>', 'only what was done to this'),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { flags, terminal } = call
  if (!/^\d{1,5}$/.test(flags.limit))
    throw usageFailure('invalid-value', `--limit takes a number, not "${flags.limit}"`)
  if (flags.follow && flags.format === 'json')
    throw usageFailure('contradiction', '--follow never ends, and JSON would', 'Use --format ndjson')
  const client = serverClient(call)
  const filter = { action: flags.action, actor: flags.actor, subject: flags.subject }
  const items = (await client.list<Item>('/audit', filter, Number(flags.limit))).toReversed()
  if (flags.format === 'json') {
    terminal.print(terminal.json({ schema: 'opsbook.audit/v1', entries: items }))
    return EXIT.success
  }
  print(call, items)
  let last = items.at(-1)?.entry.seq ?? 0
  while (flags.follow) {
    await wait(ASK_EVERY_MS)
    const more = await client.list<Item>('/audit', { ...filter, behind: last }, 500)
    print(call, more)
    last = more.at(-1)?.entry.seq ?? last
  }
  return EXIT.success
}

function print({ flags, terminal }: Call<Flags>, items: readonly Item[]): void {
  const { style } = terminal
  const line = ({ hash, entry }: Item): string => {
    if (flags.format === 'ndjson') return JSON.stringify({ hash, entry })
    const { seq, at, actor, action, subject, outcome, reason } = entry
    const [who, what] = [actor?.name ?? actor?.kind ?? '', subject?.name ?? subject?.id ?? '']
    if (flags.format === 'plain') return [seq, at, outcome, action, who, what, reason ?? ''].map(shown).join('\t')
    const failed = outcome === 'done' ? '' : ` ${style.paint('red', outcome)}${reason ? `: ${shown(reason)}` : ''}`
    return `${style.paint('dim', `${shown(seq)}  ${shown(at).slice(0, 19)}Z`)}  ${shown(who)}  ${style.paint('bold', shown(action))}  ${shown(what)}${failed}`
  }
  const shown = (value: unknown) => style.show(String(value))
  terminal.print(items.map((item) => `${line(item)}\n`).join(''))
}
