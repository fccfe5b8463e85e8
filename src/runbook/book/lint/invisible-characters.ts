import type { Edit } from '../../../kit/diagnostic.ts'
import type { CodeLine, Fence } from '../document.ts'
import type { FenceReading } from '../fence-reading.ts'
import { page, spanOfText } from './place.ts'
import type { Finding, Rule } from './rule.ts'
import { type ShellContext, shellContexts } from './shell-context.ts'
import { isShellTag } from './shell-tag.ts'

const ZERO_WIDTH = '\u200B\u200C\u200D\u2060\uFEFF\u00AD'
const INTERESTING = new RegExp(
  `[${ZERO_WIDTH}\u00A0\u2007\u202F\u2018\u2019\u201C\u201D\u2013\u2014]|\\\\[ \\t]+$`,
  'm',
)

interface Sign {
  pattern: RegExp
  /** What is wrong where a shell reads it. */
  name: string
  /** What it does inside of a quoted string or a here-document; absent where it means nothing there. */
  inText?: string
  /** The plain characters, where there is no doubt. */
  replace(found: string, line: string, index: number): string | undefined
}

/** What to look for in a line of shell, why it hurts, and what belongs in its place. */
const SIGNS: readonly Sign[] = [
  {
    pattern: new RegExp(`[${ZERO_WIDTH}]+`, 'g'),
    name: 'A character without width stands here and becomes part of the word',
    inText: 'A character without width stands here and becomes part of the text',
    replace: () => '',
  },
  {
    pattern: /[\u00A0\u2007\u202F]+/g,
    name: 'This space is a no-break space, which no shell takes for a space',
    inText: 'This space is a no-break space; a program that reads this text does not take it for a space',
    replace: (found) => ' '.repeat(found.length),
  },
  // An apostrophe inside a word is text; a quotation mark at the edge of one is meant for the shell.
  {
    pattern: /(?<=^|[\s=(,:[])[\u201C\u201D](?=\S)|(?<=\S)[\u201C\u201D](?=$|[\s),;\]|])/g,
    name: 'This is a typographic quotation mark, which no shell takes for one',
    inText: 'This is a typographic quotation mark; a program that reads this text does not take it for one',
    replace: (_, line, index) => (isPaired(line, index, /[\u201C\u201D]/g, '"') ? '"' : undefined),
  },
  {
    pattern: /(?<=^|[\s=(,:[])[\u2018\u2019](?=\S)|(?<=\S)[\u2018\u2019](?=$|[\s),;\]|])/g,
    name: 'This is a typographic quotation mark, which no shell takes for one',
    inText: 'This is a typographic quotation mark; a program that reads this text does not take it for one',
    replace: (_, line, index) => (isPaired(line, index, /[\u2018\u2019]/g, "'") ? "'" : undefined),
  },
  {
    pattern: /(?<=\s)[\u2013\u2014](?=[A-Za-z])/g,
    name: 'This is a typographic dash, which no program takes for an option',
    replace: plainDash,
  },
  {
    pattern: /(?<=(?:^|[^\\])(?:\\\\)*\\)[ \t]+$/g,
    name: 'A space behind the backslash ends the command here: the next line is a command of its own',
    inText: 'A space behind the backslash: where this text is read by a shell, the command ends here',
    replace: () => '',
  },
]

/**
 * True for the first or second mark of a pair that encloses text without a plain mark of the same kind: then the plain
 * marks enclose the same text. An odd number of marks leaves open which belong together.
 */
function isPaired(line: string, index: number, marks: RegExp, plain: string): boolean {
  const places = [...line.matchAll(marks)].map((match) => match.index)
  const at = places.indexOf(index)
  if (places.length % 2 === 1 || at < 0) return false
  const [from, to] = at % 2 === 0 ? [index, places[at + 1]!] : [places[at - 1]!, index]
  return !line.slice(from, to).includes(plain)
}

