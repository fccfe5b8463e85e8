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
  variants: [],
  run: {
    environment: [],
    policy: { autoRun: ['read-only'], unattendedChanges: false, approvals: [] },
    timeouts: { step: '5m', verification: '2m', poll: '2s' },
    targets: {},
    groups: {},
    executors: {},
  },
  incidents: { rules: [], reopenWithin: '10m' },
  heartbeats: {},
  paging: {
    ...{ policies: {}, routes: [], hours: {} },
    channels: {},
    delivery: {
      proofWithin: '2m',
      storm: {
        p0: { alone: 10, within: '1m', every: '1s' },
        urgent: { alone: 3, within: '5m', every: '30s' },
        calm: { alone: 1, within: '5m', every: '5m', mostPerHour: 10 },
      },
      testPages: { to: 'on-call', on: 'tue', at: '10:00' },
      keepDays: 90,
    },
  },
  server: { listen: '127.0.0.1:8080', hosts: [], trustedProxies: [], egress: { allow: [] }, capacity: 2_000 },
  test: { include: [], documents: [], evidenceDays: 90 },
  baseline: { documents: ['operations', 'runbook', 'troubleshooting'], symptoms: 30, procedures: 1 },
}
