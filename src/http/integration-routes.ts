/** `/api/v1/integrations`: who may send us signals. A key is integrationShape once. */
import { z } from 'zod'
import type { IntakeDialect } from '../component/intake.ts'
import type { Database } from '../db/database.ts'
import type { Seal } from '../db/seal.ts'
import { inTransaction } from '../db/transaction.ts'
import { integrationKeyHash, newIntegrationKey } from '../kit/integration-key.ts'
import type { NewId } from '../kit/new-id.ts'
import { cutPage, PAGE_QUERY, pageOf } from '../kit/page.ts'
import { notFound, refuseRequest } from '../kit/problem.ts'
import { type Actor, type Route, route } from '../kit/route.ts'
import type { Integration } from '../response/intake/integration.ts'
import { addIntegration, findIntegration, listIntegrations, replaceKey, setDisabled } from '../response/intake/store.ts'

export const integrationShape = z.object({
  ...{ id: z.string(), name: z.string(), dialect: z.string(), settings: z.unknown() },
  ...{ requestsPerMinute: z.number(), createdAt: z.iso.datetime(), createdBy: z.string() },
  ...{ disabledAt: z.iso.datetime().nullable(), lastSeenAt: z.iso.datetime().nullable() },
  version: z.int().describe('Counts its changes'),
  path: z
    .string()
    .describe(
      'Where the sender posts to, below the address of the server; with the key in it where the dialect has it there',
    ),
})
const withKey = integrationShape.extend({ key: z.string().describe('Shown this once; only its hash is kept') })

export interface IntegrationDesk {
  readonly db: Database
  readonly seal: Seal
  readonly dialects: readonly IntakeDialect[]
  readonly newId: NewId
  /** Writes what was done into the audit, in the same transaction. */
  readonly note: (tx: Database, by: Actor, action: string, subject: string, after: object) => Promise<void>
}

const none = { kind: 'user', permission: 'integration:write', object: 'none' } as const

export const integrationRoutes = (desk: IntegrationDesk): Route[] => [
  listRoute(desk),
  createRoute(desk),
  ...changeRoutes(desk),
]

const showWith =
  (desk: IntegrationDesk) =>
  (each: Integration, key = '<key>') => ({
    ...each,
    path: pathOf(
      desk.dialects.find(({ id }) => id === each.dialect),
      key,
    ),
  })

function listRoute(desk: IntegrationDesk): Route {
  const { db } = desk
  const show = showWith(desk)
  return route({
    method: 'GET',
    path: '/api/v1/integrations',
    summary: 'Who may send signals',
    access: none,
    query: z.object(PAGE_QUERY),
    answers: { 200: pageOf(integrationShape) },
    handle: async ({ query }) => {
      const rows = await listIntegrations(db, query.after, query.limit + 1)
      return { status: 200, body: cutPage(rows, query.limit, { item: (row) => show(row), cursor: ({ id }) => id }) }
    },
  })
}

function createRoute(desk: IntegrationDesk): Route {
  const { db, seal, dialects, newId, note } = desk
  const show = showWith(desk)
  return route({
    method: 'POST',
    path: '/api/v1/integrations',
    summary: 'Lets another tool send signals; the answer holds its key, this once',
    access: none,
    body: z.strictObject({
      name: z.string().trim().min(1).max(100),
      dialect: z.enum(dialects.map(({ id }) => id) as [string, ...string[]]),
      settings: z.unknown().optional(),
      signingSecret: z.string().min(8).max(500).optional(),
      requestsPerMinute: z.int().min(1).max(600_000).default(6_000),
    }),
    answers: { 201: withKey },
    handle: async ({ body, actor }) => {
      const settings = body.settings ?? {}
      const problems = dialects.find(({ id }) => id === body.dialect)?.checkSettings?.(settings) ?? []
      if (problems.length > 0)
        return refuseRequest(400, { code: 'integration/settings', message: problems.join('; '), at: 'settings' })
      const key = newIntegrationKey()
      const { signingSecret, ...rest } = body
      const made = await inTransaction(db, async (tx) => {
        const added = await addIntegration(tx, seal, {
          ...{
            ...rest,
            id: newId('integration'),
            settings,
            keyHash: integrationKeyHash(key),
            createdBy: nameOf(actor),
          },
          ...(signingSecret === undefined ? {} : { signingSecret }),
        })
        if (added) await note(tx, actor, 'integration.created', added.id, { name: added.name, dialect: added.dialect })
        return added
      })
      if (!made)
        return refuseRequest(409, {
          code: 'integration/name-taken',
          message: `there is an integration "${body.name}" already`,
          at: 'name',
        })
      return { status: 201, body: { ...show(made, key), key } }
    },
  })
}

function changeRoutes(desk: IntegrationDesk): Route[] {
  const { db, note } = desk
  const show = showWith(desk)
  const one = {
    kind: 'user',
    permission: 'integration:write',
    object: { param: 'integration', exists: async (id: string) => (await findIntegration(db, id)) !== undefined },
  } as const
  return [
    route({
      method: 'POST',
      path: '/api/v1/integrations/:integration/key',
      summary: 'Gives an integration a new key; the old one ends at once',
      access: one,
      answers: { 200: withKey },
      handle: async ({ params, actor }) => {
        const key = newIntegrationKey()
        const id = params.integration!
        await inTransaction(db, async (tx) => {
          await replaceKey(tx, id, integrationKeyHash(key))
          await note(tx, actor, 'integration.key-replaced', id, {})
        })
        const found = await findIntegration(db, id)
        return found ? { status: 200, body: { ...show(found, key), key } } : notFound('integration', id)
      },
    }),
    ...(['disable', 'enable'] as const).map((verb) =>
      route({
        method: 'POST',
        path: `/api/v1/integrations/:integration/${verb}`,
        summary: verb === 'disable' ? 'Takes no more signals from it' : 'Takes signals from it again',
        access: one,
        answers: { 200: integrationShape },
        handle: async ({ params, actor }) => {
          const id = params.integration!
          await inTransaction(db, async (tx) => {
            await setDisabled(tx, id, verb === 'disable')
            await note(tx, actor, `integration.${verb}d`, id, {})
          })
          const found = await findIntegration(db, id)
          return found ? { status: 200, body: show(found) } : notFound('integration', id)
        },
      }),
    ),
  ]
}

const nameOf = (actor: Actor): string => ('name' in actor ? actor.name : 'nobody')

const pathOf = (dialect: IntakeDialect | undefined, key: string): string => {
  if (!dialect) return ''
  return dialect.mount.kind === 'path' ? `/intake/${dialect.id}/${key}` : dialect.mount.prefix
}
