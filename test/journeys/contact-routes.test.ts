import { sql } from 'kysely'
import { expect, onTestFinished, test, vi } from 'vitest'
import { closeServer } from '../../src/http/close-server.ts'
import { buildServer } from '../../src/http/server.ts'
import { permissionsOf } from '../../src/kit/permission.ts'
import type { Actor } from '../../src/kit/route.ts'
import { callbackRoutes } from '../../src/response/page/notify/callback/routes.ts'
import { contactRoutes } from '../../src/response/page/notify/contact/routes.ts'
import { pagingHealthRoutes } from '../../src/response/page/notify/health/routes.ts'
import { proofRoutes } from '../../src/response/page/notify/proof/routes.ts'
import { notificationRuleRoutes } from '../../src/response/page/notify/rules/routes.ts'
import { contactable } from '../contactable.ts'
import { testChannel } from '../test-channel.ts'
import { testDatabase } from '../test-database.ts'
import { testOutbox } from '../test-outbox.ts'

/** Ana and Ben are responders, Eve administers; a name with a colon is a token of that person. */
async function house() {
  const { db } = await testDatabase()
  const push = testChannel('push', {
    callback: ({ url, headers, body }) => {
      if (headers['x-signature'] !== 'good') return { kind: 'refused', status: 403, why: 'the signature is wrong' }
      const answer = (results: readonly { text: string }[]) => ({
        status: 200,
        json: { url, said: results.map(({ text }) => text) },
      })
      return { kind: 'read', reports: [{ kind: 'pressed', token: Buffer.from(body).toString('utf8') }], answer }
    },
  })
  for (const id of ['ana', 'ben', 'eve']) await contactable(db, id, ['push'])
  await sql`update users set role = 'admin' where id = 'eve'`.execute(db)
  const inForce = new Map([['push', { channel: push.channel, settings: () => ({}), origins: new Set<string>() }]])
  const notes: string[] = []
  const desk = {
    ...{
      db,
      channels: () => inForce,
      egressAllow: () => [],
      version: '0',
      publicUrl: () => 'https://ops.example',
      onTrouble: () => undefined,
    },
    note: async (_tx: unknown, by: Actor, action: string) =>
      void notes.push(`${'name' in by ? by.name : ''} ${action}`),
    acts: {
      pressed: async ({ token }: { token: string }) => ({ ok: true, text: `pressed ${token}` }),
      replied: async () => ({ ok: false, text: '' }),
    },
  }
  const app = buildServer({
    routes: [
      ...contactRoutes(desk),
      ...notificationRuleRoutes(desk),
      ...pagingHealthRoutes(desk),
      ...proofRoutes(desk),
      ...callbackRoutes(desk),
    ],
    authentication: {
      user: async ({ headers }) => {
        const [id = '', token] = (headers.authorization ?? '').replace('Bearer ', '').split(':')
        if (id === '') return { reason: 'missing' }
        const actor: Actor = token
          ? { kind: 'token', id: token, name: token, userId: id }
          : { kind: 'user', id, name: id }
        return { actor, permissions: permissionsOf(id === 'eve' ? 'admin' : 'responder') }
      },
      runner: async () => ({ reason: 'missing' }),
    },
    ...{ capacity: 100, secure: false, trustedProxies: [], hosts: { names: new Set() } },
    onError: (error) => process.stderr.write(`${String(error)}\n`),
  })
  onTestFinished(() => closeServer(app, 200))
  const ask = async (
    who: string,
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    payload?: object | string,
  ) => {
    const answer = await app.inject({
      ...{ method, url: url.startsWith('/') ? url : `/api/v1/users/${url}` },
      headers: {
        ...(who === '' ? {} : { authorization: `Bearer ${who}` }),
        ...(typeof payload === 'object' ? { 'content-type': 'application/json' } : {}),
        host: 'localhost',
      },
      ...(payload === undefined ? {} : { payload }),
    })
    const isJson = String(answer.headers['content-type']).includes('json') && answer.body !== ''
    return { status: answer.statusCode, text: answer.body, json: isJson ? answer.json() : undefined }
  }
  return { db, app, ask, push, notes }
}

test('one’s own addresses in full, those of others masked; only they and administrators change them', async () => {
  const { ask, notes } = await house()
  const address = async (who: string, whose: string) =>
    (await ask(who, 'GET', `${whose}/contacts`)).json.items[0].address
  expect(await address('ana', 'me')).toBe('ana@push')
  expect(await address('ana', 'ana')).toBe('ana@push')
  expect(await address('ben', 'ana')).toBe('a••')
  expect(await address('eve', 'ana')).toBe('a••')
  const { id } = (await ask('ana', 'GET', 'me/contacts')).json.items[0]
  expect(await ask('ben', 'DELETE', `ana/contacts/${id}`)).toMatchObject({
    status: 403,
    json: { code: 'access/denied' },
  })
  expect(await ask('ben', 'DELETE', `me/contacts/${id}`)).toMatchObject({ status: 404 })
  expect(await ask('ana:key', 'DELETE', `me/contacts/${id}`)).toMatchObject({
    status: 403,
    json: { code: 'access/needs-session' },
  })
  expect(await ask('ben', 'POST', 'ana/contacts', { channel: 'push', address: 'ben@home' })).toMatchObject({
    status: 403,
  })
  expect(await ask('ana', 'POST', `me/contacts/${id}/test`)).toMatchObject({ status: 202 })
  expect(await ask('eve', 'DELETE', `ana/contacts/${id}`)).toMatchObject({ status: 204 })
  expect(notes).toEqual(['ana contact.tested', 'eve contact.removed'])
})

