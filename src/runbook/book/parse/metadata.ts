import type { Block, Document, Label, Section } from '../document.ts'
import type { Metadata } from '../page.ts'
import { firstLineOf, keyOf, labelledParts, outlineOf, tidySpaces } from './outline.ts'

type TextField = Exclude<keyof Metadata, 'lines' | 'frontMatter' | 'alerts'>
type Field = TextField | 'alerts'

/** Names of each field in labels; only those at the head or the foot of a page are about the page. */
const LABELS: Readonly<Record<Field, RegExp>> = {
  owner: /^(?:(?:document |service |page )?owners?|owned by|maintainers?|maintained by|owning team|responsible team)$/,
  status: /^(?:document )?status$/,
  version: /^(?:document |doc )?version$/,
  lastUpdated: /^(?:last updated?|last modified|updated|last change|date)$/,
  lastReviewed: /^(?:last reviewed?(?: on)?|reviewed(?: on)?)$/,
  nextReview: /^(?:next review(?: date)?|review (?:date|by|due)|due for review)$/,
  reviewCycle: /^review (?:cycle|frequency|schedule|interval|cadence)$/,
  nextDrill: /^next (?:dr |disaster recovery )?(?:drill|exercise|test|game day)$/,
  severity: /^(?:alert )?severity$/,
  alerts: /^alerts?(?: names?)?$/,
  service: /^(?:service|application|system)(?: name)?$/,
}
/** What a procedure says of itself, too; at the foot of a page it is not about the page. */
const HEAD_ONLY: ReadonlySet<Field> = new Set(['severity', 'alerts', 'service'])

const FRONT_MATTER: Readonly<Record<Field, readonly string[]>> = {
  owner: ['owner', 'owners', 'maintainer', 'maintainers', 'team', 'owner_slack'],
  status: ['status'],
  version: ['version'],
  lastUpdated: ['last_updated', 'lastUpdated', 'updated', 'last_modified', 'lastmod'],
  lastReviewed: ['last_reviewed', 'last_reviewed_on', 'lastReviewed', 'reviewed'],
  nextReview: ['review_by', 'next_review', 'nextReview', 'review_date'],
  reviewCycle: ['review_in', 'review_cycle', 'reviewCycle'],
  nextDrill: ['next_drill', 'nextDrill'],
  severity: ['severity'],
  alerts: ['alerts', 'alert', 'alertname'],
  service: ['service', 'app', 'application'],
}
const FIELDS = Object.keys(LABELS) as Field[]

interface Value {
  text: string
  line: number
}

/**
 * What a page says about itself. Front matter wins over labels, the head of the page over its foot; only `date` in
 * front matter, which may mean anything, gives way to a "Last Updated" label. Values are the author's words.
 */
export function readMetadata(document: Document): Metadata {
  const lines: Record<string, number> = {}
  const found: Partial<Record<TextField, string>> & { alerts?: readonly string[] } = {}
  const labels = labelsOf(document)
  for (const field of FIELDS) {
    const value =
      fromFrontMatter(document, FRONT_MATTER[field]) ??
      labels.find(({ key, head }) => LABELS[field].test(key) && (head || !HEAD_ONLY.has(field))) ??
      (field === 'lastUpdated' ? fromFrontMatter(document, ['date']) : undefined)
    if (!value) continue
    lines[field] = value.line
    if (field !== 'alerts') found[field] = value.text
    else if (alertsOf(document, value).length > 0) found.alerts = alertsOf(document, value)
  }
  return { ...found, lines, frontMatter: document.frontMatter?.data ?? {} }
}

function fromFrontMatter({ frontMatter, lines }: Document, names: readonly string[]): Value | undefined {
  if (!frontMatter) return undefined
  const name = names.find((each) => Object.hasOwn(frontMatter.data, each) && wordsOf(frontMatter.data[each]) !== '')
  if (name === undefined) return undefined
  const at = lines.slice(0, frontMatter.endLine).findIndex((line) => line.includes(`${name}:`))
  return { text: wordsOf(frontMatter.data[name]), line: at < 0 ? frontMatter.line : at + 1 }
}

function wordsOf(value: unknown): string {
  if (typeof value === 'string') return value.trim()
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (value instanceof Date) return value.toISOString().slice(0, 10)
  return Array.isArray(value) ? value.map(alertName).filter(Boolean).join(', ') : ''
}

/** Alerts may be listed by name, or by the labels they match. */
function alertName(value: unknown): string {
  if (typeof value !== 'object' || value === null) return wordsOf(value)
  const { alertname, name, alert } = value as Record<string, unknown>
  return wordsOf(alertname ?? name ?? alert)
}

/** Labels at the head of the page (before its second heading), at its foot, and in a "Document Control" list. */
function labelsOf(document: Document): readonly (Value & { key: string; head: boolean })[] {
  const first = document.sections[0]
  const head = [...labelsIn(document.root.blocks), ...(first && isTitle(document, first) ? labelsIn(first.blocks) : [])]
  const last = document.sections.at(-1) ?? document.root
  return [
    ...head.map((label) => ({ ...fieldOf(label), head: true })),
    ...labelsIn(footOf(last.blocks)).map((label) => ({ ...fieldOf(label), head: false })),
    ...outlineOf(document).sections.flatMap(controlList),
  ]
}

/** The first heading is the page's title unless text and labels came before it. */
const isTitle = (document: Document, first: Section) => first.level === 1 || document.root.blocks.length === 0

function labelsIn(blocks: readonly Block[]): readonly Label[] {
  return blocks.flatMap((block) => {
    if (block.kind === 'paragraph') return block.labels
    if (block.kind === 'quote') return labelsIn(block.blocks)
    return block.kind === 'list' ? block.items.flatMap((item) => item.labels) : []
  })
}

/** The paragraphs with which a page ends; a list, a fence or a table before them belongs to the text. */
function footOf(blocks: readonly Block[]): readonly Block[] {
  const before = blocks.findLastIndex((block) => block.kind !== 'paragraph' && block.kind !== 'break')
  return blocks.slice(before + 1)
}

const CONTROL = /^(?:document (?:control|information|info|metadata|details)|metadata)$/

function controlList(section: Section): readonly (Value & { key: string; head: boolean })[] {
  return labelledParts(section.blocks).flatMap((part) => {
    if (!CONTROL.test(part.key)) return []
    return part.blocks.flatMap((block) => {
      if (block.kind !== 'list') return []
      return block.items.flatMap((item) => {
        const [, name, text] = /^([^:]{2,40}):\s+(\S.*)$/.exec(firstLineOf(item)) ?? []
        return name && text ? [{ key: keyOf(name), text, line: item.line, head: false }] : []
      })
    })
  })
}

/** The value ends with its line: what follows without a label is text. */
const fieldOf = ({ name, value, line }: Label) => ({
  key: keyOf(name),
  text: tidySpaces(value.split('\n', 1)[0]!).trim(),
  line,
})

/** Names in code are alert names; else the words between commas. */
function alertsOf(document: Document, { text, line }: Value): readonly string[] {
  const inline = document.inlines.find((each) => each.line <= line && line <= each.endLine)
  const codes = inline?.codes.filter((code) => code.line === line).map((code) => code.text) ?? []
  const names = codes.length > 0 ? codes : text.split(/\s*,\s*/)
  return names.filter((name) => name !== '' && !/^<?https?:/.test(name))
}
