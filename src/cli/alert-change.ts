/** `opsbook alert ack`, `resolve` and `snooze`: one change of one or several alerts. */
import type { Command } from 'commander'
import { wrapTo } from '../runbook/report/display-width.ts'
import { momentWords } from '../runbook/report/time-words.ts'
import { type AlertPlace, alertPath, type ShownAlert } from './alert-client.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { Failure, usageFailure } from './failure.ts'
import { readUntil, shapeUntilFlags, type UntilFlags } from './read-until.ts'
import { type ServerClient, type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

interface Flags extends ServerFlags, UntilFlags {
  note?: string
  off?: boolean
}

type Did = 'acknowledged' | 'resolved' | 'snoozed' | 'unsnoozed'

interface Change {
  readonly did: Did
  /** Last word of the path. */
  readonly action: 'acknowledge' | 'resolve' | 'snooze' | 'unsnooze'
  readonly until?: Date
}

const shape = (command: Command): Command =>
  shapeServerFlags(
    command.argument('<alert...>', 'their numbers or ids').option('--note <text>', 'a word for the log of the alert'),
  )

export const alertAck: CommandDefinition = {
  text: {
    name: 'ack',
    summary: 'Says that you have an alert, and with it its incident. A snooze of it ends.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook alert ack 12', 'it is yours'],
      ['opsbook alert ack 12 13 --note "one broken disk"', 'several at once, with a word'],
    ],
  },
  shape,
  run: (call: Call<Flags>) => changeAll(call, { did: 'acknowledged', action: 'acknowledge' }),
}

export const alertResolve: CommandDefinition = {
  text: {
    name: 'resolve',
    summary: 'Says that an alert is over. If its sender still says otherwise, it begins again.',
    formats: ['table', 'json'],
    examples: [['opsbook alert resolve 12 --note "disk replaced"', 'with what helped']],
  },
  shape,
  run: (call: Call<Flags>) => changeAll(call, { did: 'resolved', action: 'resolve' }),
}

const ONE_HOUR_MS = 3_600_000

export const alertSnooze: CommandDefinition = {
  text: {
    name: 'snooze',
    summary:
      'Puts an alert off, for an hour if nothing else is said: nobody is told of it until then, but for its end. If it still fires then, it is told again. Whoever takes it or ends it ends the snooze. To keep others like it quiet, too: opsbook silence add.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook alert snooze 12 --duration 2h --note "the disk comes at noon"', 'with the reason'],
      ['opsbook alert snooze 12 --off', 'back before its time'],
    ],
  },
  shape: (command) => shapeUntilFlags(shape(command), 'nobody is told').option('--off', 'end the snooze now'),
  run: (call: Call<Flags>) => {
    const { off, duration, until } = call.flags
    if (off && (duration !== undefined || until !== undefined))
      throw usageFailure('contradiction', '--off ends a snooze: it has no time', 'Leave one of them out')
    if (off) return changeAll(call, { did: 'unsnoozed', action: 'unsnooze' })
    return changeAll(call, { did: 'snoozed', action: 'snooze', until: readUntil(call.flags, call.now, ONE_HOUR_MS) })
  },
}

interface Refused {
  readonly alert: string
  readonly failure: Failure
}

/** Changes one after the other. One that is refused keeps none of the others from it; the exit code is then its. */
async function changeAll(call: Call<Flags>, change: Change): Promise<ExitCode> {
  const client = serverClient(call)
  const paths = call.args.map((typed) => ({ typed, path: alertPath(typed) }))
  const { note } = call.flags
  const body = {
    ...(note === undefined ? {} : { note }),
    ...(change.until ? { until: change.until.toISOString() } : {}),
  }
  const changed: ShownAlert[] = []
  const refused: Refused[] = []
  for (const { typed, path } of paths)
    try {
      changed.push(await client.ask<ShownAlert>(`${path}/${change.action}`, { method: 'POST', body }))
    } catch (error) {
      // A single one fails as everything else does; a server that is gone is gone for the others as well.
      if (!(error instanceof Failure) || paths.length === 1 || error.parts.exit === EXIT.unreachable) throw error
      refused.push({ alert: typed, failure: error })
    }
  await print(call, client, change, { changed, refused })
  return refused[0]?.failure.parts.exit ?? EXIT.success
}

async function print(
  { flags, terminal }: Call<Flags>,
  client: ServerClient,
  change: Change,
  { changed, refused }: { changed: readonly ShownAlert[]; refused: readonly Refused[] },
): Promise<void> {
  const { style, errorStyle, say } = terminal
  if (flags.format === 'json') {
    const told = refused.map(({ alert, failure }) => ({
      ...{ alert, code: failure.parts.code, message: failure.parts.message },
    }))
    terminal.print(
      terminal.json({ schema: 'opsbook.alert-change/v1', did: change.did, alerts: changed, refused: told }),
    )
    return
  }
  for (const alert of changed) {
    const words = style.show(`${SAID[change.did](alert)} #${alert.number} "${alert.summary}"${after(change, alert)}`)
    const [first = '', ...more] = wrapTo(words, style.columns - 2)
    terminal.print(`${style.paint('green', style.signs.ok)} ${first}\n${more.map((line) => `  ${line}\n`).join('')}`)
  }
  for (const { alert, failure } of refused)
    say(`${errorStyle.signs.error} ${errorStyle.show(`${alert}: ${failure.parts.message}`)}\n`)
  const [first] = changed
  if (first && !flags.quiet)
    for (const line of await nextLines(client, first, change.did))
      say(`  ${errorStyle.paint('dim', 'next')}  ${line}\n`)
}

const SAID: Readonly<Record<Did, (alert: ShownAlert) => string>> = {
  acknowledged: () => 'Acked',
  resolved: () => 'Resolved',
  snoozed: () => 'Snoozed',
  unsnoozed: () => 'Ended the snooze of',
}

/** What follows from it, in brackets. */
function after({ did }: Change, { snoozedUntil, acknowledgedBy }: ShownAlert): string {
  if (did === 'snoozed' && snoozedUntil !== null)
    return `  (nobody is told until ${momentWords(snoozedUntil)}, unless it is over before)`
  if (did === 'unsnoozed') return '  (who was told of it before is told again)'
  if (did === 'acknowledged' && acknowledgedBy !== null) return `  (${acknowledgedBy} has it)`
  return ''
}

/** The incident it belongs to is where work goes on; without one, the alert is. */
async function nextLines(client: ServerClient, { number }: ShownAlert, did: Did): Promise<string[]> {
  const places = await client
    .list<AlertPlace>(`/alerts/${number}/incidents`, {}, 5)
    .catch((): readonly AlertPlace[] => [])
  const incident = places.find(({ detachedAt, incident: each }) => detachedAt === null && each.resolvedAt === null)
  const view = incident ? `opsbook incident view ${incident.incident.number}` : `opsbook alert view ${number}`
  return [view, ...(did === 'snoozed' ? [`opsbook alert snooze ${number} --off`] : [])]
}
