/** The alerting of a book's settings, compiled, with a name that is the same on every replica that has the same. */
import { createHash } from 'node:crypto'
import { canonicalJson } from '../../kit/canonical-json.ts'
import type { NamedAlerting } from '../../response/alert/dispatch/actions.ts'
import { type AlertingSettings, alertingSchema } from '../../response/alert/settings/alerting-schema.ts'
import { compileAlerting } from '../../response/alert/settings/compile-alerting.ts'
import { renderAlertmanager } from '../../response/alert/settings/render-alertmanager.ts'
import type { BookConfig } from '../config.ts'

export interface AlertingInForce extends NamedAlerting {
  /** As an `alertmanager.yml`, without secrets. */
  readonly shown: string
}

/** Alerts are kept and grouped, and nobody outside is told. */
const QUIET: AlertingSettings = alertingSchema.parse({ route: { receiver: 'nobody' }, receivers: [{ name: 'nobody' }] })

/** Compiles settings; without any, nobody outside is told of an alert. */
export function alertingInForce(settings: BookConfig['alerting']): AlertingInForce {
  // Another test changes nothing in how alerts are told.
  const { tests: _, ...chosen }: NonNullable<BookConfig['alerting']> = settings ?? QUIET
  return {
    configId: createHash('sha256').update(canonicalJson(chosen)).digest('hex').slice(0, 16),
    alerting: compileAlerting(chosen),
    shown: renderAlertmanager(chosen),
  }
}
