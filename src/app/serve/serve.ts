/**
 * The server: everything long-lived is made here, in the order in which one needs the other, and taken down in the opposite one. It carries
 * out no command of anybody; runners do.
 */
import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { note } from '../../audit/actions.ts'
import { INTAKE_DIALECTS } from '../../builtin/intake-dialects.ts'
import type { Database } from '../../db/database.ts'
import { listenForEvents } from '../../db/events.ts'
import { type Jobs, startJobs } from '../../db/jobs.ts'
import { startSubscriber } from '../../db/subscription.ts'
import type { Authentication } from '../../http/authentication.ts'
import { closeServer } from '../../http/close-server.ts'
import { serverMetrics } from '../../http/metrics.ts'
import { buildServer, type ServerOptions } from '../../http/server.ts'
import type { IdentityRouteDesk } from '../../identity/answer.ts'
import { authenticate } from '../../identity/authenticate/actions.ts'
import { offerSetup } from '../../identity/setup/actions.ts'
import { newId } from '../../kit/new-id.ts'
import type { Route } from '../../kit/route.ts'
import { startDispatcher } from '../../response/alert/dispatch/loop/actions.ts'
import { repeat } from '../../response/alert/dispatch/repeat/actions.ts'
import { makeReceiver, type Receive } from '../../response/alert/receive/actions.ts'
import { armAllClocks, clockQueue } from '../../response/incident/clock/actions.ts'
import { standingIn } from '../../response/incident/standing-in.ts'
import { findIncident } from '../../response/incident/store.ts'
import type { DutyParts } from '../../response/page/duty/actions.ts'
import type { PageDesk } from '../../response/page/page-desk.ts'
import { findLostRuns } from '../../runbook/remote/actions.ts'
import { makeEnrolment, runnerTokenHash } from '../../runbook/remote/runner/routes.ts'
import { runnerOfToken } from '../../runbook/remote/runner/store.ts'
import { type Bell, makeBell } from '../bell.ts'
import type { LiveBook } from '../live-book.ts'
import type { Log } from '../log.ts'
import type { Store } from '../open-store.ts'
import { runnerHome } from '../runner/runner-home.ts'
import { alertingInForce } from './alerting-in-force.ts'
import {
  type AlertsToIncidents,
  alertsToIncidents,
  considerQuiet,
  urgentAlertsToIncidents,
  urgentAtOnce,
} from './alerts-to-incidents.ts'
import { auditKept, oldSessions } from './audit-kept.ts'
import { auditedPages } from './audited-pages.ts'
import { auditedParts } from './audited-parts.ts'
import { type DeadMan, startDeadMan } from './dead-man.ts'
import { dutyParts } from './duty-routes.ts'
import { handoverNotes } from './handover-notes.ts'
import { incidentsInForce } from './incidents-in-force.ts'
import { incidentsToRooms } from './incidents-to-rooms.ts'
import { makeIntakeDoor } from './intake-door.ts'
import { addressOf, hostForUs, hostNames, type Place } from './listening-place.ts'
import { messagesToPages } from './messages-to-pages.ts'
import { keepOncall } from './oncall-record.ts'
import { startOwnRunner } from './own-runner.ts'
import { allRoutes } from './routes.ts'
import { runsToIncidents } from './runs-to-incidents.ts'
import { type AuditedPart, type SelfAudit, startSelfAudit } from './self-audit.ts'
import { serveHeartbeats } from './serve-heartbeats.ts'
import { type ServedPaging, servePaging } from './serve-paging.ts'
import { serverMeasures } from './server-measures.ts'
import { signInByProvider } from './sign-in-by-provider.ts'
import { startTelling, type TellingParts, type TellingPeople } from './telling-people.ts'
import { startUpkeep } from './upkeep.ts'

export interface ServeOptions {
  readonly store: Store
  readonly book: LiveBook
  readonly version: string
  readonly log: Log
  /** Address to listen on, instead of the one in the settings. */
  readonly listen?: string
  /** Starts a runner on this machine: its folder and the program that is `opsbook`. */
  readonly ownRunner?: { readonly root: string; readonly program: readonly [string, ...string[]] }
  readonly env: Readonly<Record<string, string | undefined>>
  /** Folder of the built console; absent: there is none. */
  readonly console?: string
  readonly clock: () => Date
}

