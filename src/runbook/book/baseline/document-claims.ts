/** Claims about which documents there are and what they admit. */
import type { BaselineInput, Claim } from '../baseline.ts'
import type { Section } from '../document.ts'
import type { PageKind } from '../page.ts'
import { evidence, judgedPages, type PlacedPage } from './evidence.ts'

const KINDS: Readonly<Record<string, readonly PageKind[]>> = {
  operations: ['service-overview'],
  runbook: ['runbook', 'alert-runbook'],
  troubleshooting: ['troubleshooting'],
}

/** The documents exist: by file name, by title, or by what kind of page it is. */
export function documentsClaim({ book, demands }: BaselineInput): Claim {
  const pages = judgedPages(book)
  const found = demands.documents.map((name) => ({ name, placed: documentFor(name, pages) }))
  const missing = found.filter(({ placed }) => placed === undefined).map(({ name }) => name)
  return {
    id: 'documents',
    claim: `The documents exist: ${demands.documents.join(', ')}`,
    passed: missing.length === 0,
    summary:
      missing.length === 0 ? `${found.length} of ${found.length} documents found` : `missing: ${missing.join(', ')}`,
    measured: found.length - missing.length,
    required: found.length,
    proof: found.flatMap(({ name, placed }) =>
      placed ? [evidence(placed, placed.page.titleLine, `${name}: ${placed.page.title}`)] : [],
    ),
    broken: [],
  }
}

function documentFor(name: string, pages: readonly PlacedPage[]): PlacedPage | undefined {
  const word = name.toLowerCase()
  const stem = ({ page }: PlacedPage) => (page.file.split('/').at(-1) ?? '').toLowerCase().replace(/\.[^.]*$/, '')
  return (
    pages.find((placed) => stem(placed) === word) ??
    pages.find((placed) => stem(placed).includes(word)) ??
    pages.find(({ page }) => page.title.toLowerCase().includes(word)) ??
    pages.find(({ page }) => KINDS[word]?.includes(page.kind))
  )
}

/** Headings under which a page says what it does not promise. */
const BOUNDARY =
  /\bnot[ -](?:supported|guaranteed|covered|included)\b|\bunsupported\b|\bnon-?(?:guarantees?|goals?)\b|\blimit(?:s|ations?)\b|\bout[ -]of[ -]scope\b|\bboundar(?:y|ies)\b|\bwhat (?:this|it) (?:is not|does not)\b/i

/** The pages say what is not supported: a section that names it, with something in it, or a list of crossed-out items. */
export function boundariesClaim({ book }: BaselineInput): Claim {
  const proof = judgedPages(book).flatMap((placed) => {
    const sections = placed.page.document.sections.filter(
      (section) => BOUNDARY.test(section.title) && hasContent(section),
    )
    const scopes = placed.page.checklists.filter(({ role, title }) => role === 'scope' && BOUNDARY.test(title))
    const lines = new Map([
      ...sections.map(({ line, title }) => [line, title] as const),
      ...scopes.map(({ line, title }) => [line, title] as const),
    ])
    return [...lines].map(([line, title]) => evidence(placed, line, title))
  })
  return {
    id: 'boundaries',
    claim: 'No promises beyond the boundaries: what is not supported is stated',
    passed: proof.length > 0,
    summary:
      proof.length > 0
        ? `${proof.length} places state what is not promised`
        : 'no section states limitations or what is not supported',
    measured: proof.length,
    required: 1,
    proof,
    broken: [],
  }
}

const hasContent = (section: Section): boolean =>
  section.blocks.some(({ kind }) => kind !== 'break' && kind !== 'html') || section.children.some(hasContent)
