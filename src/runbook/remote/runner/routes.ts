/** What runners say to the server (`/api/v1/runner`), and how people let them in and look after them (`/api/v1/runners`). */
import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { inTransaction } from '../../../db/transaction.ts'
import type { NewId } from '../../../kit/new-id.ts'
import { cutPage, PAGE_QUERY, pageOf } from '../../../kit/page.ts'
import { personBehind } from '../../../kit/person-behind.ts'
import { notFound, refuseRequest } from '../../../kit/problem.ts'
import { type Actor, type Route, type RouteAnswer, type RouteRequest, route } from '../../../kit/route.ts'
import { copyJournal, putQuestion, type RunDesk } from '../actions.ts'
import { remoteQuestionSchema } from '../remote-question.ts'
import type { NumberedOrder, RemoteRequest, RemoteRun } from '../remote-run.ts'
import { addOutput, claimRuns, findRun, keepLeases, ordersAfter } from '../store.ts'
import {
  addEnrolment,
  changeRunner,
  findRunner,
  listRunners,
  putRunner,
  type Runner,
  touchRunner,
  useEnrolment,
} from './store.ts'

export interface RunnerDesk extends RunDesk {
  readonly newId: NewId
  /** Resolves when something may have changed for runners, or after the time. */
  readonly nextChange: (withinMs: number, signal: AbortSignal) => Promise<void>
}

/** How long a runner's question for news is held: well below the lease. */
const HOLD_MS = 3_000
const ENROLMENT_SECONDS = 3_600
const LARGEST_BYTES = 8 * 1024 * 1024

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()
/** `obr_`: what a runner shows at every request; `obe_`: lets one runner in, once. */
const newToken = (prefix: 'obr' | 'obe') => `${prefix}_${randomBytes(32).toString('base64url')}`
export const runnerTokenHash = hashOf

export const runnerShape = z.object({
  ...{ id: z.string(), name: z.string(), version: z.string(), host: z.string(), draining: z.boolean() },
  ...{ enrolledAt: z.iso.datetime(), enrolledBy: z.string() },
  ...{ lastSeenAt: z.iso.datetime().nullable(), disabledAt: z.iso.datetime().nullable() },
})

export const runnerRoutes = (desk: RunnerDesk): Route[] => [enrolRoute(desk), ...peopleRoutes(desk), ...ownRoutes(desk)]

/** Lets a runner in; used by the route and by the server for the runner it starts itself. */
export async function makeEnrolment(
  { db, note }: RunDesk,
  name: string,
  by: { id: string; name: string },
): Promise<string> {
  const token = newToken('obe')
  await inTransaction(db, async (tx) => {
    await addEnrolment(tx, { tokenHash: hashOf(token), name, by: by.name, validSeconds: ENROLMENT_SECONDS })
    await note(tx, by, 'runner.invited', name, {})
  })
  return token
}

const enrolRoute = ({ db, newId, note }: RunnerDesk): Route =>
  route({
    method: 'POST',
    path: '/api/v1/runner/enrol',
    summary: 'Makes a runner of whoever has a one-time token for it',
    access: { kind: 'public', why: 'the one-time token in the body is the proof' },
    body: z.strictObject({ token: z.string().max(200), version: z.string().max(50), host: z.string().max(255) }),
    answers: { 201: z.object({ id: z.string(), name: z.string(), token: z.string() }) },
    handle: async ({ body: { token, version, host } }) => {
      const own = newToken('obr')
      const runner = await inTransaction(db, async (tx) => {
        const invited = await useEnrolment(tx, hashOf(token))
        if (!invited) return undefined
        const put = await putRunner(tx, { id: newId('runner'), tokenHash: hashOf(own), version, host, ...invited })
        await note(tx, { id: put.id, name: put.name }, 'runner.enrolled', put.id, { host })
        return put
      })
      if (!runner) {
        const hint = 'Ask for a new one: opsbook runner invite NAME'
        return refuseRequest(401, {
          code: 'runner/enrolment',
          message: 'this token is unknown, used, or too old',
          hint,
        })
      }
      return { status: 201, body: { id: runner.id, name: runner.name, token: own } }
    },
  })

function peopleRoutes(desk: RunnerDesk): Route[] {
  const { db, note } = desk
  const one = {
    kind: 'user',
    permission: 'runner:write',
    object: { param: 'runner', exists: async (id: string) => (await findRunner(db, id)) !== undefined },
  } as const
  return [
    route({
      method: 'GET',
      path: '/api/v1/runners',
      summary: 'Runners and when they were last heard of',
      access: { kind: 'user', permission: 'run:read', object: 'none' },
      query: z.object(PAGE_QUERY),
      answers: { 200: pageOf(runnerShape) },
      handle: async ({ query: { limit, after } }) => ({
        status: 200,
        body: cutPage(await listRunners(db, after, limit + 1), limit, { item: showRunner, cursor: ({ id }) => id }),
      }),
    }),
    route({
      method: 'POST',
      path: '/api/v1/runners/enrolments',
      summary: 'Makes a one-time token that lets a runner in, for an hour',
      access: { kind: 'user', permission: 'runner:write', object: 'none' },
      body: z.strictObject({ name: z.string().regex(/^[A-Za-z0-9][\w.-]{0,62}$/) }),
      answers: { 201: z.object({ token: z.string() }) },
      handle: async ({ body, actor }) => ({
        status: 201,
        body: { token: await makeEnrolment(desk, body.name, personBehind(actor)) },
      }),
    }),
    ...Object.entries({ drain: { draining: true }, undrain: { draining: false }, disable: { disabled: true } }).map(
      ([verb, change]) =>
        route({
          method: 'POST',
          path: `/api/v1/runners/:runner/${verb}`,
          summary: { drain: 'Gives it no further runs', undrain: 'Gives it runs again', disable: 'Ends its token' }[
            verb
          ]!,
          access: one,
          answers: { 200: runnerShape },
          handle: async ({ params, actor }) => {
            await inTransaction(db, async (tx) => {
              await changeRunner(tx, params.runner!, change)
              await note(tx, personBehind(actor), `runner.${verb}`, params.runner!, {})
            })
            const found = await findRunner(db, params.runner!)
            return found ? { status: 200, body: showRunner(found) } : notFound('runner', params.runner!)
          },
        }),
    ),
  ]
}