test('adding, verifying, and what would be sent', async () => {
  const { ask, push } = await house()
  const added = await ask('ana', 'POST', 'me/contacts', { channel: 'push', address: 'second@push' })
  expect(added).toMatchObject({ status: 201, json: { isVerified: false, isUsable: false } })
  const { id } = added.json
  const code = push.calls[0]!.notification.verifyCode
  expect(await ask('ana', 'POST', `me/contacts/${id}/verify`, { code })).toMatchObject({
    status: 200,
    json: { isUsable: true },
  })
  const rules = [{ severities: ['P0', 'P1'], steps: [{ method: id }, { method: id, afterSeconds: 60 }] }]
  const changed = await ask('ana', 'PATCH', 'me/notification-rules', { rules })
  expect(changed.json.effective.P0).toEqual([
    { method: id, channel: 'push', afterSeconds: 0 },
    { method: id, channel: 'push', afterSeconds: 60 },
  ])
  expect(await ask('ana', 'PATCH', 'me/notification-rules', { rules: null, version: 99 })).toMatchObject({
    status: 412,
  })
  expect(await ask('ben', 'PATCH', 'me/notification-rules', { rules })).toMatchObject({
    status: 400,
    json: { code: 'rules/method' },
  })
  const night = { from: '22:00', to: '07:00', zone: 'Europe/Berlin' }
  expect(await ask('ana', 'PATCH', 'me/notification-rules', { quiet: { ...night, severities: ['P0'] } })).toMatchObject(
    {
      ...{ status: 400, json: { code: 'quiet/urgent', at: 'quiet.severities' } },
    },
  )
  const quiet = await ask('ana', 'PATCH', 'me/notification-rules', { quiet: night })
  expect(quiet).toMatchObject({ status: 200, json: { quiet: { ...night, days: expect.any(Array) }, rules } })
  expect((await ask('eve', 'GET', '/api/v1/paging/people')).json.items[0]).toMatchObject({
    login: 'ana',
    methods: 2,
    usable: 2,
  })
  expect((await ask('eve', 'GET', '/api/v1/paging/channels')).json.items).toEqual([
    { channel: 'push', ok: true, what: 'its settings are complete', failingSince: null },
  ])
  expect((await ask('ben', 'GET', '/api/v1/channels')).json.items).toMatchObject([{ id: 'push', reach: 'personal' }])
})

test('looking at a test message proves nothing, confirming it does, as often as somebody likes', async () => {
  const { db, ask, push } = await house()
  testOutbox(db, [push])
  const { id } = (await ask('ana', 'GET', 'me/contacts')).json.items[0]
  await ask('ana', 'POST', `me/contacts/${id}/test`)
  await vi.waitFor(() => expect(push.calls).toHaveLength(1), { timeout: 20_000 })
  const path = new URL(push.calls[0]!.notification.url!).pathname
  const proven = async () => (await ask('ana', 'GET', 'me/contacts')).json.items[0].lastProvenAt
  for (let looks = 0; looks < 3; looks += 1) expect((await ask('', 'GET', path)).text).toContain('method="post"')
  expect(await proven()).toBeNull()
  expect(await ask('', 'POST', path)).toMatchObject({ status: 200, text: expect.stringContaining('Thank you') })
  expect(await ask('', 'POST', path)).toMatchObject({ status: 200 })
  expect(await proven()).toEqual(expect.any(String))
  expect(await ask('', 'POST', '/t/nothing')).toMatchObject({ status: 404 })
})

test('a provider is believed by its signature over the bytes', async () => {
  const { app, ask } = await house()
  const call = (signature: string, payload: string | Buffer) =>
    app.inject({
      method: 'POST',
      url: '/callback/push?a=b',
      headers: { 'x-signature': signature, 'content-type': 'x/y' },
      payload,
    })
  expect((await call('bad', 'x')).statusCode).toBe(403)
  expect((await call('good', 'the token')).json()).toEqual({
    url: 'https://ops.example/callback/push?a=b',
    said: ['pressed the token'],
  })
  expect(await ask('', 'POST', '/callback/pigeon')).toMatchObject({ status: 404 })
  expect(await ask('', 'GET', '/callback/push')).toMatchObject({ status: 404 })
  expect((await call('good', 'x'.repeat(300_000))).statusCode).toBe(413)
})
