/** `opsbook oncall override`. */
import { present } from '../app/present.ts'
import { wrapTo } from '../runbook/report/display-width.ts'
import type { Style } from '../runbook/report/style.ts'
import { momentWords } from '../runbook/report/time-words.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { peopleWords } from './oncall-lines.ts'
import { typedMoment } from './oncall-source.ts'
import { type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'
import { tellDone } from './tell-done.ts'

interface Flags extends ServerFlags {
  from?: string
  until?: string
  add?: string
  remove?: string
  replace?: string
  with?: string
  note?: string
  dryRun?: boolean
  end?: string
}

interface ShownOverride {
  readonly id: string
  readonly kind: string
  readonly from: string
  readonly until: string
  readonly people: readonly string[]
  readonly person: string | null
  readonly name: string | null
  readonly note: string
  readonly createdBy: string
  readonly withdrawnAt: string | null
}

interface Difference {
  readonly from: string
  readonly until: string
  readonly before: readonly string[]
  readonly after: readonly string[]
}

export const oncallOverride: CommandDefinition = {
  text: {
    name: 'override',
    summary:
      'Changes who is on call for a time. Shows who is on instead of whom; without people it lists the overrides of a schedule. Times are by the clock of the schedule.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook oncall override shop-primary --until 2026-01-05T18:00 --replace ana --with ben', 'Ben instead of Ana'],
      ['opsbook oncall override shop-primary --until 2026-01-05T18:00 --add eve --dry-run', 'what it would change'],
      ['opsbook oncall override shop-primary', 'those there are'],
      ['opsbook oncall override --end override_01jf', 'as it was before'],
    ],
  },
  shape: (command) =>
    shapeServerFlags(
      command
        .argument('[schedule]', 'its name')
        .option('--from <moment>', 'when it begins: 2026-01-05T09:00; now if not said')
        .option('--until <moment>', 'when it ends')
        .option('--add <logins>', 'on, too; several with commas')
        .option('--remove <logins>', 'not on')
        .option('--with <logins>', 'on instead of everybody, or of --replace')
        .option('--replace <login>', 'whom --with replaces')
        .option('--note <text>', 'why')
        .option('--dry-run', 'only show what it would change')
        .option('--end <override>', 'take one back; what has begun ends now'),
    ),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { flags, args } = call
  const kinds = [flags.add, flags.remove, flags.with].filter((each) => each !== undefined).length
  if (flags.end !== undefined) {
    if (kinds > 0) throw usageFailure('contradiction', '--end takes nobody on or off')
    await serverClient(call).ask(`/oncall/overrides/${encodeURIComponent(flags.end)}`, { method: 'DELETE' })
    tellDone(call, `${call.terminal.style.show(flags.end)} is over`, {
      schema: 'opsbook.override-ended/v1',
      id: flags.end,
    })
    return EXIT.success
  }
  const [schedule] = args
  if (schedule === undefined)
    throw usageFailure('missing-argument', 'the schedule is missing', 'opsbook oncall now names them')
  if (kinds === 0) return listOverrides(call, schedule)
  if (kinds > 1) throw usageFailure('contradiction', '--add, --remove and --with exclude each other')
  if (flags.until === undefined) throw usageFailure('missing-flag', '--until is missing: when it is over')
  return makeOverride(call, schedule, flags.until)
}

const logins = (text: string): string[] => text.split(',').map((each) => each.trim())

async function makeOverride(call: Call<Flags>, schedule: string, until: string): Promise<ExitCode> {
  const { flags, now, terminal } = call
  const kind = flags.add !== undefined ? 'add' : flags.remove !== undefined ? 'remove' : 'replace'
  const body = present({
    ...{ kind, people: logins(flags.add ?? flags.remove ?? flags.with!), note: flags.note },
    ...{ person: kind === 'replace' ? flags.replace : undefined, until: typedMoment(until, '--until') },
    from: flags.from === undefined ? now.toISOString() : typedMoment(flags.from, '--from'),
  })
  const path = `/oncall/schedules/${encodeURIComponent(schedule)}/overrides${flags.dryRun ? '/preview' : ''}`
  const made = await serverClient(call).ask<{ override?: ShownOverride; changes: readonly Difference[] }>(path, {
    ...{ method: 'POST', body },
  })
  if (flags.format === 'json') terminal.print(terminal.json({ schema: 'opsbook.override/v1', ...made }))
  else {
    const { style } = terminal
    if (made.override) terminal.print(`${style.paint('green', style.signs.ok)} ${made.override.id}\n`)
    terminal.print(made.changes.map((each) => `${differenceLines(each, style).join('\n')}\n`).join(''))
    if (made.changes.length === 0) terminal.say('nobody else is on call by it\n')
  }
  return EXIT.success
}

function differenceLines({ from, until, before, after }: Difference, style: Style): string[] {
  const { signs, paint, columns } = style
  const people = `${peopleWords(before, style)} ${signs.arrow} ${peopleWords(after, style)}`
  return [
    ...wrapTo(people, columns - 2).map((line) => `  ${after.length === 0 ? paint('red', line) : line}`),
    ...wrapTo(`${momentWords(from)} to ${momentWords(until)}`, columns - 4).map((line) => `    ${paint('dim', line)}`),
  ]
}

async function listOverrides(call: Call<Flags>, schedule: string): Promise<ExitCode> {
  const { terminal, flags, now } = call
  const path = `/oncall/schedules/${encodeURIComponent(schedule)}/overrides`
  const all = await serverClient(call).list<ShownOverride>(path, {}, 200)
  const open = all.filter(({ withdrawnAt, until }) => withdrawnAt === null && new Date(until) > now)
  if (flags.format === 'json') terminal.print(terminal.json({ schema: 'opsbook.overrides/v1', overrides: all }))
  else for (const each of open) terminal.print(`${overrideLines(each, terminal.style).join('\n')}\n`)
  if (open.length === 0 && !flags.quiet) terminal.say('no override is in force or to come\n')
  return EXIT.success
}

function overrideLines(
  { id, kind, from, until, people, person, name, note, createdBy }: ShownOverride,
  style: Style,
): string[] {
  const { paint, show, columns } = style
  const who =
    kind === 'temporary'
      ? `temporary schedule "${name}"`
      : `${kind} ${person === null ? '' : `${person} with `}${people.join(', ')}`
  const more = [`${momentWords(from)} to ${momentWords(until)}`, `by ${createdBy}${note === '' ? '' : `: ${note}`}`, id]
  return [
    ...wrapTo(show(who), columns - 2).map((line) => `  ${paint('bold', line)}`),
    ...more.flatMap((text) => wrapTo(show(text), columns - 4).map((line) => `    ${paint('dim', line)}`)),
  ]
}
