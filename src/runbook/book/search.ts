/** Search over a book, offline and forgiving of typing mistakes: symptoms first, because that is what a page at night has. */
import MiniSearch, { type SearchResult } from 'minisearch'
import type { Book } from './book.ts'
import type { Section } from './document.ts'
import type { Page, Procedure, Symptom } from './page.ts'

export type HitKind = 'symptom' | 'procedure' | 'error' | 'section' | 'page'

/** Something a query found. */
export interface Hit {
  kind: HitKind
  title: string
  /** `Repository.root` and the path from there. */
  repository: string
  file: string
  line: number
  snippet: string
  score: number
  /** Words of the page that matched, best first. */
  why: readonly string[]
}

interface Entry extends Omit<Hit, 'score' | 'why'> {
  id: number
  /** Everything that can be found, besides the title. */
  body: string
  /** Title of the page, file name and headings around it. */
  place: string
}

export interface SearchIndex {
  entries: readonly Entry[]
  engine: MiniSearch<Entry>
}

/** What an operator can act on comes before what only mentions it. */
const KIND_WEIGHT: Readonly<Record<HitKind, number>> = {
  symptom: 1.35,
  error: 1.25,
  procedure: 1.2,
  page: 1,
  section: 0.8,
}
const MAX_BODY = 4_000

/** Builds the index of a book: symptom rows, error texts, procedures, sections and pages. */
export function buildIndex(book: Book): SearchIndex {
  const entries: Entry[] = []
  for (const { root, pages } of book.repositories) {
    for (const page of pages) {
      for (const entry of entriesOf(page))
        entries.push({ ...entry, id: entries.length, repository: root, file: page.file })
    }
  }
  const engine = new MiniSearch<Entry>({
    fields: ['title', 'body', 'place'],
    tokenize: words,
    processTerm: (term) => term,
    searchOptions: {
      boost: { title: 3, place: 0.6 },
      prefix: (term) => term.length >= 3 && !/\d/.test(term),
      // A port that is one digit off is another port.
      fuzzy: (term) => (term.length >= 4 && !/\d/.test(term) ? 0.2 : false),
      weights: { fuzzy: 0.4, prefix: 0.5 },
    },
  })
  engine.addAll(entries)
  return { entries, engine }
}

/** The best hits for a query, best first; ties in the order of the book. */
export function searchIndex({ entries, engine }: SearchIndex, query: string, limit = 10): Hit[] {
  const asked = new Set(words(query.slice(0, 1_000)))
  if (asked.size === 0) return []
  const found = engine.search([...asked].slice(0, 64).join(' '))
  const ranked = found.map((result) => ({
    result,
    entry: entries[result.id as number]!,
    score: scoreOf(result, asked.size, entries),
  }))
  ranked.sort((a, b) => b.score - a.score || a.entry.id - b.entry.id)
  return withoutRepeats(ranked)
    .slice(0, limit)
    .map(({ result, entry, score }) => {
      const { kind, title, repository, file, line, snippet } = entry
      return {
        kind,
        title,
        repository,
        file,
        line,
        snippet,
        score: Math.round(score * 100) / 100,
        why: matchedWords(result),
      }
    })
}

/** One index, one query. */
export const search = (book: Book, query: string, limit?: number): Hit[] => searchIndex(buildIndex(book), query, limit)

/** An entry that has all of the query's words is worth far more than one that repeats some of them. */
function scoreOf(result: SearchResult, asked: number, entries: readonly Entry[]): number {
  const coverage = new Set(result.queryTerms).size / asked
  return result.score * coverage * coverage * KIND_WEIGHT[entries[result.id as number]!.kind]
}

/** The section a procedure was read from says the same thing again. */
function withoutRepeats<T extends { entry: Entry }>(ranked: readonly T[]): T[] {
  const seen = new Set<string>()
  return ranked.filter(({ entry }) => {
    const key = `${entry.repository}\u0000${entry.file}\u0000${entry.line}\u0000${entry.title}`
    return seen.has(key) ? false : seen.add(key)
  })
}

const matchedWords = ({ match }: SearchResult): string[] => Object.keys(match).slice(0, 8)

/**
 * Words of a text: letters and digits, accents removed, lower case. `:8222` is found as `8222`, `nats-server` as both
 * of its parts, `RouterDown` as a whole and in parts.
 */
export function words(text: string): string[] {
  const found: string[] = []
  for (const word of text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .match(/[\p{L}\p{N}]+/gu) ?? []) {
    found.push(word.toLowerCase())
    const parts = /\p{Ll}\p{Lu}|\p{Lu}{2}\p{Ll}/u.test(word)
      ? word.match(/\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})|\p{N}+/gu)
      : null
    if (parts && parts.length > 1) found.push(...parts.map((part) => part.toLowerCase()))
  }
  return found
}

type PageEntry = Omit<Entry, 'id' | 'repository' | 'file'>

function* entriesOf(page: Page): Iterable<PageEntry> {
  const place = `${page.title} ${page.file}`
  for (const symptom of page.symptoms) yield symptomEntry(symptom, place)
  const procedureLines = new Set(page.procedures.map(({ line }) => line))
  for (const procedure of page.procedures) yield procedureEntry(procedure, place)
  const symptomLines = new Set(page.symptoms.map(({ line }) => line))
  for (const section of page.document.sections) {
    // What was read as a procedure or a symptom is already there, with more to show.
    if (section.heading && !procedureLines.has(section.line) && !symptomLines.has(section.line))
      yield sectionEntry(section, place)
  }
  yield {
    kind: 'page',
    title: page.title,
    line: page.titleLine,
    snippet: firstText(page.document.root),
    body: '',
    place: page.file,
  }
}

function symptomEntry({ symptom, cause, action, codes, line, source, section }: Symptom, place: string): PageEntry {
  const snippet = [cause, action].filter((part) => part !== '').join(' → ')
  const body = [cause, action, ...codes].join('\n').slice(0, MAX_BODY)
  return {
    kind: source === 'error' ? 'error' : 'symptom',
    title: symptom,
    line,
    snippet,
    body,
    place: `${place} ${section}`,
  }
}

function procedureEntry(procedure: Procedure, place: string): PageEntry {
  const { title, line, when, symptoms, alerts, steps, path } = procedure
  const commands = steps.flatMap((step) => step.commands.map(({ text }) => text))
  const body = [when ?? '', ...symptoms, ...alerts, ...steps.map((step) => step.title), ...commands].join('\n')
  const snippet =
    when ??
    symptoms[0] ??
    steps
      .slice(0, 3)
      .map((step) => step.title)
      .join(' → ')
  return { kind: 'procedure', title, line, snippet, body: body.slice(0, MAX_BODY), place: `${place} ${path.join(' ')}` }
}

function sectionEntry(section: Section, place: string): PageEntry {
  const body = section.blocks.flatMap((block) => {
    if (block.kind === 'paragraph') return [block.inline.text]
    if (block.kind === 'list') return block.items.map(({ inline }) => inline.text)
    return block.kind === 'table' ? block.rows.map(({ cells }) => cells.map(({ text }) => text).join(' ')) : []
  })
  return {
    kind: 'section',
    title: section.title,
    line: section.line,
    snippet: firstText(section),
    body: body.join('\n').slice(0, MAX_BODY),
    place,
  }
}

function firstText(section: Section): string {
  const paragraph =
    section.blocks.find((block) => block.kind === 'paragraph') ??
    section.children[0]?.blocks.find((block) => block.kind === 'paragraph')
  return paragraph?.kind === 'paragraph' ? paragraph.inline.text.replaceAll('\n', ' ').slice(0, 200) : ''
}
