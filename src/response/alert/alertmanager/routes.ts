/** Alertmanager's API v2, for Prometheus, amtool and everything that speaks to them: `api/v2/openapi.yaml` is the contract. */
import { labelOf, labelSet } from '../../../kit/label-set.ts'
import type { Actor, Route, RouteAnswer, RouteRequest } from '../../../kit/route.ts'
import { routesById } from '../dispatch/plan-flush.ts'
import { inhibitingAlerts } from '../dispatch/store.ts'
import { matchesAll } from '../matcher/matcher.ts'
import { labelsText } from '../routing/group-key.ts'
import type { Alerting } from '../settings/alerting.ts'
import { gettableAlert, gettableSilence } from '../show/gettable.ts'
import { standings } from '../show/standing.ts'
import { firingAlerts, listGroups } from '../show/store.ts'
import { endSilence, type SilenceParts, setSilence } from '../silence/actions.ts'
import { compareSilences } from '../silence/silence.ts'
import { currentSilences, expiredSilences, findSilence } from '../silence/store.ts'
import { type ListQuery, readListQuery } from './read-list-query.ts'
import { readPostedSilence } from './read-posted-silence.ts'

/** The integration a request belongs to. */
export interface AlertmanagerClient {
  readonly id: string
  readonly name: string
}

export interface AlertmanagerParts extends SilenceParts {
  readonly alerting: () => Alerting
  /** The settings as an `alertmanager.yml`, without secrets. */
  readonly shownSettings: () => string
  readonly startedAt: Date
  readonly version: string
  /** Where the intake takes `POST …/api/v2/alerts`, so that one address serves a client: `/intake/alertmanager-api/:key`, or nothing. */
  readonly prefix: string
  /** Who sends this, by the key in its path or headers. */
  readonly client: (request: RouteRequest) => Promise<AlertmanagerClient | undefined>
}

type Handle = (request: RouteRequest, client: AlertmanagerClient) => Promise<RouteAnswer>

/** How long an expired silence is still listed, as long as Alertmanager keeps one. */
const EXPIRED_SHOWN_MS = 120 * 3_600_000
const LARGEST_BODY = 10 * 1024 * 1024

export function alertmanagerRoutes(parts: AlertmanagerParts): Route[] {
  const mounted = (method: Route['method'], path: string, summary: string, handle: Handle): Route => ({
    ...{ method, path: `${parts.prefix}${path}`, summary: `Alertmanager: ${summary}` },
    access: { kind: 'integration' },
    maxBytes: LARGEST_BODY,
    handle: async (request: RouteRequest) => {
      const client = await parts.client(request)
      return client ? handle(request, client) : coded(401, 401, 'the key of the integration is missing or not valid')
    },
  })
  const known: [Route['method'], string, string, Handle][] = [
    ['GET', '/status', 'what it is and how it is configured', async () => json(200, status(parts))],
    [
      'GET',
      '/receivers',
      'who can be told',
      async () =>
        json(
          200,
          [...parts.alerting().receivers.keys()].map((name) => ({ name })),
        ),
    ],
    ['GET', '/alerts', 'alerts that fire', (request) => listed(request, (query) => alertList(parts, query))],
    [
      'GET',
      '/alerts/groups',
      'alerts by the groups they are told in',
      (request) => listed(request, (query) => groupList(parts, query)),
    ],
    ['GET', '/silences', 'silences', (request) => listed(request, (query) => silenceList(parts, query))],
    ['POST', '/silences', 'creates or changes a silence', (request, client) => postSilence(parts, request, client)],
    ['GET', '/silence/:id', 'a silence', (request) => withUuid(request, async (id) => oneSilence(parts, id))],
    [
      'DELETE',
      '/silence/:id',
      'ends a silence',
      (request, client) => withUuid(request, async (id) => deleteSilence(parts, id, client)),
    ],
  ]
  return [
    ...known.map(([method, path, summary, handle]) => mounted(method, `/api/v2${path}`, summary, handle)),
    ...METHODS.map((method) =>
      mounted(method, '/api/v2/*', 'anything else', async ({ params }) =>
        unknownPath(`/${params['*']}`, method, known),
      ),
    ),
    // Without a prefix these paths are other people's.
    ...(parts.prefix === ''
      ? []
      : [
          ...METHODS.map((method) =>
            mounted(method, '/api/v1/*', 'the API that is no more', async () => json(410, DEPRECATED)),
          ),
          mounted('GET', '/-/healthy', 'is it there', async () => text(200, 'OK')),
          mounted('GET', '/-/ready', 'can it work', async () => text(200, 'OK')),
          // Settings are read again when they change; a client that asks for it is told that nothing stands in its way.
          mounted('POST', '/-/reload', 'does nothing', async () => ({ status: 200 })),
        ]),
  ]
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
const DEPRECATED = { status: 'deprecated', error: 'The Alertmanager v1 API was removed; use /api/v2' }

const json = (status: number, body: unknown): RouteAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})
const text = (status: number, body: string): RouteAnswer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body,
})
/** Errors of the contract are a bare JSON text with a line break. */
const said = (status: number, message: string): RouteAnswer => ({
  ...json(status, ''),
  body: `${JSON.stringify(message)}\n`,
})
const coded = (status: number, code: number, message: string) => json(status, { code, message })

