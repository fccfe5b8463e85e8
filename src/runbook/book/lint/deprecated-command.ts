import type { Fix } from '../../../kit/diagnostic.ts'
import type { Page } from '../page.ts'
import type { ShellWord } from '../shell/shell-word.ts'
import { DEPRECATIONS, type Deprecation } from './deprecations.ts'
import { kubeCall } from './kube-grammar.ts'
import { type PageCommand, pageCommands, placeIn } from './page-commands.ts'
import { page } from './place.ts'
import type { Rule } from './rule.ts'
import type { ShellCall } from './shell-calls.ts'

export const deprecatedCommand: Rule = {
  id: 'RB206',
  name: 'deprecated-command',
  summary: 'Commands use options and verbs that current versions of their program still have.',
  why: 'An option that was renamed works until the tool on the operator’s machine is updated, and then fails on the night it is needed. The table behind this rule names only what its makers have removed or announced to remove, with the version.',
  severity: 'warning',
  kinds: { postmortem: 'off', template: 'info' },
  examples: [
    {
      title: 'a renamed option',
      bad: page('# Drain', '', '```bash', 'kubectl drain node-3 --ignore-daemonsets --delete-local-data ⟵', '```'),
      good: page('# Drain', '', '```bash', 'kubectl drain node-3 --ignore-daemonsets --delete-emptydir-data', '```'),
    },
    {
      title: 'a command for a pod without its dashes',
      bad: page('# Look', '', '```bash', 'kubectl exec api-0 -n shop df -h ⟵', '```'),
      good: page('# Look', '', '```bash', 'kubectl exec api-0 -n shop -- df -h', '```'),
    },
  ],
  *page(read) {
    for (const command of pageCommands(read)) {
      for (const call of command.calls) {
        for (const { entry, word } of outdated(call)) {
          const fix = replaceFix(read, command, { entry, word })
          yield {
            span: placeIn(read, command, word.pos, word.text.length),
            message: `${entry.what} ${entry.since}`,
            hint: entry.instead,
            ...(fix ? { fix } : {}),
          }
        }
        const bare = execWithoutDashes(call)
        if (bare) {
          yield {
            span: placeIn(read, command, bare.pos, bare.text.length),
            message: `${call.program} exec takes the pod’s command behind --; without it current versions refuse`,
            hint: 'Write -- before the command',
            fix: {
              title: 'Add --',
              safe: true,
              edits: [{ span: placeIn(read, command, bare.pos, 0), text: '-- ' }],
            },
          }
        }
      }
    }
  },
}

function outdated(call: ShellCall): { entry: Deprecation; word: ShellWord }[] {
  const entries = DEPRECATIONS.filter(({ programs }) => programs.includes(call.program))
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
  return { title: `Write ${entry.replacement}`, safe: true, edits: [{ span, text: entry.replacement }] }
}

/** `kubectl exec POD cmd`: the first word of the command, when no `--` stands before it. */
function execWithoutDashes(call: ShellCall): ShellWord | undefined {
  const kube = kubeCall(call)
  if (!kube || kube.verb !== 'exec' || kube.dashes) return undefined
  const inner = kube.operands[1]
  return inner && !inner.dynamic && kube.operands[0]!.pos < inner.pos ? inner : undefined
}
