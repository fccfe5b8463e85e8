import type { IntakeDialect } from '../component/intake.ts'
import { alertmanagerApi } from './alertmanager-api/dialect.ts'
import { alertmanagerWebhook } from './alertmanager-webhook/dialect.ts'
import { genericJson } from './generic-json/dialect.ts'
import { goalertGeneric } from './goalert-generic/dialect.ts'
import { grafana } from './grafana/dialect.ts'
import { opsgenie } from './opsgenie/dialect.ts'
import { pagerdutyEvents } from './pagerduty-events/dialect.ts'

/** The dialects an integration can have. */
export const INTAKE_DIALECTS: readonly IntakeDialect[] = [
  alertmanagerApi,
  alertmanagerWebhook,
  grafana,
  pagerdutyEvents,
  opsgenie,
  goalertGeneric,
  genericJson,
]
