/**
 * What the API says, as types: all that the console knows of the server. Types only, made from the schemas the routes declare, so that they
 * cannot say anything else.
 */
import type { z } from 'zod'
import type { sessionShape } from '../identity/sign-in/session-shape.ts'
import type { shownAlertSchema } from '../response/alert/show/shown-alert.ts'
import type { entryShape, incidentShape } from '../response/incident/incident-shape.ts'
import type { runShape } from '../runbook/remote/run-shape.ts'

export type { Permission, Role } from '../kit/permission.ts'

/** A page of a list; `next` goes into the query as `after`. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
}

export type Session = z.output<typeof sessionShape>
export type Alert = z.output<typeof shownAlertSchema>
export type Incident = z.output<typeof incidentShape>
export type TimelineEntry = z.output<typeof entryShape>
export type Run = z.output<typeof runShape>
