import type { Block, Inline, Section } from '../document.ts'
import type { Page } from '../page.ts'
import { sectionAt } from './page-commands.ts'
import { page, spanOfLines } from './place.ts'
import type { Rule } from './rule.ts'

const WAITS = /(?:^|[.;:!?]\s+|\b(?:then|and|and then|now|please|,)\s+)wait (?:for|until|till|on)\b[^.!?\n]*/i
const BOUND =
  /\d|\b(?:minutes?|seconds?|hours?|a few|couple|timeout|at most|up to|no longer than|overnight|next (?:day|morning|working day))\b/i
/** Waiting for people, or for something that announces itself, has no time in it. */
const ANNOUNCED =
  /\b(?:approv\w+|confirm\w*|response|reply|replies|answer|review\w*|merge\w*|sign-?off|instructions?|someone|them|him|her|team|colleague|people|customer|prompt|notification|message|email|alert)\b/i

export const unboundedWait: Rule = {
  id: 'RB307',
  name: 'unbounded-wait',
  summary: 'A step that waits says how long, or how to see that the wait is over.',
  why: '“Wait until the traffic has drained” can take a minute or never end. Without a bound nobody knows when to stop waiting and escalate. State the usual and the longest time, or give the command that shows when it is over.',
  severity: 'info',
  kinds: { postmortem: 'off', template: 'off', reference: 'off', index: 'off' },
  examples: [
    {
      title: 'how long?',
      bad: page(
        '# Restart',
        '',
        '## Steps',
        '',
        '1. Close the gate.',
        '2. Wait until the traffic has drained. ⟵',
        '3. Restart the node.',
      ),
      good: page(
        '# Restart',
        '',
        '## Steps',
        '',
        '1. Close the gate.',
        '2. Wait until the traffic has drained, at most 10 minutes.',
        '3. Restart the node.',
      ),
    },
  ],
  *page(read) {
    if (!/\bwait\b/i.test(read.document.text)) return
    const headings = new Set(read.document.headings.map((heading) => heading.inline))
    for (const inline of read.document.inlines) {
      const match = WAITS.exec(inline.text)
      if (!match || BOUND.test(match[0]) || ANNOUNCED.test(match[0]) || SAYS_END.test(rest(inline.text, match)))
        continue
      const line = inline.line + inline.text.slice(0, match.index).split('\n').length - 1
      if (headings.has(inline) || !inProcedure(read, line) || isChecked(read, inline)) continue
      yield {
        span: spanOfLines(read.document, line),
        message: 'This wait has no end: it says neither how long nor how to see that it is over',
        hint: 'State the longest time it may take, or the command that shows the end',
      }
    }
  },
}

/** The sentence behind the one that waits often holds the time, or how to look: "This takes five minutes." */
const rest = (text: string, { index, 0: found }: RegExpExecArray) =>
  text.slice(index + found.length, index + found.length + 160)
const SAYS_END = new RegExp(`${BOUND.source}|\\b(?:validate|verify|check|confirm|see|monitor|watch|until|look)\\b`, 'i')

const inProcedure = ({ procedures }: Page, line: number) =>
  procedures.some((each) => each.line <= line && line <= each.endLine)

/** The wait names a command or a link itself, or a command follows right behind it. */
function isChecked(read: Page, inline: Inline): boolean {
  if (inline.codes.length > 0 || inline.links.length > 0) return true
  const section: Section = sectionAt(read, inline.line) ?? read.document.root
  return followedByCode(section.blocks, inline)
}

function followedByCode(blocks: readonly Block[], inline: Inline): boolean {
  const at = blocks.findIndex((block) => block.line <= inline.line && inline.line <= block.endLine)
  const block = blocks[at]
  if (!block) return false
  if (block.kind === 'list') {
    const item = block.items.find((each) => each.line <= inline.line && inline.line <= each.endLine)
    // What stands below the item, a command or a list, says more about the wait.
    return item?.blocks.some((each) => each.line > inline.line) ?? false
  }
  return blocks[at + 1]?.kind === 'fence'
}
