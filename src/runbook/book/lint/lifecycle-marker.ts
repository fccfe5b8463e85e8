import type { Fix } from '../../../kit/diagnostic.ts'
import type { Block, Document, Inline } from '../document.ts'
import type { Page } from '../page.ts'
import { page, spanOfLines } from './place.ts'
import type { Rule } from './rule.ts'

const SUBJECT = String.raw`\bthis (?:alert|page|document|documentation|runbook|playbook|guide|procedure|doc|article|file)\b`
const GONE = `(?:moved|renamed|replaced|superseded|deprecated|removed|archived|retired|obsolete|outdated|out of date|no longer (?:maintained|used|needed|valid|in use|supported|relevant))`
const SENTENCE = new RegExp(`${SUBJECT}(?: is| was| has)?(?: been| now)? ${GONE}\\b`, 'i')
const TITLE =
  /[[(](?:deprecated|obsolete|archived|moved|retired|legacy)[\])]|^(?:deprecated|obsolete|archived|retired)\s*[:–—-]/i

/** Keys of front matter that a program can act on. */
const MARKERS = [
  'status',
  'moved_to',
  'redirect',
  'redirect_to',
  'deprecated',
  'superseded_by',
  'replaced_by',
  'archived',
  'layout',
]
const STATES = /deprecat|moved|archiv|obsolet|retired|superseded|redirect|true|outdated|removed|\.md|\//i

export const lifecycleMarker: Rule = {
  id: 'RB110',
  name: 'lifecycle-marker',
  summary: 'A page that is no longer valid says so in a way programs can read.',
  why: 'A page that was moved or given up still turns up in searches, indexes and alert links. A sentence tells the reader, once the page is open; `status: moved` and `moved_to:` in the front matter let search, links and reports pass it by.',
  severity: 'info',
  kinds: { postmortem: 'off', template: 'off' },
  examples: [
    {
      title: 'a page that was moved',
      bad: page('# DiskFull', '', 'This alert has been moved to [StorageFull](StorageFull.md). ⟵'),
      good: page(
        '---',
        'status: moved',
        'moved_to: StorageFull.md',
        '---',
        '',
        '# DiskFull',
        '',
        'This alert has been moved to [StorageFull](StorageFull.md).',
      ),
    },
    {
      title: 'a title that says deprecated',
      bad: page('# CacheMiss [Deprecated] ⟵', '', '## Meaning', '', 'The cache is cold.'),
      good: page(
        '---',
        'status: deprecated',
        '---',
        '',
        '# CacheMiss [Deprecated]',
        '',
        '## Meaning',
        '',
        'The cache is cold.',
      ),
    },
  ],
  *page(read) {
    if (isMarked(read)) return
    const { document } = read
    const found = findSentence(read)
    if (!found) return
    const fix = frontMatterFix(document, found)
    yield {
      span: spanOfLines(document, found.line),
      message: `The page says that it is ${found.state}, but only in prose`,
      hint: `Add front matter with status: ${found.state}${found.target ? ` and moved_to: ${found.target}` : ''}`,
      ...(fix ? { fix } : {}),
    }
  },
}

interface Found {
  line: number
  state: string
  target: string | undefined
}

/** True for a page that says, in whatever way, that it is no longer valid. */
export const isGivenUp = (read: Page): boolean => isMarked(read) || findSentence(read) !== undefined

function isMarked({ metadata, document }: Page): boolean {
  const data: Record<string, unknown> = { ...document.frontMatter?.data, metadata: metadata.status }
  const entries = Object.entries(data).filter(([key]) => key === 'metadata' || MARKERS.includes(key.toLowerCase()))
  return entries.some(([, value]) => value === true || (typeof value === 'string' && STATES.test(value)))
}

/** Only the title and what stands above the second heading: further down the words are about something else. */
function findSentence({ document, title, titleLine }: Page): Found | undefined {
  const titled = TITLE.exec(title)
  if (titled) return { line: titleLine, state: stateOf(titled[0]), target: undefined }
  const [first] = document.headings
  const start = first && document.root.blocks.length === 0 ? document.sections[0]?.blocks : undefined
  for (const inline of inlinesOf([...document.root.blocks, ...(start ?? [])]).slice(0, 4)) {
    const match = SENTENCE.exec(inline.text)
    if (!match) continue
    const line = inline.line + inline.text.slice(0, match.index).split('\n').length - 1
    return { line, state: stateOf(match[0]), target: inline.links.find((link) => link.kind === 'link')?.href }
  }
  return undefined
}

const inlinesOf = (blocks: readonly Block[]): Inline[] =>
  blocks.flatMap((block) => {
    if (block.kind === 'paragraph') return [block.inline]
    return block.kind === 'quote' ? inlinesOf(block.blocks) : []
  })

function stateOf(words: string): string {
  const word = /moved|renamed|replaced|superseded|deprecated|removed|archived|retired|obsolete|outdated/i
    .exec(words)?.[0]
    .toLowerCase()
  if (word === undefined) return 'deprecated'
  return word === 'renamed' ? 'moved' : word
}

function frontMatterFix(document: Document, { state, target }: Found): Fix | undefined {
  const lines = [
    `status: ${state}`,
    ...(target ? [`moved_to: ${/^[\w./-]+$/.test(target) ? target : JSON.stringify(target)}`] : []),
  ]
  const { frontMatter } = document
  if (frontMatter?.flattened || frontMatter?.problem) return undefined
  const at = frontMatter ? frontMatter.line + 1 : 1
  const text = frontMatter ? `${lines.join('\n')}\n` : `---\n${lines.join('\n')}\n---\n\n`
  const span = { line: at, column: 1, endLine: at, endColumn: 1 }
  return { title: 'Add it to the front matter', safe: false, edits: [{ span, text }] }
}
