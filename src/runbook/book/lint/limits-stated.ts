import { page } from './place.ts'
import type { Rule } from './rule.ts'

const LIMITS =
  /\b(?:limit(?:s|ations?)|not supported|unsupported|out of scope|non-?(?:goals?|guarantees?)|does not (?:support|guarantee)|no guarantees?|boundaries|is not)\b/i

/** An overview says what the service does not do. Off unless switched on: only some teams want it of every page. */
export const limitsStated: Rule = {
  id: 'RB415',
  name: 'limits-stated',
  summary: 'An overview of a service says what is not supported.',
  why:
    'Knowing that failover was never promised saves the half hour in which someone tries to trigger it. A heading or ' +
    'label on limits, or items marked ❌, are enough.',
  severity: 'off',
  examples: [
    {
      title: 'Only what works',
      file: 'docs/OPERATIONS.md',
      bad: page('# Operations ⟵', '', '## Supported', '', '- One node'),
      good: page('# Operations', '', '## Supported', '', '- One node', '', '## Not supported', '', '- Failover'),
    },
  ],
  *page({ kind, document, titleLine }) {
    if (kind !== 'service-overview') return
    const said =
      document.headings.some(({ text }) => LIMITS.test(text)) ||
      document.blocks.some(
        (block) =>
          (block.kind === 'paragraph' && block.labels.some(({ name }) => LIMITS.test(name))) ||
          (block.kind === 'list' && block.items.some(({ box }) => box === 'no')),
      )
    if (said) return
    yield {
      span: {
        line: titleLine,
        column: 1,
        endLine: titleLine,
        endColumn: (document.lines[titleLine - 1] ?? '').length + 1,
      },
      message: 'The overview does not say what is not supported',
      hint: 'Add a section "Not supported" or "Limitations"',
    }
  },
}
