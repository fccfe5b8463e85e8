import type { Repository } from '../book.ts'
import { perRepository } from './per-repository.ts'

/** A section that a page of the book demands of every runbook. */
export interface DemandedSection {
  /** As written: `Automation Candidate`. */
  title: string
  file: string
  line: number
}

const DEMAND =
  /\b(?:each|every|all)\s+(?:new\s+)?(?:runbooks?|playbooks?|procedures?|pages?)\s+(?:should|must|has to|have to|needs? to|shall|will)\s+(?:include|have|contain|end with|provide)\s+(?:an?|the)?\s*["“”'`*_]{1,3}([^"“”'`*_\n]{3,60})["“”'`*_]{1,3}\s+(?:section|heading|part|chapter)/gi

/** Most pages demand nothing of others. */
const PROMISING = /(?:[Ee]ach|[Ee]very|[Aa]ll) (?:new )?(?:runbook|playbook|procedure|page)/

/** The sections that some page of the repository demands: `Each runbook should include an "X" section`. */
export const demandedSections: (repository: Repository) => readonly DemandedSection[] = perRepository(({ pages }) =>
  pages.flatMap(({ file, document }) => {
    if (!PROMISING.test(document.text)) return []
    return document.inlines.flatMap((inline) => {
      if (!/\b(?:section|heading|part|chapter)\b/i.test(inline.text) || !/\b(?:each|every|all)\b/i.test(inline.text))
        return []
      return [...inline.text.matchAll(DEMAND)].map((match) => ({
        title: match[1]!.trim(),
        file,
        line: inline.line + inline.text.slice(0, match.index).split('\n').length - 1,
      }))
    })
  }),
)