function unknownPath(
  path: string,
  method: string,
  known: readonly (readonly [string, string, ...unknown[]])[],
): RouteAnswer {
  const plain = path.replace(/^\/silence\/[^/]+$/, '/silence/:id')
  const allowed = known.filter(([, each]) => each === plain).map(([each]) => each)
  // Taken by the intake, at the same address.
  if (plain === '/alerts') allowed.push('POST')
  if (allowed.length === 0) return coded(404, 404, `path /api/v2${path} was not found`)
  const answer = coded(405, 405, `method ${method} is not allowed, but [${allowed.join(',')}] are`)
  return { ...answer, headers: { ...answer.headers, allow: allowed.join(',') } }
}

const status = ({ shownSettings, startedAt, version }: AlertmanagerParts) => ({
  cluster: { status: 'disabled', peers: [] },
  config: { original: shownSettings() },
  uptime: startedAt.toISOString(),
  versionInfo: { version, revision: '', branch: '', buildUser: '', buildDate: '', goVersion: 'none: opsbook' },
})

async function listed(request: RouteRequest, list: (query: ListQuery) => Promise<RouteAnswer>): Promise<RouteAnswer> {
  const read = readListQuery(request.url.searchParams)
  return read.ok ? list(read.query) : said(400, read.message)
}

async function standingNow({ db, alerting, clock }: AlertmanagerParts) {
  const now = clock()
  const current = alerting()
  const [silences, firing] = await Promise.all([currentSilences(db, now), inhibitingAlerts(db, current.inhibitRules)])
  return standings({ alerting: current, silences, firing, now })
}

/** Whether the parameters ask for an alert that stands like this. */
const isAsked = (query: ListQuery, { status }: ReturnType<typeof gettableAlert>) =>
  (query.shows('active') || status.state !== 'active') &&
  (query.shows('silenced') || status.silencedBy.length === 0) &&
  (query.shows('inhibited') || status.inhibitedBy.length === 0) &&
  (query.shows('muted') || status.mutedBy.length === 0)

async function alertList(parts: AlertmanagerParts, query: ListQuery): Promise<RouteAnswer> {
  const standing = await standingNow(parts)
  const pieces = firingAlerts(parts.db)
  // The first piece is read before the answer begins, so that a store in trouble can still be said with a status.
  const first = await pieces.next()
  async function* stream() {
    let before = '['
    for (let piece = first; !piece.done; piece = await pieces.next()) {
      const shown = piece.value
        .filter(({ labels }) => matchesAll(query.matchers, labels))
        .map((alert) => gettableAlert(alert, standing(alert)))
        .filter((alert) => alert.receivers.some(({ name }) => query.isReceiver(name)) && isAsked(query, alert))
      if (shown.length === 0) continue
      yield before + shown.map((alert) => JSON.stringify(alert)).join(',')
      before = ','
    }
    yield before === '[' ? '[]\n' : ']\n'
  }
  return { status: 200, headers: { 'content-type': 'application/json' }, stream: stream() }
}