export interface Serving {
  /** Where it is reached on this machine. */
  readonly url: string
  /** Where people reach it. */
  readonly publicUrl: string
  /** One-time address that makes the first administrator; undefined when there is somebody already. */
  readonly setupUrl: string | undefined
  /** Everything that is reachable, as it is declared. */
  readonly routes: readonly Route[]
  /** Reads the book and the settings anew; what is wrong leaves the old ones in force. */
  readonly reload: () => Promise<{ ok: true } | { ok: false; reason: string }>
  readonly stop: () => Promise<void>
}

const LOST_EVERY_MS = 1_000
const QUIET_EVERY_MS = 1_000
const AUDIT_EVERY_MS = 30_000
const DRAIN_MS = 10_000

/** Starts everything. What was started before a failure is stopped again. */
export async function serve(options: ServeOptions): Promise<Serving> {
  const stops: (() => Promise<void> | void)[] = []
  const stop = once(async () => {
    for (const each of stops.reverse()) await each()
  })
  try {
    return { ...(await start(options, (each) => void stops.push(each))), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function start(
  options: ServeOptions,
  onStop: (stop: () => Promise<void> | void) => void,
): Promise<Omit<Serving, 'stop'>> {
  const { store, book, version, log, clock } = options
  const { db } = store.open
  const startedAt = clock()
  const onTrouble = (error: unknown) => log.error({ err: error }, 'trouble')
  const { bell, jobs } = await startNews(options, onStop)

  const { config } = book.current()
  const place = addressOf(options.listen ?? config.server.listen)
  const publicUrl = config.server.url ?? `http://${place.shown}`
  const secure = publicUrl.startsWith('https:')
  let reached = publicUrl

  let [alerting, incidents] = [alertingInForce(config.alerting), incidentsInForce(book.current())]
  const oncall = keepOncall({ db, clock, book, onTrouble }, onStop)
  const paging = servePaging({
    incidents: { db, newId, jobs, note, policy: () => incidents.book.policy },
    ...{ seal: store.seal, config, onTrouble, book: () => incidents.book, publicUrl: () => reached },
    oncall,
  })
  const { desk, pages } = paging

  const dispatcher = startDispatcher({
    ...{ db, newId, clock, externalUrl: publicUrl, version, settings: alerting, onTrouble },
    egressAllow: () => book.current().config.server.egress.allow,
  })
  onStop(dispatcher.stop)
  const heartbeats = await serveHeartbeats({ db, newId, note, mark: store.seal.mark, book, clock, onTrouble })
  const rules = () => heartbeats.feeds.before(incidents.rules)
  const flow = { db, desk, clock, alerting: () => alerting.alerting, rules }
  const receive = heartbeats.feeds.feeding(receiverFor(flow, dispatcher.wake, onTrouble))
  await jobs.work(clockQueue(desk))
  await armAllClocks(desk)
  const upkeep = await startUpkeep({ store, jobs, version, clock, ...keptFor(book) })
  const telling = await tellPeople(options, { paging, jobs, bell, publicUrl: () => reached, onTrouble }, onStop)

  const { auditAnchors, trustedProxies, capacity } = config.server
  const kept = [upkeep.audited, heartbeats.audited, ...auditedPlaces(db, auditAnchors, clock)]
  const duty = dutyParts(db, oncall)
  const audit = await keepGoing({ flow, jobs, bell, log, kept, channels: telling.channels, pages, duty }, onStop)
  const deadMan = watchSelf(options, audit, onStop)
  heartbeats.start(receive, onStop)

  let isReady = false
  const identity = identityDesk(db, secure, config.server.url)
  const metrics = serverMetrics(serverMeasures({ db, jobs, audit, deadMan, startedAt, clock }), version)
  const door = makeIntakeDoor({
    ...{ db, seal: store.seal, newId, clock, receive, dialects: INTAKE_DIALECTS },
    resolveTimeoutMs: () => alerting.alerting.resolveTimeoutMs,
  })
  const reload = makeReload(book, log)
  const routes = allRoutes({
    ...{ store, book, version, startedAt, clock, bell, door, dialects: INTAKE_DIALECTS },
    ...{ desk, pages, identity, metrics, reload, jobs, audit, deadMan },
    ...{ oidc: signInByProvider(config.server, options.env), auditAnchors, console: options.console },
    ...{ alerting: () => alerting, incidents: () => incidents, oncall, telling, heartbeats, isReady: () => isReady },
  })
  const url = await listenAt(place, onStop, {
    ...{ routes, authentication: authenticationOf(identity), secure, trustedProxies, capacity },
    hosts: { names: hostNames(config.server.hosts, publicUrl, place) },
    onError: (error, request) => log.error({ err: error, ...request }, 'request failed'),
    onRequest: metrics.observe,
  })
  onStop(() => {
    isReady = false
  })
  if (place.port === 0 && config.server.url === undefined) reached = url
  book.onChange((next) => {
    alerting = alertingInForce(next.config.alerting)
    incidents = incidentsInForce(next)
    paging.reload(next.config)
    dispatcher.reload(alerting)
    upkeep.schedule().catch(onTrouble)
    telling.reload().catch(onTrouble)
  })
  if (options.ownRunner) onStop(await ownRunnerOf(options, options.ownRunner, url))
  isReady = true
  return { url, publicUrl: reached, setupUrl: await offerSetup(identity, reached), routes, reload }
}

/** Takes signals; what is an incident of the worst kind is one at once. */
function receiverFor(flow: AlertsToIncidents, dispatch: () => void, onTrouble: (error: unknown) => void): Receive {
  const urgent = urgentAtOnce(flow, onTrouble)
  return makeReceiver({
    ...{ db: flow.db, newId, clock: flow.clock },
    onStored: (begun) => {
      urgent(begun)
      dispatch()
    },
  })
}

/** News of what happened, and work for later: both from the database. */
async function startNews({ store, log }: ServeOptions, onStop: (stop: () => Promise<void> | void) => void) {
  const over = new AbortController()
  onStop(() => over.abort())
  const bell = makeBell()
  listenForEvents(store.config, bell.ring, over.signal)
  const jobs = await startJobs({ config: store.config, onTrouble: (message) => log.warn({ message }, 'jobs') })
  onStop(() => jobs.stop(DRAIN_MS))
  return { bell, jobs }
}

/** Listens; answers with the address on this machine. */
async function listenAt(
  place: Place,
  onStop: (stop: () => Promise<void> | void) => void,
  options: ServerOptions,
): Promise<string> {
  const server = buildServer(options)
  await server.listen({ host: place.host, port: place.port })
  onStop(() => closeServer(server, DRAIN_MS))
  const { port } = server.server.address() as AddressInfo
  return `http://${hostForUs(place.host)}:${port}`
}

interface TellingBeginnings extends Pick<TellingParts, 'publicUrl' | 'onTrouble'> {
  readonly paging: ServedPaging
  readonly jobs: Jobs
  readonly bell: Bell
}

async function tellPeople(
  { store, book, version, clock, env }: ServeOptions,
  { paging, bell, ...parts }: TellingBeginnings,
  onStop: (stop: () => Promise<void> | void) => void,
): Promise<TellingPeople> {
  const telling = await startTelling({
    ...{ ...parts, ...paging.told, db: store.open.db, version, clock, env, note },
    config: () => book.current().config,
  })
  onStop(telling.stop)
  onStop(bell.onRing(telling.wake))
  paging.start(bell, onStop)
  return telling
}

const keptFor = (book: LiveBook) => ({
  backups: () => book.current().config.server.backups,
  keepDays: () => book.current().config.paging.delivery.keepDays,
})

const auditedPlaces = (db: Database, anchors: string | undefined, clock: () => Date): AuditedPart[] => [
  oldSessions(db, clock),
  ...auditedPages(db),
  ...(anchors === undefined ? [] : [auditKept(db, anchors, clock)]),
]

const identityDesk = (db: Database, secure: boolean, url: string | undefined): IdentityRouteDesk => ({
  ...{ db, newId, secure, chance: (bytes: number) => randomBytes(bytes) },
  ...(url === undefined ? {} : { publicUrl: url }),
  standingIn: async (userId, name) => {
    const incident = await findIncident(db, name)
    return incident && standingIn(incident, userId)
  },
})

interface KeptGoing {
  readonly flow: AlertsToIncidents
  readonly jobs: Jobs
  readonly bell: Bell
  readonly log: Log
  readonly kept: AuditedPart[]
  readonly channels: TellingPeople['channels']
  readonly pages: PageDesk
  readonly duty: DutyParts
}

/** What works by itself, on every replica: features that follow others, runs whose runner fell silent, the look at ourselves. */
async function keepGoing(
  { flow, jobs, bell, log, kept, channels, pages, duty }: KeptGoing,
  onStop: (stop: () => Promise<void> | void) => void,
): Promise<SelfAudit> {
  const { db, desk, clock } = flow
  const onTrouble = (error: unknown) => log.error({ err: error }, 'trouble')
  const followers = [
    urgentAlertsToIncidents(flow),
    alertsToIncidents(flow),
    runsToIncidents(db, desk),
    messagesToPages(pages),
    handoverNotes({ ...duty, clock }),
  ]
  for (const subscription of [...followers, incidentsToRooms(db, channels)]) {
    const subscriber = await startSubscriber(subscription, { db, onTrouble })
    onStop(subscriber.stop)
    onStop(bell.onRing(subscriber.wake))
  }
  const lost = setInterval(() => void findLostRuns(db).catch(onTrouble), LOST_EVERY_MS)
  onStop(() => clearInterval(lost))
  let lookedAt = ''
  const quiet = repeat(async () => {
    lookedAt = await considerQuiet(flow, lookedAt)
    return QUIET_EVERY_MS
  }, onTrouble)
  onStop(quiet.stop)
  const audit = startSelfAudit({
    ...{ parts: [...auditedParts({ ...flow, jobs }), ...kept], everyMs: AUDIT_EVERY_MS, clock },
    tell: (finding) => log.warn({ finding }, 'self-audit'),
  })
  onStop(audit.stop)
  return audit
}

/** Tells somebody outside that all is well here, for as long as it is. */
function watchSelf(
  { book, env, version, clock, log }: ServeOptions,
  audit: SelfAudit,
  onStop: (stop: () => Promise<void> | void) => void,
): DeadMan {
  const deadMan = startDeadMan({
    ...{ env, audit, version, clock, cleanWithinMs: AUDIT_EVERY_MS * 3 },
    config: () => book.current().config.server,
    onTrouble: (error) => log.error({ err: error }, 'trouble'),
  })
  onStop(deadMan.stop)
  return deadMan
}

async function ownRunnerOf(
  { store, book, version, log, env }: ServeOptions,
  { root, program }: NonNullable<ServeOptions['ownRunner']>,
  url: string,
): Promise<() => Promise<void>> {
  const { db } = store.open
  const runner = await startOwnRunner({
    ...{ home: runnerHome(root), book: book.current().folder, url, version, program, env },
    invite: (name) => makeEnrolment({ db, note }, name, { id: 'server', name: 'the server itself' }),
    isKnown: async (token) => (await runnerOfToken(db, runnerTokenHash(token))) !== undefined,
    tell: (message) => log.info({ message }, 'runner'),
  })
  return runner.stop
}

function authenticationOf(gate: IdentityRouteDesk): Authentication {
  return {
    user: (facts) => authenticate(gate, facts),
    runner: async ({ headers }) => {
      const token = /^Bearer (\S{10,200})$/.exec(headers.authorization ?? '')?.[1]
      if (token === undefined) return { reason: 'missing' }
      const runner = await runnerOfToken(gate.db, runnerTokenHash(token))
      if (!runner) return { reason: 'invalid' }
      return { actor: { kind: 'runner', id: runner.id, name: runner.name }, permissions: new Set() }
    },
  }
}

const makeReload =
  (book: LiveBook, log: Log): Serving['reload'] =>
  async () => {
    const reading = await book.reload()
    if (reading.ok) {
      log.info('book and settings read anew')
      return { ok: true }
    }
    log.warn({ reason: reading.reason }, 'the new settings are wrong; the old ones stay in force')
    return { ok: false, reason: reading.reason }
  }

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => {
    done ??= work()
    return done
  }
}
