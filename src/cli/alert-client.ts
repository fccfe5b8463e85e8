/** What the commands about alerts share: how one is named, and what the server answers. */
import type { z } from 'zod'
import type { shownAlertSchema } from '../response/alert/show/shown-alert.ts'
import type { shownRoutingSchema } from '../response/alert/show/shown-routing.ts'
import { usageFailure } from './failure.ts'
import type { ShownIncident } from './incident-client.ts'

/** An alert as the server shows it. */
export type ShownAlert = z.output<typeof shownAlertSchema>
export type ShownRouting = z.output<typeof shownRoutingSchema>

/** An incident of an alert. */
export interface AlertPlace {
  incident: ShownIncident
  attachedAt: string
  resolvedAt: string | null
  detachedAt: string | null
}

/** A line of an alert's log. */
export interface AlertEventLine {
  seq: number
  at: string
  action: string
  outcome: string
  why: string | null
  actor: string | null
  note: string | null
  until: string | null
}

/** The path of an alert by what was typed: a number, with or without `#`, or an id. */
export function alertPath(typed: string): string {
  const name = /^#?(\d{1,15})$/.exec(typed)?.[1] ?? (/^alert_\w{1,80}$/.test(typed) ? typed : undefined)
  if (name === undefined)
    throw usageFailure('invalid-value', `"${typed}" names no alert`, 'It has a number: opsbook alert list')
  return `/alerts/${name}`
}
