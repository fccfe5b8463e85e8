/** Every route of the server, in one list: what is not here is not reachable. */

import { note } from '../../audit/actions.ts'
import { auditRoutes } from '../../audit/routes.ts'
import type { IntakeDialect } from '../../component/intake.ts'
import { headerKey } from '../../component/intake-credential.ts'
import type { Jobs } from '../../db/jobs.ts'
import { consoleRoutes } from '../../http/console-routes.ts'
import { eventStreamRoute } from '../../http/event-stream.ts'
import { healthRoutes } from '../../http/health-routes.ts'
import { type IntakeDoor, intakeRoutes } from '../../http/intake-routes.ts'
import { integrationRoutes } from '../../http/integration-routes.ts'
import type { Metrics } from '../../http/metrics.ts'
import { describeApi } from '../../http/openapi.ts'
import { presenceRoute } from '../../http/presence-route.ts'
import { setupPageRoutes } from '../../http/setup-page.ts'
import type { IdentityRouteDesk } from '../../identity/answer.ts'
import { identityRoutes } from '../../identity/routes.ts'
import { teamsOf } from '../../identity/team/store.ts'
import { integrationKeyHash } from '../../kit/integration-key.ts'
import { newId } from '../../kit/new-id.ts'
import { refuseRequest } from '../../kit/problem.ts'
import { type Actor, type Route, type RouteRequest, route } from '../../kit/route.ts'
import { alertmanagerRoutes } from '../../response/alert/alertmanager/routes.ts'
import { alertRoutes } from '../../response/alert/routes.ts'
import { silenceRoutes } from '../../response/alert/silence/routes.ts'
import type { IncidentDesk } from '../../response/incident/actions.ts'
import { findIncident } from '../../response/incident/store.ts'
import { ackRoutes } from '../../response/page/ack/routes.ts'
import type { PageDesk } from '../../response/page/page-desk.ts'
import { pageRoutes } from '../../response/page/routes.ts'
import type { Approver } from '../../runbook/remote/approver.ts'
import { runRoutes } from '../../runbook/remote/routes.ts'
import { runnerRoutes } from '../../runbook/remote/runner/routes.ts'
import type { Bell } from '../bell.ts'
import type { LiveBook } from '../live-book.ts'
import type { Store } from '../open-store.ts'
import { planRun } from '../plan-run.ts'
import type { AlertingInForce } from './alerting-in-force.ts'
import type { DeadMan } from './dead-man.ts'
import { routesOfDuty } from './duty-routes.ts'
import { routesOfIncidents } from './incident-routes.ts'
import type { IncidentsInForce } from './incidents-in-force.ts'
import type { OncallInForce } from './oncall-in-force.ts'
import { routesOfOncall } from './oncall-routes.ts'
import { routesOfRunbooks } from './runbook-routes.ts'
import type { SelfAudit } from './self-audit.ts'
import type { ServedHeartbeats } from './serve-heartbeats.ts'
import type { signInByProvider } from './sign-in-by-provider.ts'
import { statusRoute } from './status-route.ts'
import type { TellingPeople } from './telling-people.ts'

export interface RouteParts {
  readonly store: Store
  readonly book: LiveBook
  readonly version: string
  readonly startedAt: Date
  readonly clock: () => Date
  readonly bell: Bell
  readonly door: IntakeDoor
  readonly dialects: readonly IntakeDialect[]
  readonly desk: IncidentDesk
  readonly pages: PageDesk
  readonly identity: IdentityRouteDesk
  readonly oidc: ReturnType<typeof signInByProvider>
  readonly auditAnchors: string | undefined
  readonly metrics: Metrics
  readonly jobs: Jobs
  readonly audit: SelfAudit
  readonly deadMan: Pick<DeadMan, 'facts'>
  readonly alerting: () => AlertingInForce
  readonly incidents: () => IncidentsInForce
  readonly oncall: () => OncallInForce
  readonly telling: Pick<TellingPeople, 'routes'>
  readonly heartbeats: Pick<ServedHeartbeats, 'routes'>
  readonly isReady: () => boolean
  /** Folder of the built console. */
  readonly console: string | undefined
  readonly reload: () => Promise<{ ok: true } | { ok: false; reason: string }>
}

