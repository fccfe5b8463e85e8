import type { Edit } from '../../../kit/diagnostic.ts'
import type { FenceItem, FenceReading } from '../fence-reading.ts'
import { page, spanOfLines } from './place.ts'
import type { Rule } from './rule.ts'

type Prompted = Extract<FenceItem, { kind: 'command' }> & { prompt: string }

export const promptNoise: Rule = {
  id: 'RB108',
  name: 'prompt-noise',
  summary: 'Commands have a prompt only where their output is shown too.',
  why: 'Who copies `$ systemctl restart api` out of a browser gets “$: command not found”. Opsbook itself reads past prompts, and many teams keep them on purpose, so this rule is off until you ask for it.',
  severity: 'off',
  examples: [
    {
      title: 'prompts without output',
      bad: page('# Look', '', '```bash', '$ kubectl get nodes ⟵', '$ kubectl get pods -n shop', '```'),
      good: page('# Look', '', '```bash', 'kubectl get nodes', 'kubectl get pods -n shop', '```'),
    },
  ],
  *page({ document, readings }) {
    for (const reading of readings) {
      const commands = promptedCommands(reading)
      if (commands.length === 0) continue
      const edits = commands.flatMap((command) => promptEdit(document.lines, command))
      yield {
        span: spanOfLines(document, commands[0]!.line),
        message: 'The prompt is copied together with the command, and no output follows that would need it',
        hint: 'Remove the prompt',
        ...(edits.length === commands.length ? { fix: { title: 'Remove the prompts', safe: true, edits } } : {}),
      }
    }
  },
}

function promptedCommands({ items, language }: FenceReading): Prompted[] {
  if (language !== 'bash' || items.some((item) => item.kind === 'output' || item.kind === 'foreign')) return []
  return items.filter((item): item is Prompted => item.kind === 'command' && /^\$\s*$/.test(item.prompt ?? ''))
}

/** The prompt stands right before the command; a command of several lines has more prompts, which no edit removes. */
function promptEdit(lines: readonly string[], { line, endLine, column, prompt }: Prompted): Edit[] {
  const before = (lines[line - 1] ?? '').slice(0, column - 1)
  const at = before.lastIndexOf(prompt.trim())
  if (at < 0 || (endLine > line && /^\s*>/.test(lines[line] ?? ''))) return []
  return [{ span: { line, column: at + 1, endLine: line, endColumn: column }, text: '' }]
}
