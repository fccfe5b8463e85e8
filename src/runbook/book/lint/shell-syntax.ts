import type { FenceReading } from '../fence-reading.ts'
import { readsLikeProse } from '../parse/fence/prompt.ts'
import { isKnownProgram } from '../shell/risk-table.ts'
import { pageCommands, placeIn } from './page-commands.ts'
import { page } from './place.ts'
import type { Rule } from './rule.ts'
import { isScriptTag, isShellTag } from './shell-tag.ts'

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
  *page(read) {
    const { readings, document } = read
    for (const reading of readings) {
      const tagged = isShellTag(reading.fence.language)
      const problem = problemOf(reading)
      if (!problem) continue
      const { line, column, message } = problem
      const length = Math.max(1, (document.lines[line - 1] ?? '').length + 1 - column)
      yield {
        span: { line, column, endLine: line, endColumn: column + length },
        message: `${isOutput(document.lines[line - 1] ?? '') ? 'This looks like output; a shell cannot read it' : 'A shell cannot read this'}: ${message}`,
        hint: 'Correct the command; if it is output or another language, put it into a block of its own',
        ...(tagged ? {} : { severity: 'warning' as const }),
      }
    }
    for (const command of pageCommands(read)) {
      if (!MAY_NEST.test(command.text)) continue
      const word = command.calls.flatMap(({ words }) => words).find(({ text }) => NESTED.test(text))
      if (!word) continue
      yield {
        span: placeIn(read, command, word.pos, word.text.length),
        message:
          'Single quotes do not nest: the quoted text ends at the second one, and the rest becomes words of its own',
        hint: 'Write double quotes inside, or end, escape and reopen the single quotes',
      }
    }
  },
}

/** Two quoted texts with a word between them that is glued to the first. */
const MAY_NEST = /\s'[A-Za-z][^']*'/

/** `'… -H 'Content-Type:`: a quoted text that ends in a space, with a bare word glued to it. */
const NESTED = /^'[^']*\s'[A-Za-z][\w-]*:?$/

type Problem = NonNullable<FenceReading['syntaxProblem']>

/**
 * `console` may show nothing but output; there only a line that begins like a command is held to be one. A block
 * without a language is judged only where all its lines look like commands: then the problem is a slip.
 */
function problemOf({ fence, kind, looksLikeShell, syntaxProblem: problem }: FenceReading): Problem | undefined {
  if (!problem || isScriptTag(fence.language)) return problem
  if (!isShellTag(fence.language) && kind === 'text') return looksLikeShell ? problem : undefined
  const at = fence.lines.find(({ line }) => line === problem.line)
  return at && !isOutput(at.text) ? problem : undefined
}

/** The line at fault begins with no program that is known, prompt or not. */
function isOutput(line: string): boolean {
  const text = line.replace(/^\s*[$#>]\s+/, '').trim()
  const word = /^[a-z][\w.-]*(?=\s)/.exec(text)?.[0]
  return word === undefined || !isKnownProgram(word) || readsLikeProse(text)
}
