import type { Edit } from '../../../kit/diagnostic.ts'
import type { CodeLine, Fence } from '../document.ts'
import type { FenceReading } from '../fence-reading.ts'
import { page, spanOfText } from './place.ts'
import type { Finding, Rule } from './rule.ts'
import { isShellTag } from './shell-tag.ts'

const ZERO_WIDTH = '\u200B\u200C\u200D\u2060\uFEFF\u00AD'
const INTERESTING = new RegExp(
  `[${ZERO_WIDTH}\u00A0\u2007\u202F\u2018\u2019\u201C\u201D\u2013\u2014]|\\\\[ \\t]+$`,
  'm',
)

/** What to look for in a line of shell, why it hurts, and what belongs in its place. */
const SIGNS: readonly { pattern: RegExp; name: string; replace(found: string): string }[] = [
  {
    pattern: new RegExp(`[${ZERO_WIDTH}]+`, 'g'),
    name: 'A character without width stands here and becomes part of the word',
    replace: () => '',
  },
  {
    pattern: /[\u00A0\u2007\u202F]+/g,
    name: 'This space is a no-break space, which no shell takes for a space',
    replace: (found) => ' '.repeat(found.length),
  },
  // An apostrophe inside a word is text; a quotation mark at the edge of one is meant for the shell.
  {
    pattern: /(?<=^|[\s=(,:[])[\u201C\u201D](?=\S)|(?<=\S)[\u201C\u201D](?=$|[\s),;\]|])/g,
    name: 'This is a typographic quotation mark, which no shell takes for one',
    replace: () => '"',
  },
  {
    pattern: /(?<=^|[\s=(,:[])[\u2018\u2019](?=\S)|(?<=\S)[\u2018\u2019](?=$|[\s),;\]|])/g,
    name: 'This is a typographic quotation mark, which no shell takes for one',
    replace: () => "'",
  },
  {
    pattern: /(?<=\s)[\u2013\u2014](?=[A-Za-z])/g,
    name: 'This is a typographic dash, which no program takes for an option',
    replace: (found) => (found === '\u2014' ? '--' : '-'),
  },
  {
    pattern: /(?<=(?:^|[^\\])(?:\\\\)*\\)[ \t]+$/g,
    name: 'A space behind the backslash ends the command here: the next line is a command of its own',
    replace: () => '',
  },
]

export const invisibleCharacters: Rule = {
  id: 'RB208',
  name: 'invisible-characters',
  summary: 'Commands contain no character that looks like another or like nothing.',
  why: 'A no-break space, a typographic quotation mark or a space behind a trailing backslash looks right on the page and breaks the command in the terminal: a delete loses the lines that narrow it down, a comment becomes a command. Editors and wikis put them in silently.',
  severity: 'error',
  kinds: { postmortem: 'warning', template: 'warning' },
  examples: [
    {
      title: 'a space behind the backslash',
      bad: page('# Delete', '', '```bash', 'kubectl delete configmap \\  ⟵', '  -n shop cache-settings', '```'),
      good: page('# Delete', '', '```bash', 'kubectl delete configmap \\', '  -n shop cache-settings', '```'),
    },
    {
      title: 'typographic quotation marks',
      bad: page('# Look', '', '```bash', 'kubectl get pods -l \u201Capp=api\u201D ⟵', '```'),
      good: page('# Look', '', '```bash', 'kubectl get pods -l "app=api"', '```'),
    },
    {
      title: 'a character without width before a comment',
      bad: page('# Look', '', '```bash', '\u200B# only on the primary: ⟵', 'pg_ctl status', '```'),
      good: page('# Look', '', '```bash', '# only on the primary:', 'pg_ctl status', '```'),
    },
  ],
  *page({ readings }) {
    for (const reading of readings) {
      const { fence } = reading
      if (!INTERESTING.test(fence.text) || !(isShellTag(fence.language) || reading.language === 'bash')) continue
      const shown = notShell(reading)
      for (const line of fence.lines) if (!shown.has(line.line)) yield* signsIn(line, fence)
    }
  },
}

/** Lines that nobody pastes into a shell: output, and text in another language. */
function notShell({ items }: FenceReading): ReadonlySet<number> {
  const lines = new Set<number>()
  for (const item of items) {
    if (item.kind !== 'output' && item.kind !== 'foreign') continue
    for (let line = item.line; line <= item.endLine; line++) lines.add(line)
  }
  return lines
}

function* signsIn({ text, line, column }: CodeLine, fence: Fence): Iterable<Finding> {
  const comment = /^\s*#/.test(text)
  for (const { pattern, name, replace } of SIGNS) {
    const found = [...text.matchAll(pattern)]
    const [first] = found
    if (!first || (comment && !pattern.source.startsWith('['))) continue
    if (pattern.source.includes('\\\\') && line === fence.lines.at(-1)?.line) continue
    const edits: Edit[] = found.map((match) => ({
      span: spanOfText(line, column + match.index, match[0]),
      text: replace(match[0]),
    }))
    yield {
      span: spanOfText(line, column + first.index, first[0]),
      message: name,
      hint: 'Replace it with the plain character',
      fix: { title: 'Write plain characters', safe: true, edits },
    }
  }
}
