import type { Edit, Fix } from '../../../kit/diagnostic.ts'
import type { Document, FenceRepair } from '../document.ts'
import { page } from './place.ts'
import type { Finding, Rule } from './rule.ts'

const WORDS: Record<FenceRepair['kind'], (repair: FenceRepair) => { message: string; hint: string }> = {
  unclosed: () => ({
    message: 'Nothing closes this code block, so the text below it is shown as code',
    hint: 'Put the closing marker on a line of its own behind the last line of code',
  }),
  'closer-with-info': () => ({
    message: 'A closing marker with a word behind it does not close: the rest of the page becomes code',
    hint: 'Remove the word behind the marker',
  }),
  'closer-wrong-length': ({ opener }) => ({
    message: `This marker is shorter than the one on line ${opener}, so it does not close the code block`,
    hint: 'Use as many signs as in the opening marker',
  }),
  'closer-glued': ({ opener }) => ({
    message: `A closing marker behind code does not close the block of line ${opener}, and becomes part of the command`,
    hint: 'Put the marker on a line of its own',
  }),
  'closer-outdented': ({ opener }) => ({
    message: `This marker is indented less than its list item, so it opens a new code block instead of closing line ${opener}`,
    hint: 'Indent the marker like the one that opens the block',
  }),
  'nested-same-length': () => ({
    message: 'A code block inside this one ends it, because both markers have the same length',
    hint: 'Give the outer block one sign more, at both ends',
  }),
}

export const fenceIntegrity: Rule = {
  id: 'RB101',
  name: 'fence-integrity',
  summary: 'Every code block is closed by its own marker.',
  why: 'A code block that is closed wrongly swallows what follows it: headings, warnings and whole procedures turn grey, and nobody who reads the page under pressure notices that half of it is not text any more. Opsbook reads such a page as its author most likely meant it, but a browser does not. Findings below a block that may have swallowed the page are held back until it is mended.',
  severity: 'error',
  examples: [
    {
      title: 'a word behind the closing marker',
      bad: page('# Restart', '', '```text', 'logs/', '```text ⟵', '', '## Check', '', 'The port answers.'),
      good: page('# Restart', '', '```text', 'logs/', '```', '', '## Check', '', 'The port answers.'),
    },
    {
      title: 'a marker of two backticks',
      bad: page('# Drain', '', '```bash', 'drainctl start', '`` ⟵', '', '## Check', '', '```bash', 'drainctl', '```'),
      good: page('# Drain', '', '```bash', 'drainctl start', '```', '', '## Check', '', '```bash', 'drainctl', '```'),
    },
    {
      title: 'a marker behind the last command',
      bad: page('# Renew', '', '```', 'certctl renew --all``` ⟵', '', '## Production', '', 'The same again.'),
      good: page('# Renew', '', '```', 'certctl renew --all', '```', '', '## Production', '', 'The same again.'),
    },
    {
      title: 'no closing marker at all',
      bad: page('# Look up', '', '```bash ⟵', 'resolvectl status', '', '## Mitigation', '', 'Restart the resolver.'),
      good: page(
        '# Look up',
        '',
        '```bash',
        'resolvectl status',
        '```',
        '',
        '## Mitigation',
        '',
        'Restart the resolver.',
      ),
    },
    {
      title: 'an example page inside a block of the same length',
      bad: page('# Form', '', '```markdown ⟵', '## Steps', '```bash', 'ls', '```', '## Check', '```', '', '## Next'),
      good: page('# Form', '', '````markdown', '## Steps', '```bash', 'ls', '```', '## Check', '````', '', '## Next'),
    },
  ],
  *page({ document }) {
    for (const repair of document.fenceRepairs) yield describe(document, repair)
  },
}

function describe(document: Document, repair: FenceRepair): Finding {
  const { line, column, endColumn } = repair
  const { message, hint } = WORDS[repair.kind](repair)
  const harmless = repair.kind === 'unclosed' && !repair.swallows
  const fix = fixFor(document, repair)
  return {
    span: { line, column, endLine: line, endColumn },
    message: harmless ? 'Nothing closes this code block; its list item or the end of the page does' : message,
    hint,
    ...(harmless ? { severity: 'warning' } : {}),
    ...(fix ? { fix } : {}),
  }
}

function fixFor(document: Document, repair: FenceRepair): Fix | undefined {
  const { kind, line, column, endColumn, replacement, opener } = repair
  if (kind === 'unclosed') return closeFence(document, repair)
  if (replacement === undefined) return undefined
  const edits: Edit[] = [{ span: { line, column, endLine: line, endColumn }, text: replacement }]
  if (kind === 'nested-same-length') {
    const end = document.fences.find((fence) => fence.line === opener)?.endLine
    const text = end === undefined ? undefined : document.lines[end - 1]
    if (end === undefined || end === line || text === undefined) return undefined
    const longer = text.replace(/(`{3,}|~{3,})/, (run) => run + run[0])
    edits.push({ span: { line: end, column: 1, endLine: end, endColumn: text.length + 1 }, text: longer })
  }
  return { title: 'Mend the marker', safe: true, edits }
}

/** A closer where the reader took the block to end. Only where nothing but code stood in it is that certain. */
function closeFence(document: Document, { opener, swallows }: FenceRepair): Fix | undefined {
  const fence = document.fences.find((each) => each.line === opener)
  if (!fence) return undefined
  const indent = /^[ \t>]*/.exec(document.lines[opener - 1]!)![0]
  const marker = indent + fence.marker
  // A block that was read to its end has a blank line there, which the reader took for the closer.
  const end = fence.closed ? fence.endLine - 1 : fence.endLine
  const column = (document.lines[end - 1] ?? '').length + 1
  const edits = [{ span: { line: end, column, endLine: end, endColumn: column }, text: `\n${marker}` }]
  return { title: 'Close the code block', safe: !swallows, edits }
}