export function allRoutes(parts: RouteParts): Route[] {
  const { store, version, bell, door, dialects, identity, metrics, isReady } = parts
  const { db } = store.open
  const own = [
    ...healthRoutes({ db, isReady }),
    ...identityRoutes(identity, parts.oidc),
    ...setupPageRoutes(),
    ...auditRoutes({ db, anchorPath: parts.auditAnchors }),
    ...alertingRoutes(parts),
    ...routesOfIncidents(parts),
    ...pageRoutes(parts.pages, parts.desk),
    ...ackRoutes(parts.pages),
    ...routesOfOncall(parts),
    ...routesOfDuty(parts),
    ...runsRoutes(parts),
    ...routesOfRunbooks(parts),
    ...parts.telling.routes,
    ...parts.heartbeats.routes,
    ...integrationRoutes({ db, seal: store.seal, dialects, newId, note }),
    eventStreamRoute({ db, onWake: bell.onRing }),
    presenceRoute(db),
    ...(parts.console === undefined ? [] : consoleRoutes(parts.console)),
    metrics.route,
    statusRoute(parts),
    reloadRoute(parts),
  ]
  return [...own, describeRoute(own, version), ...intakeRoutes(door)]
}

function alertingRoutes({ store, alerting, clock, startedAt, version, door }: RouteParts): Route[] {
  const { db } = store.open
  const shared = { db, clock, audit: note }
  return [
    ...alertRoutes({ ...shared, alerting: () => alerting().alerting }),
    ...silenceRoutes(shared),
    // As the intake of its alerts: with the key in the path, or in a header.
    ...['/intake/alertmanager-api/:key', ''].flatMap((prefix) =>
      alertmanagerRoutes({
        ...{ ...shared, startedAt, version, prefix },
        alerting: () => alerting().alerting,
        shownSettings: () => alerting().shown,
        client: async ({ params, headers }: RouteRequest) => {
          const key = prefix === '' ? headerKey({ headers }) : params.key
          const sender = key === undefined ? undefined : await door.findSender(integrationKeyHash(key))
          return sender?.dialect === 'alertmanager-api' ? sender : undefined
        },
      }),
    ),
  ]
}

function runsRoutes({ store, book, clock, bell }: RouteParts): Route[] {
  const { db } = store.open
  return [
    ...runRoutes({
      ...{ db, note, nextChange: bell.next },
      plan: async (wish) => planRun(wish, book.current(), clock()),
      incidentId: async (name) => (await findIncident(db, name))?.id,
      approver: async (actor: Actor): Promise<Approver> => {
        if (actor.kind !== 'user') return { id: '', name: '', teams: [] }
        const teams = await teamsOf(db, actor.id)
        return { id: actor.id, name: actor.name, teams: teams.map(({ name }) => name) }
      },
    }),
    ...runnerRoutes({ db, note, newId, nextChange: bell.next }),
  ]
}

const reloadRoute = ({ reload }: RouteParts): Route =>
  route({
    method: 'POST',
    path: '/-/reload',
    summary: 'Reads the book and the settings anew; what is wrong anywhere leaves the old ones in force',
    access: { kind: 'user', permission: 'config:write', object: 'none' },
    handle: async () => {
      const done = await reload()
      return done.ok ? { status: 200, body: {} } : refuseRequest(422, { code: 'config/invalid', message: done.reason })
    },
  })

function describeRoute(routes: readonly Route[], version: string): Route {
  const described = JSON.stringify(describeApi(routes, version))
  return route({
    method: 'GET',
    path: '/api/v1/openapi.json',
    summary: 'This API, described as OpenAPI 3.1',
    access: {
      kind: 'public',
      why: 'the description is part of the package anyway; it holds nothing of this installation',
    },
    handle: async () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: described }),
  })
}