const listenSchema = z.strictObject({
  version: z.string().max(50),
  free: z.int().min(0).max(100),
  /** Last order of each run it has. */
  runs: z.record(z.string(), z.int().min(0)),
})

function ownRoutes(desk: RunnerDesk): Route[] {
  return [
    route({
      method: 'POST',
      path: '/api/v1/runner/listen',
      summary: 'A runner says what it has and hears what is new; held for a moment while there is nothing',
      access: { kind: 'runner' },
      body: listenSchema,
      handle: async ({ body, actor, signal }) => ({ status: 200, body: await news(desk, body, actor, signal) }),
    }),
    route({
      method: 'POST',
      path: '/api/v1/runner/runs/:run/journal',
      summary: 'The next lines of a journal',
      access: { kind: 'runner' },
      maxBytes: LARGEST_BYTES,
      body: z.strictObject({ from: z.int().min(1), lines: z.array(z.string()).max(5_000) }),
      handle: (request) =>
        ownRun(desk, request, async (run, { from, lines }: { from: number; lines: string[] }) => {
          const copied = await copyJournal(desk, run, from, lines)
          if (copied.ok) return { status: 200, body: { events: copied.events } }
          if ('expected' in copied)
            return { status: 409, body: { code: 'run/gap', message: 'lines are missing', expected: copied.expected } }
          return refuseRequest(422, {
            code: 'run/journal',
            message: `this is not the journal that began here: ${copied.problem}`,
          })
        }),
    }),
    route({
      method: 'POST',
      path: '/api/v1/runner/runs/:run/output',
      summary: 'The next pieces of output',
      access: { kind: 'runner' },
      maxBytes: LARGEST_BYTES,
      body: z.strictObject({ from: z.int().min(1), pieces: z.array(z.looseObject({})).max(5_000) }),
      handle: (request) =>
        ownRun(desk, request, async (run, { from, pieces }: { from: number; pieces: object[] }) => ({
          status: 200,
          body: { output: await inTransaction(desk.db, (tx) => addOutput(tx, run.id, from, pieces)) },
        })),
    }),
    route({
      method: 'POST',
      path: '/api/v1/runner/runs/:run/question',
      summary: 'Asks people something',
      access: { kind: 'runner' },
      body: remoteQuestionSchema,
      handle: (request) =>
        ownRun(desk, request, async (run, question: z.output<typeof remoteQuestionSchema>) => {
          await putQuestion(desk, run, question)
          return { status: 200, body: {} }
        }),
    }),
  ]
}

/** What a runner hears. */
export interface News {
  readonly claimed: readonly { id: string; request: RemoteRequest; requestedBy: string }[]
  readonly orders: readonly NumberedOrder[]
  /** Runs that are not this runner's. */
  readonly foreign: readonly string[]
}

async function news(
  desk: RunnerDesk,
  said: z.output<typeof listenSchema>,
  actor: Actor,
  signal: AbortSignal,
): Promise<News> {
  const { db, nextChange } = desk
  if (actor.kind !== 'runner') return { claimed: [], orders: [], foreign: [] }
  await touchRunner(db, actor.id, said.version)
  const until = performance.now() + HOLD_MS
  for (;;) {
    const runner = await findRunner(db, actor.id)
    // Shut out while its question was held: it hears nothing more.
    if (!runner || runner.disabledAt) return { claimed: [], orders: [], foreign: [] }
    const free = runner.draining ? 0 : said.free
    const found = await inTransaction(db, async (tx) => {
      const { foreign } = await keepLeases(tx, actor.id, Object.keys(said.runs))
      const claimed = free > 0 ? await claimRuns(tx, actor, { free, have: Object.keys(said.runs) }) : []
      return { foreign, claimed, orders: await ordersAfter(tx, actor.id, said.runs) }
    })
    const left = until - performance.now()
    const isNew = found.claimed.length + found.orders.length + found.foreign.length > 0
    if (isNew || left <= 0 || signal.aborted) return found
    await nextChange(left, signal)
  }
}

/** A runner speaks only of runs that are its own. */
async function ownRun<Body>(
  { db }: RunDesk,
  { params, actor, body }: RouteRequest<unknown, unknown>,
  work: (run: RemoteRun, body: Body) => Promise<RouteAnswer>,
): Promise<RouteAnswer> {
  const run = await findRun(db, params.run!)
  if (!run || actor.kind !== 'runner' || run.runnerId !== actor.id) return notFound('run', params.run!)
  return work(run, body as Body)
}

const showRunner = (runner: Runner): z.input<typeof runnerShape> => ({
  ...{ id: runner.id, name: runner.name, version: runner.version, host: runner.host, draining: runner.draining },
  ...{ enrolledAt: runner.enrolledAt.toISOString(), enrolledBy: runner.enrolledBy },
  ...{ lastSeenAt: runner.lastSeenAt?.toISOString() ?? null, disabledAt: runner.disabledAt?.toISOString() ?? null },
})
