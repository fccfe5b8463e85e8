import type { BookConfig } from './config.ts'

/** The settings of a book that has no `opsbook.yaml`, without loading the schema's library. */
export const defaultConfig: BookConfig = {
  book: '.',
  include: [],
  exclude: [],
  profile: 'default',
  rules: {},
  overrides: [],
  severities: {},
  variables: [],
  namespaceConfigured: false,
  generatedRoutes: [],
  alerts: [],
  test: { include: [], documents: [], evidenceDays: 90 },
  baseline: { documents: ['operations', 'runbook', 'troubleshooting'], symptoms: 30, procedures: 1 },
}
