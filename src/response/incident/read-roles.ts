/** The roles a book gives people in an incident, with what each is responsible for. */
import type { Repository } from '../../runbook/book/book.ts'
import type { Section } from '../../runbook/book/document.ts'
import { cellText, findColumns } from '../../runbook/book/parse/columns.ts'
import { itemTexts, keyOf, labelledParts } from '../../runbook/book/parse/outline.ts'

export interface BookRole {
  /** `commander`, `communications`, `scribe`, `operations`, or made from the title. */
  readonly id: string
  readonly title: string
  /** What stands behind it in parentheses: `P1 only`. */
  readonly qualifier?: string
  readonly duties: readonly string[]
  /** Absent for a role that every incident has and no page describes. */
  readonly from?: { readonly file: string; readonly line: number }
}

const KNOWN: readonly (readonly [id: string, words: RegExp])[] = [
  ['commander', /incident (?:commander|manager|lead|coordinator)|^ic$|^(?:commander|lead)$/i],
  ['communications', /communicat|comms|liaison/i],
  ['scribe', /scribe|note[- ]?taker|recorder/i],
  ['operations', /on-?call engineer|operations lead|ops lead|technical lead|first responder|primary on-?call/i],
]
const USUAL: readonly BookRole[] = [
  { id: 'commander', title: 'Incident commander', duties: [] },
  { id: 'communications', title: 'Communications', duties: [] },
  { id: 'scribe', title: 'Scribe', duties: [] },
]
const HEADING = /roles?\b.*(?:responsibilit|incident)|(?:incident|response)\b.*(?:roles|team)|^roles$/i

/** Longer ones are sentences, and no pattern needs to see them. */
const LONGEST_TITLE = 200

/** The book's roles; those every incident needs come first, whether or not the book has words for them. */
export function readRoles(repositories: readonly Repository[]): BookRole[] {
  const found = new Map<string, BookRole>(USUAL.map((role) => [role.id, role]))
  for (const { pages } of repositories) {
    for (const { file, kind, document } of pages) {
      if (kind === 'template') continue
      for (const section of document.sections) {
        if (section.title.length > LONGEST_TITLE || !HEADING.test(section.title)) continue
        const here = [...section.children.flatMap((child) => roleOf(child, file) ?? []), ...tableRoles(section, file)]
        for (const role of here) if (found.get(role.id)?.from === undefined) found.set(role.id, role)
      }
    }
  }
  return [...found.values()]
}

/** A heading below "Roles" that says what somebody is responsible for. */
function roleOf(section: Section, file: string): BookRole | undefined {
  const duty = labelledParts(section.blocks).find(({ key }) =>
    /^(?:responsibilities|duties|tasks|responsible for)$/.test(key),
  )
  if (!duty) return undefined
  return named(section.title, itemTexts(duty.blocks), { file, line: section.line })
}

const COLUMNS = { role: ['role'], duty: ['responsibility', 'responsibilities', 'duties', 'tasks'] }

/** `| Incident commander | Decides, gives out tasks |` */
function tableRoles(section: Section, file: string): BookRole[] {
  return section.blocks.flatMap((block) => {
    if (block.kind !== 'table') return []
    const { role, duty } = findColumns(block, COLUMNS)
    if (role === undefined || duty === undefined) return []
    return block.rows.flatMap((row) => {
      const [title, says] = [cellText(row, role), cellText(row, duty)]
      return title === '' ? [] : [named(title, says === '' ? [] : [says], { file, line: row.line })]
    })
  })
}

function named(full: string, duties: readonly string[], from: { file: string; line: number }): BookRole {
  const written = full.slice(0, LONGEST_TITLE)
  const [, title = written, qualifier] = /^(.*?)\s*\(([^()]{1,80})\)\s*$/.exec(written) ?? []
  const id = knownRole(title) ?? keyOf(title).replace(/[^\p{L}\p{N}]+/gu, '-')
  // `(IC)` is another name, `(P1 only)` says when.
  const says = qualifier !== undefined && /\s/.test(qualifier) ? { qualifier } : {}
  return { id, title, ...says, duties, from }
}

const knownRole = (title: string): string | undefined => KNOWN.find(([, words]) => words.test(title))?.[0]

/** The one word for a role: `lead` and `ic` are the commander, `comms` are communications. A role of the book alone keeps its own. */
export const roleId = (word: string): string => (word === 'ops' ? 'operations' : (knownRole(word) ?? word))
