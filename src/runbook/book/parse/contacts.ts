import type { Block, Document, ListItem, Section, Table } from '../document.ts'
import type { Contact } from '../page.ts'
import { type ColumnWords, cellText, findColumns } from './columns.ts'
import { firstLineOf, keyOf, labelledParts, outlineOf, tidySpaces } from './outline.ts'

const COLUMNS: ColumnWords<'role' | 'responsibility'> = {
  role: [
    'role',
    'team',
    'name',
    'person',
    'group',
    'function',
    'owner',
    'service',
    'vendor',
    'area',
    'maintenance',
    'component',
    'document',
    'severity',
  ],
  responsibility: [
    'responsibility',
    'responsibilities',
    'when',
    'purpose',
    'scope',
    'when to contact',
    'approval needed',
  ],
}
const CHANNELS =
  /^(?:contacts?|contact (?:info|information|details)|e-?mail(?: address)?|slack(?: channel)?|teams(?: channel)?|pagerduty|opsgenie|phone(?: number)?|mobile|tel|channel|pager|on-?call|hotline)$/

/**
 * Whom to reach and how. A table row or bullet that names several channels gives several contacts with the same line:
 * `ops@example.com, PagerDuty` is two. Unfilled ones such as `[Name]` are kept, so that they can be reported.
 */
export function readContacts(document: Document): readonly Contact[] {
  const outline = outlineOf(document)
  const found = outline.tables.flatMap(({ table }) => fromTable(table))
  for (const section of outline.sections) {
    if (insideContacts(section)) found.push(...fromBlocks(beforeBreak(section.blocks)))
    else found.push(...fromLabels(section.blocks))
  }
  return found.sort((a, b) => a.line - b.line)
}

function fromTable(table: Table): readonly Contact[] {
  const channels = table.header.flatMap((cell, at) => (CHANNELS.test(keyOf(cell.text)) ? [at] : []))
  const { role, responsibility } = findColumns(table, COLUMNS)
  if (channels.length === 0 || role === undefined || channels.includes(role)) return []
  return table.rows.flatMap((row) =>
    channels.flatMap((at) =>
      contactsOf(cellText(row, role), cellText(row, at), cellText(row, responsibility), row.line),
    ),
  )
}

const TITLE =
  /(?:^|\s)contacts?(?: (?:information|info|details|list|numbers|points))?$|^contacts?\s+(?:&|and)\s|^who to (?:call|contact)|^on-?call (?:contacts|numbers)/
const LABEL = /(?:^|\s)contacts?(?: (?:information|info|details))?$/

function insideContacts(section: Section): boolean {
  for (let at: Section | undefined = section; at?.heading; at = at.parent) if (TITLE.test(keyOf(at.title))) return true
  return false
}

/** What follows a thematic break at the end of a page is its footer, not its contacts. */
function beforeBreak(blocks: readonly Block[]): readonly Block[] {
  const at = blocks.findIndex((block) => block.kind === 'break')
  return at < 0 ? blocks : blocks.slice(0, at)
}

/** Everything below a heading about contacts: bullets and labels of the form `who: how`. */
function fromBlocks(blocks: readonly Block[]): readonly Contact[] {
  return blocks.flatMap((block) => {
    if (block.kind === 'list') return block.items.flatMap(fromItem)
    if (block.kind !== 'paragraph') return []
    return block.labels.flatMap(({ name, value, line }) => contactsOf(name, tidySpaces(value), '', line))
  })
}

/** Elsewhere only what a label announces as contacts. */
function fromLabels(blocks: readonly Block[]): readonly Contact[] {
  const labelled = labelledParts(blocks).flatMap((part) => {
    if (!LABEL.test(part.key)) return []
    return part.value ? contactsOf(part.name, part.value, '', part.line) : fromBlocks(part.blocks)
  })
  const bullets = blocks.flatMap((block) => {
    if (block.kind !== 'list') return []
    return block.items.flatMap((item) => {
      const label = item.labels[0]
      if (!label || !LABEL.test(keyOf(label.name))) return []
      return label.value ? contactsOf(label.name, label.value, '', item.line) : fromBlocks(item.blocks.slice(1))
    })
  })
  return [...labelled, ...bullets]
}

function fromItem(item: ListItem): readonly Contact[] {
  const [, role, how] = /^([^:]{2,60}?):\s+(\S.*)$/.exec(firstLineOf(item)) ?? []
  return role && how ? contactsOf(role, how, '', item.line) : []
}

function contactsOf(role: string, how: string, responsibility: string, line: number): readonly Contact[] {
  if (!role) return []
  return how.split(/\s*(?:,|;|\s\/\s|\bor\b)\s*/).flatMap((written) => {
    const { contact, kind } = readChannel(written.trim())
    return contact ? [{ role, contact, responsibility, line, kind }] : []
  })
}

const EMAIL = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}/
const PHONE = /^(?!\d{4}-\d\d-\d\d$)(?:tel:?|phone:?|call)?\s*(\+?\d[\d\s().-]{5,20}\d)(?:\s*(?:ext|x)\.?\s*\d{1,6})?$/i
const CHANNEL = /(?<![\w&])#[a-z][\w-]{1,80}\b/i
const HANDLE = /^@[a-z][\w.-]{1,60}/i
const LINK = /https?:\/\/[^\s)>]+/
const PATH = /^[\w.@-]*(?:\/[\w.@-]+)+\/?$|^[\w-]+\.(?:md|html?|txt|ya?ml)$/

function readChannel(written: string): Pick<Contact, 'contact' | 'kind'> {
  const email = EMAIL.exec(written)
  if (email) return { contact: email[0], kind: 'email' }
  const link = LINK.exec(written)
  if (link) return { contact: link[0], kind: 'link' }
  const phone = PHONE.exec(written)
  if (phone) return { contact: phone[1]!, kind: 'phone' }
  const channel = CHANNEL.exec(written) ?? HANDLE.exec(written)
  if (channel) return { contact: channel[0], kind: 'channel' }
  return { contact: written, kind: PATH.test(written) ? 'path' : 'other' }
}
