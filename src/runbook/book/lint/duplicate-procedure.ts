import type { Page, Procedure } from '../page.ts'
import { page } from './place.ts'
import type { Finding, Rule } from './rule.ts'

const STEPS = [
  '## Restart the queue',
  '',
  '```bash',
  'queuectl drain --all',
  'systemctl restart shop-queue',
  'queuectl status',
  '```',
]

/** The same procedure, kept in two places. */
export const duplicateProcedure: Rule = {
  id: 'RB605',
  name: 'duplicate-procedure',
  summary: 'No two pages hold the same procedure with nearly the same commands.',
  why:
    'One of the two copies is corrected after the next incident, the other is found in the one after that. Keep one ' +
    'and link to it.',
  severity: 'info',
  kinds: { template: 'off', postmortem: 'off' },
  examples: [
    {
      title: 'A copy',
      file: 'docs/queue.md',
      bad: page('# Queue', '', `${STEPS[0]} ⟵`, ...STEPS.slice(1)),
      good: page('# Queue', '', 'See [how to restart it](api.md#restart-the-queue).'),
      files: { 'docs/api.md': page('# Api', '', ...STEPS) },
    },
  ],
  *repository(repository) {
    const known = new Map<string, Known[]>()
    for (const each of repository.pages) {
      if (each.kind === 'template' || each.kind === 'postmortem' || each.kind === 'redirect') continue
      for (const procedure of each.procedures) {
        const found = compare(each, procedure, known)
        if (found) yield found
      }
    }
  },
}

interface Known {
  file: string
  line: number
  commands: readonly string[]
}

/** Fewer commands than this are alike by chance: everybody restarts with one line. */
const FEWEST = 3
const ALIKE = 0.8
/** Titles such as "Restart" recur; beyond these the comparison is no longer worth its time. */
const MOST = 50

function compare(each: Page, procedure: Procedure, known: Map<string, Known[]>): Finding | undefined {
  const commands = commandsOf(procedure)
  if (commands.length < FEWEST) return undefined
  const title = procedure.title
    .toLowerCase()
    .replace(/^\W*(?:\d+[.)]\s*)?(?:(?:runbook|procedure|step|issue|scenario|option|phase)\s+\w{1,2}\s*[:.–-]\s*)?/, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  const others = known.get(title) ?? []
  known.set(title, others)
  const twin = others.find((other) => other.file !== each.file && likeness(other.commands, commands) >= ALIKE)
  if (others.length < MOST) others.push({ file: each.file, line: procedure.line, commands })
  if (!twin) return undefined
  return {
    file: each.file,
    span: {
      line: procedure.line,
      column: 1,
      endLine: procedure.line,
      endColumn: (each.document.lines[procedure.line - 1] ?? '').length + 1,
    },
    message: `"${procedure.title}" stands in \`${twin.file}\` (line ${twin.line}), too, with nearly the same ${commands.length} commands`,
    hint: 'Keep one of the two and link to it from here',
  }
}

function commandsOf({ steps, verification }: Procedure): string[] {
  const texts = [...steps, ...verification].flatMap((step) => [
    ...step.commands,
    ...(step.alternatives ?? []).flatMap((alternative) => alternative.steps.flatMap((each) => each.commands)),
  ])
  return [...new Set(texts.map(({ text }) => text.replace(/\s+/g, ' ').trim()))]
}

/** Shared commands over all commands. */
function likeness(a: readonly string[], b: readonly string[]): number {
  const other = new Set(b)
  const shared = a.filter((command) => other.has(command)).length
  return shared / (a.length + b.length - shared)
}
