import type { FenceReading } from '../fence-reading.ts'
import { page } from './place.ts'
import type { Rule } from './rule.ts'
import { isShellTag } from './shell-tag.ts'

export const shellSyntax: Rule = {
  id: 'RB107',
  name: 'shell-syntax',
  summary: 'A block of shell commands can be read by a shell.',
  why: 'A stray quotation mark or backtick makes the shell wait for the rest of a command that never comes, or run something else than what is written. Prompts, placeholders and output are taken into account before the block is judged, so what remains is a line that cannot work.',
  severity: 'error',
  kinds: { postmortem: 'info', template: 'info' },
  examples: [
    {
      title: 'a backtick that opens nothing',
      bad: page('# Log in', '', '```bash', 'ssh ops@console-01.internal` ⟵', '```'),
      good: page('# Log in', '', '```bash', 'ssh ops@console-01.internal', '```'),
    },
    {
      title: 'a quotation mark too many',
      bad: page('# Look', '', '```bash', 'kubectl get pods -n shop -l "app=api"" ⟵', 'kubectl get nodes', '```'),
      good: page('# Look', '', '```bash', 'kubectl get pods -n shop -l "app=api"', 'kubectl get nodes', '```'),
    },
  ],
  *page({ readings, document }) {
    for (const reading of readings) {
      const { syntaxProblem: problem, fence } = reading
      if (!problem || !isMeantForShell(reading)) continue
      const length = Math.max(1, (document.lines[problem.line - 1] ?? '').length + 1 - problem.column)
      const { line, column } = problem
      yield {
        span: { line, column, endLine: line, endColumn: column + length },
        message: `A shell cannot read this: ${problem.message}`,
        hint: 'Correct the command; if it is output or another language, put it into a block of its own',
        ...(isShellTag(fence.language) ? {} : { severity: 'warning' as const }),
      }
    }
  },
}

const isMeantForShell = ({ language, kind }: FenceReading) => language === 'bash' && kind !== 'output' && kind !== 'text'
