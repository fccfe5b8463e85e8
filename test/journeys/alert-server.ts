import { expect, onTestFinished } from 'vitest'
import { alertmanagerApi } from '../../src/builtin/alertmanager-api/dialect.ts'
import { intakeRoutes } from '../../src/http/intake-routes.ts'
import { buildServer } from '../../src/http/server.ts'
import { newId } from '../../src/kit/new-id.ts'
import { alertmanagerRoutes } from '../../src/response/alert/alertmanager/routes.ts'
import { adoptAlerting, flushGroups, routeAlerts } from '../../src/response/alert/dispatch/actions.ts'
import { fingerprint } from '../../src/response/alert/fingerprint.ts'
import { makeReceiver } from '../../src/response/alert/receive/actions.ts'
import { compileAlerting } from '../../src/response/alert/settings/compile-alerting.ts'
import { importAlertmanager } from '../../src/response/alert/settings/import-alertmanager.ts'
import { renderAlertmanager } from '../../src/response/alert/settings/render-alertmanager.ts'
import { testDatabase } from '../test-database.ts'

/** A server with the intake of Alertmanager’s API, its lists and its silences, on a database and a port of its own. */
export async function alertServer(settings: string) {
  const { db } = await testDatabase()
  const read = importAlertmanager(settings)
  if (!read.ok) throw new Error(read.problems.join('\n'))
  const alerting = compileAlerting(read.settings)
  const clock = () => new Date()
  const receive = makeReceiver({ db, newId, clock, onStored: () => undefined })
  const fire = (...sets: Record<string, string>[]) =>
    receive({
      ...{
        id: newId('request'),
        integrationId: 'i',
        receivedAt: clock(),
        raw: Buffer.from('x'),
        problems: [],
        warnings: [],
      },
      signals: sets.map((labels) => ({
        ...{ action: 'trigger', key: fingerprint(labels), summary: labels.alertname ?? '', severity: 'error', labels },
        ...{ annotations: { summary: 'It is wrong' }, startsAt: clock(), endsAt: new Date(Date.now() + 300_000) },
        ...{ endIsTimeout: false, generatorUrl: 'http://prometheus.example/graph', links: [], details: {} },
      })),
    })
  const prometheus = { id: 'i', name: 'prometheus' }
  const routes = [
    ...alertmanagerRoutes({
      ...{ db, clock, audit: async () => undefined, alerting: () => alerting },
      ...{ shownSettings: () => renderAlertmanager(read.settings), startedAt: clock(), version: '0.1.0' },
      prefix: '/intake/alertmanager-api/:key',
      client: async ({ params }) => (params.key === 'good' ? prometheus : undefined),
    }),
    ...intakeRoutes({
      ...{ dialects: [alertmanagerApi], newId, seen: async () => undefined, beat: async () => false },
      ...{ command: async () => false, lookUp: async () => ({ status: 404 }), resolveTimeoutMs: () => 300_000 },
      findSender: async () => ({
        ...{ ...prometheus, dialect: 'alertmanager-api', settings: {}, requestsPerMinute: 6000, version: 1 },
        ...{ createdAt: clock(), createdBy: 'ana', disabledAt: null, lastSeenAt: null },
      }),
      receive: ({ sender, requestId, ...rest }) => receive({ ...rest, id: requestId, integrationId: sender.id }),
    }),
  ]
  const nobody = async () => ({ reason: 'missing' as const })
  const errors: unknown[] = []
  const app = buildServer({
    ...{ routes, authentication: { user: nobody, runner: nobody }, secure: false, trustedProxies: [], capacity: 100 },
    hosts: { names: [] } as never,
    onError: (error) => errors.push(error),
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  onTestFinished(async () => {
    await app.close()
    expect(errors).toEqual([])
  })
  const base = `http://127.0.0.1:${(app.server.address() as { port: number }).port}/intake/alertmanager-api/good`
  const parts = { db, newId, clock, externalUrl: '' }
  const dispatch = async () => {
    await adoptAlerting(db, { configId: 'a', alerting })
    while ((await routeAlerts(parts, alerting)) > 0);
    while ((await flushGroups(parts, alerting)) > 0);
  }
  return { base, fire, dispatch, db, alerting, clock }
}
