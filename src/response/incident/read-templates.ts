/** The texts a book keeps for telling others: status updates, first notices, resolution notices. */

import { readDuration } from '../../kit/duration.ts'
import type { Repository } from '../../runbook/book/book.ts'
import type { Block, Fence, Section } from '../../runbook/book/document.ts'

export interface CommunicationTemplate {
  /** Stable while the page keeps its headings: `docs/incident-response.md#initial-notification`. */
  readonly id: string
  readonly title: string
  readonly audience: 'internal' | 'public'
  readonly moment: 'first' | 'update' | 'resolved'
  readonly subject?: string
  readonly body: string
  /** How soon the author wants it sent. */
  readonly withinSeconds?: number
  /** Absent for our own, used where a book has none. */
  readonly from?: { readonly file: string; readonly line: number }
}

const PLACE = /communicat|notif|status (?:update|page)|stakeholder|announce|incident update|customer message/i
const NAME = /template|notification|notice|update|announcement|message|all clear/i
/** Records to be written afterwards are no messages. */
const RECORD =
  /post-?mortem|post-?incident|\bpir\b|retrospective|hand-?over|incident (?:log|report|documentation|record)/i
const TEXT_LANGUAGES: ReadonlySet<string> = new Set(['', 'text', 'txt', 'markdown', 'md', 'email', 'mail'])

export const OUR_TEMPLATES: readonly CommunicationTemplate[] = [
  {
    ...{ id: 'opsbook#first', title: 'First word', audience: 'internal', moment: 'first' },
    subject: '[severity] [title]',
    body: 'We are looking into a problem: [title].\nSince: [start time]\nImpact: [impact]\nStatus: [status]\n',
  },
  {
    ...{ id: 'opsbook#update', title: 'Update', audience: 'internal', moment: 'update' },
    body: 'Status: [status]\nImpact: [impact]\nActions taken: [actions]\nNext steps: [next steps]\n',
  },
  {
    ...{ id: 'opsbook#resolved', title: 'Resolved', audience: 'internal', moment: 'resolved' },
    body: 'Resolved: [title]\nDuration: [duration]\nCause: [cause]\n',
  },
]

/** Every template of the pages; our own three where there is none. */
export function readTemplates(repositories: readonly Repository[]): readonly CommunicationTemplate[] {
  const found = repositories.flatMap(({ pages }) =>
    pages.flatMap(({ file, kind, document }) => {
      if (kind === 'template' || kind === 'postmortem') return []
      return document.sections.flatMap((section) => inSection(file, section, titlesAbove(document.root, section)))
    }),
  )
  const ids = new Map<string, number>()
  const named = found.map((template) => {
    const count = (ids.get(template.id) ?? 0) + 1
    ids.set(template.id, count)
    return count === 1 ? template : { ...template, id: `${template.id}-${count}` }
  })
  return named.length > 0 ? named : OUR_TEMPLATES
}

function titlesAbove(root: Section, wanted: Section): string {
  const path = (section: Section): string[] | undefined => {
    if (section === wanted) return [section.title]
    for (const child of section.children) {
      const below = path(child)
      if (below) return [section.title, ...below]
    }
    return undefined
  }
  return (path(root) ?? [wanted.title]).slice(1).join(' / ')
}

interface Labelled {
  fence: Fence
  label: string
}

function inSection(file: string, section: Section, path: string): CommunicationTemplate[] {
  if (RECORD.test(path)) return []
  return labelledFences(section.blocks, section.title).flatMap(({ fence, label }) => {
    if (!TEXT_LANGUAGES.has(fence.language) || fence.text.trim() === '') return []
    // Below "Communication templates" every text is one, whatever it is called.
    const isNamed = NAME.test(label) || /templates?\b/i.test(path)
    if (!isNamed || RECORD.test(label) || !(PLACE.test(path) || PLACE.test(label))) return []
    // A file tree or a log is no message: those are sentences, or lines with a name and a colon.
    if (!/\p{L}{2,}\s+\p{L}{2,}|^\p{L}[\p{L} ]+:/mu.test(fence.text) || /[├└│]/.test(fence.text)) return []
    return [templateOf(file, fence, label, path)]
  })
}

/** Fences with what the author calls them: the label or the list item before or around them, else the heading. */
function labelledFences(blocks: readonly Block[], title: string): Labelled[] {
  const found: Labelled[] = []
  let label = title
  for (const block of blocks) {
    if (block.kind === 'paragraph') label = block.inline.text.split('\n').at(-1)! || label
    else if (block.kind === 'fence') {
      found.push({ fence: block, label })
      label = title
    } else if (block.kind === 'list') {
      for (const item of block.items) found.push(...labelledFences(item.blocks, item.inline.text || title))
    } else if (block.kind === 'quote') found.push(...labelledFences(block.blocks, label))
  }
  return found
}

function templateOf(file: string, fence: Fence, label: string, path: string): CommunicationTemplate {
  const title = label
    .replace(/\s*\([^()]*\)|:\s*$/g, '')
    .replace(/:\s*$/, '')
    .trim()
  const [first = '', ...rest] = fence.text.split('\n')
  const subject = /^subject:\s*(.+)$/i.exec(first)?.[1]
  const within = /\bwithin\b/i.test(label) ? readDuration(label)?.maxSeconds : undefined
  const words = `${path} ${title}`
  return {
    id: `${file}#${title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-|-$/g, '')}`,
    title,
    audience: /external|customer|public|status page/i.test(words) ? 'public' : 'internal',
    moment: momentOf(title, subject ?? ''),
    ...(subject === undefined ? {} : { subject: subject.trim() }),
    body: `${(subject === undefined ? fence.text : rest.join('\n')).trim()}\n`,
    ...(within ? { withinSeconds: within } : {}),
    from: { file, line: fence.line },
  }
}

function momentOf(title: string, subject: string): CommunicationTemplate['moment'] {
  const words = `${title} ${subject}`
  if (/resol|all clear|restored|closure/i.test(words)) return 'resolved'
  return /initial|first|start|investigating|\[incident\]/i.test(words) ? 'first' : 'update'
}

/** The template that fits where an incident stands, for an audience. */
export function templateFor(
  templates: readonly CommunicationTemplate[],
  { audience, status, posted }: { audience: 'internal' | 'public'; status: string; posted: boolean },
): CommunicationTemplate | undefined {
  const moment = status === 'resolved' ? 'resolved' : posted ? 'update' : 'first'
  const mine = templates.filter((each) => each.audience === audience)
  return mine.find((each) => each.moment === moment) ?? mine.find((each) => each.moment === 'update') ?? mine[0]
}