async function groupList(parts: AlertmanagerParts, query: ListQuery): Promise<RouteAnswer> {
  const standing = await standingNow(parts)
  const routes = routesById(parts.alerting())
  const groups = (await listGroups(parts.db)).flatMap(({ routeId, labels, alerts }) => {
    const receiver = routes.get(routeId)?.receiver
    if (receiver === undefined || !query.isReceiver(receiver)) return []
    const shown = alerts
      .filter((alert) => matchesAll(query.matchers, alert.labels))
      .map((alert) => gettableAlert(alert, standing(alert)))
      .filter((alert) => isAsked(query, alert))
    return shown.length > 0 ? [{ alerts: shown, labels, receiver: { name: receiver } }] : []
  })
  const order = ({ labels, receiver }: (typeof groups)[number]) => `${labelsText(labels)}\n${receiver.name}`
  return json(
    200,
    groups.sort((a, b) => (order(a) < order(b) ? -1 : 1)),
  )
}

async function silenceList({ db, clock }: AlertmanagerParts, query: ListQuery): Promise<RouteAnswer> {
  const now = clock()
  const since = new Date(now.getTime() - EXPIRED_SHOWN_MS)
  const all = [...(await currentSilences(db, now)), ...(await expiredSilences(db, since, now))]
  // A filter is held against what the silence itself asks of each label.
  const shown = all
    .filter(({ matchers }) => {
      const asked = labelSet(matchers.map(({ name, value }) => [name, value]))
      return query.matchers.every((matcher) => matcher.fits(labelOf(asked, matcher.name)))
    })
    .sort(compareSilences(now))
    .map((silence) => gettableSilence(silence, now))
    .filter(({ status }) => query.shows(status.state))
  return json(200, shown)
}

async function postSilence(
  parts: AlertmanagerParts,
  request: RouteRequest,
  client: AlertmanagerClient,
): Promise<RouteAnswer> {
  const type = (request.headers['content-type'] ?? 'application/octet-stream').split(';')[0]!.trim().toLowerCase()
  if (request.raw.byteLength > 0 && type !== 'application/json')
    return coded(415, 415, `unsupported media type "${type}", only [application/json] are allowed`)
  const read = readPostedSilence(new TextDecoder().decode(request.raw))
  if (!read.ok) return json(read.status, read.body)
  const set = await setSilence(parts, read.wanted, actorOf(client))
  if (set.do === 'refuse') return said(set.why === 'unknown' ? 404 : 400, set.message)
  return json(200, { silenceID: set.silence.id })
}

const actorOf = ({ id, name }: AlertmanagerClient): Actor => ({ kind: 'integration', id, name })

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

async function withUuid({ params }: RouteRequest, answer: (id: string) => Promise<RouteAnswer>): Promise<RouteAnswer> {
  const id = params.id ?? ''
  return UUID.test(id)
    ? answer(id.toLowerCase())
    : coded(422, 601, `silenceID in path must be of type uuid: ${JSON.stringify(id)}`)
}

async function oneSilence({ db, clock }: AlertmanagerParts, id: string): Promise<RouteAnswer> {
  const silence = await findSilence(db, id)
  return silence ? json(200, gettableSilence(silence, clock())) : { status: 404 }
}

async function deleteSilence(parts: AlertmanagerParts, id: string, client: AlertmanagerClient): Promise<RouteAnswer> {
  const ended = await endSilence(parts, id, actorOf(client))
  return ended ? { status: 200 } : { status: 404 }
}
