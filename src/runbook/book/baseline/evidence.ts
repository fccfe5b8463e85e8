/** Pages of a book with their repository, and the small pieces every claim is made of. */
import type { Evidence } from '../baseline.ts'
import type { Book, Repository } from '../book.ts'
import type { Page, PageKind, Procedure, Step } from '../page.ts'

export interface PlacedPage {
  repository: Repository
  page: Page
}

/** Pages that are fill-in forms or signposts promise nothing of their own. */
const NO_PROMISES: ReadonlySet<PageKind> = new Set(['template', 'redirect'])

/** Pages that the claims are about. */
export function judgedPages(book: Book): PlacedPage[] {
  return book.repositories.flatMap((repository) =>
    repository.pages.filter(({ kind }) => !NO_PROMISES.has(kind)).map((page) => ({ repository, page })),
  )
}

/** A line of a page as evidence. */
export const evidence = ({ repository, page }: PlacedPage, line: number, text: string): Evidence => ({
  repository: repository.root,
  file: page.file,
  line,
  text,
})

export interface PlacedProcedure extends PlacedPage {
  procedure: Procedure
}

/** Pages whose procedures are carried out when something is wrong; a reference shows commands without promising anything. */
const OPERATED: ReadonlySet<PageKind> = new Set([
  'runbook',
  'alert-runbook',
  'troubleshooting',
  'incident-policy',
  'service-overview',
])

/** Every procedure with steps that an operator would carry out. */
export function procedures(book: Book): PlacedProcedure[] {
  return judgedPages(book)
    .filter(({ page }) => OPERATED.has(page.kind))
    .flatMap((placed) =>
      placed.page.procedures.filter(({ steps }) => steps.length > 0).map((procedure) => ({ ...placed, procedure })),
    )
}

/** The steps with those of their alternatives. */
export const allSteps = (steps: readonly Step[]): Step[] =>
  steps.flatMap((step) => [step, ...(step.alternatives ?? []).flatMap((alternative) => allSteps(alternative.steps))])

/** True when one of the steps changes the system. */
export const changesSomething = (procedure: Procedure): boolean =>
  allSteps(procedure.steps).some(({ commands }) =>
    commands.some(({ effect }) => effect === 'changing' || effect === 'destructive'),
  )
