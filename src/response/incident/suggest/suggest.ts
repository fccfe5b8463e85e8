/** Alert → the procedures of the book that are likely to help, each with why and with what its labels fill in. */
import { labelOf } from '../../../kit/label-set.ts'
import type { Book, Repository } from '../../../runbook/book/book.ts'
import { treeIndex } from '../../../runbook/book/lint/tree-index.ts'
import type { Page, Procedure } from '../../../runbook/book/page.ts'
import type { SearchIndex } from '../../../runbook/book/search.ts'
import type { AlertSubject } from './alert-subject.ts'
import { bindLabels } from './bind-labels.ts'
import { leadsByAddress } from './leads-by-address.ts'
import { leadsByName } from './leads-by-name.ts'
import { leadsBySymptom } from './leads-by-symptom.ts'
import type { Lead, Suggestion } from './suggestion.ts'

/** A book with its search index, made once. */
export interface SearchedBook {
  readonly book: Book
  readonly index: SearchIndex
}

/** A second reason makes a place likelier, but none makes it certain. */
const MORE = 3
const SERVICE = 4
/** From here on somebody wrote down that alert and page belong together. */
const SAID = 70
const BY_WORDS = 2

/** The best suggestions, best first; the same alert and book give the same answer. */
export function suggest({ book, index }: SearchedBook, alert: AlertSubject, limit = 5): Suggestion[] {
  const repositories = new Map(book.repositories.map((repository) => [repository.root, repository]))
  const linked = book.repositories.flatMap((repository) => [
    ...leadsByAddress(repository, alert),
    ...leadsByName(repository, alert),
  ])
  const places = new Map<string, Place>()
  for (const lead of [...linked, ...leadsBySymptom(index, alert)]) {
    const repository = repositories.get(lead.repository)
    for (const place of repository ? placesOf(repository, lead) : []) {
      const key = `${lead.repository}\0${lead.file}\0${place.procedure?.id ?? place.line}`
      const known = places.get(key)
      if (known) known.leads.push(...place.leads)
      else places.set(key, place)
    }
  }
  const ranked = [...places.values()]
    .map((place) => suggestionOf(place, alert))
    .sort((a, b) => b.rank - a.rank || (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line))
  return withoutChance(ranked).slice(0, limit)
}

/** Where the book says which page an alert has, what only shares words with it is kept short. */
function withoutChance(ranked: readonly Suggestion[]): Suggestion[] {
  if ((ranked[0]?.rank ?? 0) < SAID) return [...ranked]
  let left = BY_WORDS
  return ranked.filter(({ rank }) => rank >= SAID || left-- > 0)
}

interface Place {
  repository: string
  page: Page
  line: number
  title: string
  procedure?: Procedure
  leads: Lead[]
}

/** The procedures a lead means: the one it points into, those below its heading, all of its page; else the place itself. */
function placesOf(repository: Repository, lead: Lead): Place[] {
  const page = treeIndex(repository).pages.get(lead.file)
  if (!page) return []
  const shared = { repository: repository.root, page }
  const found = proceduresAt(page, lead.line)
  if (found.length === 0) {
    const section = page.document.sections.findLast(({ line }) => line <= lead.line)
    return [{ ...shared, line: lead.line || page.titleLine, title: section?.title ?? page.title, leads: [lead] }]
  }
  return found.map((procedure, at) => ({
    ...shared,
    line: procedure.line,
    title: procedure.title,
    procedure,
    // The order of a page is the order in which its author would try.
    leads: [{ ...lead, rank: Math.max(1, lead.rank - at) }],
  }))
}

function proceduresAt({ procedures, document }: Page, line: number): readonly Procedure[] {
  if (line === 0) return procedures.slice(0, 5)
  const around = procedures.filter((each) => each.line <= line && line <= each.endLine)
  if (around.length > 0) return around.slice(-1)
  const section = document.sections.find((each) => each.line === line)
  return section
    ? procedures.filter((each) => each.line >= section.line && each.line <= section.endLine).slice(0, 5)
    : []
}

function suggestionOf({ repository, page, line, title, procedure, leads }: Place, alert: AlertSubject): Suggestion {
  const sorted = [...leads].sort((a, b) => b.rank - a.rank)
  const reasons = [...new Set(sorted.map(({ reason }) => reason))]
  const service = page.metadata.service
  const serves =
    service !== undefined && ['service', 'app', 'job'].some((label) => labelOf(alert.labels, label) === service)
  if (serves) reasons.push(`the page is about the service ${service}`)
  const rank = Math.min(
    100,
    sorted[0]!.rank + MORE * (new Set(sorted.map((lead) => lead.reason)).size - 1) + (serves ? SERVICE : 0),
  )
  const bound = procedure ? bindLabels(page, procedure, alert.labels) : { bindings: [], open: [] }
  return {
    ...{ repository, file: page.file, title, rank, reasons, ...bound },
    // A link into the middle of a procedure means that part of it.
    line: sorted[0]!.line || line,
    ...(procedure ? { procedure: procedure.id } : {}),
  }
}
