/** What a book says that incidents need, read once for each book. */
import type { Book } from '../../runbook/book/book.ts'
import { buildIndex } from '../../runbook/book/search.ts'
import { type BookRole, readRoles } from './read-roles.ts'
import { type CommunicationTemplate, readTemplates } from './read-templates.ts'
import { readWorkflows } from './read-workflow.ts'
import { readSeverityPolicy, type SeverityPolicy } from './severity-policy.ts'
import type { SearchedBook } from './suggest/suggest.ts'
import type { Workflow } from './workflow.ts'

export interface IncidentBook {
  readonly policy: SeverityPolicy
  readonly roles: readonly BookRole[]
  readonly templates: readonly CommunicationTemplate[]
  readonly workflows: readonly Workflow[]
  /** The index of a large book takes a while; it is made when the first suggestion is asked for. */
  readonly searched: () => SearchedBook
}

const known = new WeakMap<Book, IncidentBook>()

export function incidentBook(book: Book): IncidentBook {
  const read = known.get(book) ?? readBook(book)
  known.set(book, read)
  return read
}

function readBook(book: Book): IncidentBook {
  const { repositories } = book
  let searched: SearchedBook | undefined
  return {
    policy: readSeverityPolicy(repositories),
    roles: readRoles(repositories),
    templates: readTemplates(repositories),
    workflows: readWorkflows(repositories),
    searched: () => {
      searched ??= { book, index: buildIndex(book) }
      return searched
    },
  }
}