/** Editors make `–` of one hyphen and of two: one letter behind it tells them apart, a word behind `–` does not. */
function plainDash(found: string, line: string, index: number): string | undefined {
  const letters = /^[A-Za-z]+/.exec(line.slice(index + 1))![0].length
  if (found === '\u2014') return letters > 1 ? '--' : undefined
  return letters === 1 && !/^[\w-]/.test(line.slice(index + 2)) ? '-' : undefined
}

export const invisibleCharacters: Rule = {
  id: 'RB208',
  name: 'invisible-characters',
  summary: 'Commands contain no character that looks like another or like nothing.',
  why: 'A no-break space, a typographic quotation mark or a space behind a trailing backslash looks right on the page and breaks the command in the terminal: a delete loses the lines that narrow it down, a comment becomes a command. Editors and wikis put them in silently. Inside of quoted text and here-documents such a character may be meant, so there it is mentioned and never replaced; quotation marks are replaced only where they stand in pairs.',
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
      title: 'a query in a here-document, which is only mentioned',
      bad: page('# Look', '', '```bash', 'psql shop <<SQL', 'SELECT \u2018open\u2019; ⟵', 'SQL', '```'),
      good: page('# Look', '', '```bash', 'psql shop <<SQL', "SELECT 'open';", 'SQL', '```'),
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
      const contexts = contextsByLine(reading)
      for (const line of fence.lines) {
        if (!shown.has(line.line)) yield* signsIn(line, fence, contexts.get(line.line))
      }
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

/** What the characters of a command's line are to the shell; a line that belongs to no command has no entry. */
interface LineContext {
  text: string
  contexts: readonly ShellContext[]
}

function contextsByLine({ items }: FenceReading): ReadonlyMap<number, LineContext> {
  const lines = new Map<number, LineContext>()
  for (const item of items) {
    if (item.kind !== 'command' || item.language !== 'bash') continue
    const contexts = shellContexts(item.text)
    let from = 0
    for (const [index, text] of item.text.split('\n').entries()) {
      lines.set(item.line + index, { text, contexts: contexts.slice(from, from + text.length) })
      from += text.length + 1
    }
  }
  return lines
}

function* signsIn(line: CodeLine, fence: Fence, known: LineContext | undefined): Iterable<Finding> {
  // What stands before a command's text is its prompt, what stands behind it is a comment.
  const start = known ? Math.max(0, line.text.indexOf(known.text)) : 0
  const comment = !known && /^\s*#/.test(line.text)
  const contextAt = (index: number): ShellContext =>
    comment ? 'comment' : known ? (known.contexts[index - start] ?? (index < start ? 'code' : 'comment')) : 'code'
  for (const sign of SIGNS) {
    const found = [...line.text.matchAll(sign.pattern)].filter(({ index }) => contextAt(index) !== 'comment')
    if (found.length === 0 || (sign.pattern.source.includes('\\\\') && line.line === fence.lines.at(-1)?.line)) continue
    const code = found.filter(({ index }) => contextAt(index) === 'code')
    if (code.length > 0) yield inCode(line, sign, code)
    else if (sign.inText) yield inText(line, sign.inText, found[0]!)
  }
}

function inCode({ text, line, column }: CodeLine, { name, replace }: Sign, found: readonly RegExpExecArray[]): Finding {
  const edits: Edit[] = found.flatMap((match) => {
    const plain = replace(match[0], text, match.index)
    return plain === undefined ? [] : [{ span: spanOfText(line, column + match.index, match[0]), text: plain }]
  })
  const [first] = found
  return {
    span: spanOfText(line, column + first!.index, first![0]),
    message: name,
    hint: 'Replace it with the plain character',
    // Half of the marks of a line would leave a quotation open.
    ...(edits.length === found.length ? { fix: { title: 'Write plain characters', safe: true, edits } } : {}),
  }
}

/** In quoted text and here-documents it may be meant: a message to people has quotation marks of its own. */
const inText = ({ line, column }: CodeLine, message: string, match: RegExpExecArray): Finding => ({
  span: spanOfText(line, column + match.index, match[0]),
  message,
  hint: 'Replace it with the plain character, unless the text is for people',
  severity: 'info',
})
