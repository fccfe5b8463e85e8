import type { AlertRules } from '../../response/incident/alert/actions.ts'
import { type IncidentBook, incidentBook } from '../../response/incident/incident-book.ts'
import { compileRules } from '../../response/incident/settings/compile-rules.ts'
import type { OpenBook } from '../live-book.ts'

/** What the book and its settings say about incidents. */
export interface IncidentsInForce {
  readonly book: IncidentBook
  readonly rules: AlertRules
}

export const incidentsInForce = ({ book, config }: OpenBook): IncidentsInForce => ({
  book: incidentBook(book),
  rules: compileRules(config.incidents),
})
