import type { IntakeDialect } from '../component/intake.ts'
import { alertmanagerApi } from './alertmanager-api/dialect.ts'

/** The dialects an integration can have. */
export const INTAKE_DIALECTS: readonly IntakeDialect[] = [alertmanagerApi]
