import type { Fix } from '../../../kit/diagnostic.ts'
import type { Page } from '../page.ts'
import type { ShellWord } from '../shell/shell-word.ts'
import { DEPRECATIONS, type Deprecation } from './deprecations.ts'
import { kubeCall } from './kube-grammar.ts'
import { type PageCommand, pageCommands, placeIn } from './page-commands.ts'
import { page, spanOfText } from './place.ts'
import type { Finding, Rule } from './rule.ts'
import type { ShellCall } from './shell-calls.ts'

export const deprecatedCommand: Rule = {
  id: 'RB206',
  name: 'deprecated-command',
  summary: 'Commands use options and verbs that current versions of their program still have.',
  why: 'An option that was renamed works until the tool on the operator’s machine is updated, and then fails on the night it is needed. The table behind this rule names only what its makers have removed or announced to remove, with the version. What belongs there instead is a suggestion: it changes the command, and the version on your machines decides, so no `--fix` applies it.',
  severity: 'warning',
  kinds: { postmortem: 'off', template: 'info' },
  examples: [
    {
      title: 'a renamed option',
      bad: page('# Drain', '', '```bash', 'kubectl drain node-3 --ignore-daemonsets --delete-local-data ⟵', '```'),
      good: page('# Drain', '', '```bash', 'kubectl drain node-3 --ignore-daemonsets --delete-emptydir-data', '```'),
    },
    {
      title: 'a function that PostgreSQL renamed',
      bad: page('# Lag', '', '```sql', 'SELECT pg_last_xlog_replay_location(); ⟵', '```'),
      good: page('# Lag', '', '```sql', 'SELECT pg_last_wal_replay_lsn();', '```'),
    },
    {
      title: 'a command for a pod without its dashes',
      bad: page('# Look', '', '```bash', 'kubectl exec api-0 -n shop df -h ⟵', '```'),
      good: page('# Look', '', '```bash', 'kubectl exec api-0 -n shop -- df -h', '```'),
    },
  ],
  *page(read) {
    for (const command of pageCommands(read)) {
      if (!CANDIDATE.test(command.text)) continue
      for (const call of command.calls) {
        for (const found of outdated(call)) yield finding(read, command, found)
        const bare = execWithoutDashes(call)
        if (bare) yield dashesFinding(read, command, { call, bare })
      }
    }
    yield* renamedFunctions(read)
  },
}

/** Commands without any program of the table need not be parsed. */
const CANDIDATE = new RegExp(`\\b(?:${[...new Set(DEPRECATIONS.flatMap(({ programs }) => programs))].join('|')})\\b`)

const BY_PROGRAM = new Map<string, Deprecation[]>()
for (const entry of DEPRECATIONS) {
  for (const program of entry.programs) BY_PROGRAM.set(program, [...(BY_PROGRAM.get(program) ?? []), entry])
}

interface Found {
  entry: Deprecation
  word: ShellWord
}

function finding(read: Page, command: PageCommand, { entry, word }: Found): Finding {
  const fix = replaceFix(read, command, { entry, word })
  return {
    span: placeIn(read, command, word.pos, word.text.length),
    message: `${entry.what} ${entry.since}`,
    hint: entry.instead,
    ...(fix ? { fix } : {}),
  }
}

function dashesFinding(
  read: Page,
  command: PageCommand,
  { call, bare }: { call: ShellCall; bare: ShellWord },
): Finding {
  const edits = [{ span: placeIn(read, command, bare.pos, 0), text: '-- ' }]
  return {
    span: placeIn(read, command, bare.pos, bare.text.length),
    message: `${call.program} exec takes the pod’s command behind --; without it current versions refuse`,
    hint: 'Write -- before the command',
    // Behind `--` an option belongs to the pod's command: one that stands there now would change sides.
    fix: { title: 'Add --', safe: false, edits },
  }
}

/** Functions of PostgreSQL that were renamed in version 10, in whatever carries the SQL. */
function* renamedFunctions({ document, readings }: Page): Iterable<Finding> {
  if (!OLD_FUNCTION.test(document.text)) return
  for (const { items } of readings) {
    for (const item of items) {
      if (item.kind !== 'command') continue
      for (const [offset, text] of item.text.split('\n').entries()) {
        const match = OLD_FUNCTION.exec(text)
        const name = match?.[0].toLowerCase()
        if (!match || name === undefined) continue
        const line = item.line + offset
        const column = (document.lines[line - 1] ?? '').indexOf(text) + match.index + 1
        const span = spanOfText(line, column, match[0])
        yield {
          span,
          message: `${name} was renamed in PostgreSQL 10`,
          hint: `Use ${RENAMED[name]}`,
          fix: { title: `Write ${RENAMED[name]}`, safe: false, edits: [{ span, text: RENAMED[name]! }] },
        }
      }
    }
  }
}

const RENAMED: Readonly<Record<string, string>> = {
  pg_current_xlog_location: 'pg_current_wal_lsn',
  pg_current_xlog_insert_location: 'pg_current_wal_insert_lsn',
  pg_last_xlog_receive_location: 'pg_last_wal_receive_lsn',
  pg_last_xlog_replay_location: 'pg_last_wal_replay_lsn',
  pg_xlog_location_diff: 'pg_wal_lsn_diff',
  pg_xlogfile_name: 'pg_walfile_name',
  pg_switch_xlog: 'pg_switch_wal',
  pg_xlog_replay_pause: 'pg_wal_replay_pause',
  pg_xlog_replay_resume: 'pg_wal_replay_resume',
}
const OLD_FUNCTION = new RegExp(`\\b(?:${Object.keys(RENAMED).join('|')})(?=\\s*\\()`, 'i')

function outdated(call: ShellCall): Found[] {
  const entries = BY_PROGRAM.get(call.program)
  if (!entries) return []
  return entries.flatMap((entry) => {
    const verbs = entry.verb?.split(' ') ?? []
    const plain = call.words.filter(({ value }) => !value.startsWith('-'))
    if (!verbs.every((verb, at) => verb === '*' || plain[at]?.value === verb)) return []
    if (!entry.option) return plain[verbs.length - 1] ? [{ entry, word: plain[verbs.length - 1]! }] : []
    const own = call.words.slice(0, call.words.findIndex(({ value }) => value === '--') >>> 0)
    const word = own.find(
      ({ value }) => value === entry.option || (!entry.bare && value.startsWith(`${entry.option}=`)),
    )
    return word ? [{ entry, word }] : []
  })
}

function replaceFix(
  read: Page,
  command: PageCommand,
  { entry, word }: { entry: Deprecation; word: ShellWord },
): Fix | undefined {
  if (entry.replacement === undefined) return undefined
  const written = entry.option ?? word.value
  if (!word.text.startsWith(written)) return undefined
  const span = placeIn(read, command, word.pos, written.length)
  return { title: `Write ${entry.replacement}`, safe: false, edits: [{ span, text: entry.replacement }] }
}

/** `kubectl exec POD cmd`: the first word of the command, when no `--` stands before it. */
function execWithoutDashes(call: ShellCall): ShellWord | undefined {
  const kube = kubeCall(call)
  if (kube?.verb !== 'exec' || kube.dashes) return undefined
  const inner = kube.operands[1]
  return inner?.dynamic === false && kube.operands[0]!.pos < inner.pos ? inner : undefined
}
