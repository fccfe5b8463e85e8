/** What the commands about silences share. */
import type { ShownSilence } from '../response/alert/silence/shown-silence.ts'
import type { ShownAlert } from './alert-client.ts'
import { usageFailure } from './failure.ts'
import type { ServerClient } from './server-client.ts'

/** The alerts that fire now and fit conditions: how many, and the first of them. */
export interface Fitting {
  count: number
  alerts: readonly ShownAlert[]
}

/** The path of a silence by its id, which amtool prints, too. */
export function silencePath(typed: string): string {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(typed)) return `/silences/${typed.toLowerCase()}`
  throw usageFailure('invalid-value', `"${typed}" names no silence`, 'It has an id: opsbook silence list')
}

export const fittingAlerts = (client: ServerClient, matchers: ShownSilence['matchers']): Promise<Fitting> =>
  client.ask<Fitting>('/silences/preview', { method: 'POST', body: { matchers } })
