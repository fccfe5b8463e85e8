import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { ackServer } from '../../../../test/ack-server.ts'
import { actor } from '../../../../test/paging-desk.ts'
import { findIncident } from '../../incident/store.ts'
import { moveIncident } from '../../incident/work/actions.ts'
import { openPages } from '../store.ts'

const HTML = { accept: 'text/html' }
const press = (url: string, act: string, headers: Record<string, string> = HTML) =>
  fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    body: `act=${act}`,
  })
const heading = (text: string) => /<p class="say[^>]*><b>(.*?)<\/b>/.exec(text)?.[1]

/** Requests of programs that look at links in mails and chats before people do. */
const SCANNERS: readonly [string, RequestInit][] = [
  ['a mail gateway', { headers: { 'user-agent': 'Mozilla/5.0 (compatible; SafeLinks)' } }],
  ['a mail gateway that asks for headers', { method: 'HEAD' }],
  [
    'a preflight',
    { method: 'OPTIONS', headers: { origin: 'https://mail.example', 'access-control-request-method': 'POST' } },
  ],
  ['a chat that unfolds links', { headers: { 'user-agent': 'Slackbot-LinkExpanding 1.0', range: 'bytes=0-32768' } }],
  ['another one', { headers: { 'user-agent': 'facebookexternalhit/1.1' } }],
  ['a prefetching browser', { headers: { 'sec-purpose': 'prefetch;prerender', purpose: 'prefetch', ...HTML } }],
  ['a sandbox that opens everything', { headers: HTML }],
  ['a curious PUT', { method: 'PUT' }],
  ['a curious DELETE', { method: 'DELETE' }],
]

test('whoever looks at a link changes nothing', async () => {
  const { link, db, incident } = await ackServer()
  const before = await findIncident(db, incident)
  for (const act of ['show', 'acknowledge', 'escalate', 'decline'] as const)
    for (const [, request] of SCANNERS) await (await fetch(link('ana', act), request)).arrayBuffer()
  for (const query of ['?act=acknowledge', '?method=POST&_method=POST'])
    await fetch(link('ana') + query, { headers: { 'x-http-method-override': 'POST' } })
  expect(await findIncident(db, incident)).toEqual(before)
  expect(await openPages(db, incident)).toHaveLength(2)
  const { rows } = await sql`select * from page_token_uses`.execute(db)
  expect(rows).toEqual([])
})

test('the page is small, needs no script and no second request, and says what is broken', async () => {
  const { link } = await ackServer()
  const answer = await fetch(link('ana'), { headers: HTML })
  const text = await answer.text()
  const headerBytes = [...answer.headers].reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0)
  expect(Buffer.byteLength(text) + headerBytes).toBeLessThan(14_000)
  expect(text).not.toMatch(/<script|src=|@import|url\(|\son\w+=/)
  expect(text).toContain('Checkout answers 5xx for 7 % of all orders')
  expect(text).toContain('Customers in the EU cannot pay')
  expect(text).toContain('Restart the checkout')
  expect([...text.matchAll(/value="(\w+)"/g)].map(([, act]) => act)).toEqual(['acknowledge', 'escalate', 'decline'])
  const policy = answer.headers.get('content-security-policy')
  expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+'; img-src data:; form-action 'self'/)
  expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(answer.headers.get('set-cookie')).toBeNull()
})

test('hostile words are words', async () => {
  const { link } = await ackServer('<img src=x onerror=alert(1)>"\'><script>alert(2)</script>\u202egnp')
  const text = await (await fetch(link('ana'))).text()
  expect(text).not.toMatch(/<img|<script/)
  expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;')
  expect(text).not.toContain('\u202e')
})

test('one press acknowledges; a second one says the same and does nothing more', async () => {
  const { link, db, incident } = await ackServer()
  const first = await press(link('ana'), 'acknowledge')
  expect([first.status, heading(await first.text())]).toEqual([200, 'You have it.'])
  const version = (await findIncident(db, incident))!.version
  expect(heading(await (await press(link('ana'), 'acknowledge')).text())).toBe('You have it.')
  expect((await findIncident(db, incident))!.version).toBe(version)
  expect(heading(await (await fetch(link('ana'))).text())).toBe('You have it.')
})

test('what another one has is said with a name, and can be joined', async () => {
  const { link } = await ackServer()
  await press(link('ana'), 'acknowledge')
  const late = await press(link('cy'), 'acknowledge')
  expect([late.status, heading(await late.text())?.replace(/<[^>]+>/g, '')]).toEqual([
    409,
    expect.stringMatching(/^ana has it since \d\d:\d\d UTC/),
  ])
  expect(heading(await (await press(link('cy'), 'join')).text())).toBe('You are in.')
})

test('escalate now and I cannot page the next one', async () => {
  const { link, db, incident } = await ackServer()
  expect(heading(await (await press(link('ana'), 'decline')).text())).toBe('You are out.')
  expect((await openPages(db, incident)).map(({ userId }) => userId)).toEqual(['cy'])
  const text = await (await press(link('cy'), 'escalate')).text()
  expect(heading(text)).toBe('The next step is on its way.')
  expect(text).toContain('paged ben')
})

test('a button does its own act alone and answers in a line', async () => {
  const { link } = await ackServer()
  const wrong = await press(link('ana', 'acknowledge'), 'escalate', {})
  expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('one thing')])
  const done = await fetch(link('ana', 'acknowledge'), { method: 'POST' })
  expect([done.status, await done.text()]).toEqual([200, '#1: you have it\n'])
})

test('what is over, too old, or was never there, is said', async () => {
  const { link, url, db, desk, incident } = await ackServer()
  const unknown = [`${url}/a/${'a'.repeat(40)}`, `${url}/a/x`, `${url}/a/${'%00'.repeat(5)}`]
  const texts = await Promise.all(unknown.map(async (each) => (await fetch(each, { headers: HTML })).text()))
  expect(new Set(texts).size).toBe(1)
  expect((await fetch(unknown[0]!, { method: 'POST' })).status).toBe(404)
  await moveIncident(desk.incidents, incident, 'resolve', {}, { by: actor('ben') })
  expect(heading(await (await fetch(link('ana'), { headers: HTML })).text())).toBe('It is resolved.')
  expect((await press(link('ana'), 'acknowledge')).status).toBe(409)
  await sql`update page_tokens set expires_at = now() - interval '1 second'`.execute(db)
  const old = await press(link('ana'), 'acknowledge')
  expect([old.status, await old.text()]).toEqual([410, expect.stringContaining('This link is too old')])
})

test('a database in trouble is said in words, and the button stays', async () => {
  const { link, desk } = await ackServer()
  const broken = Object.assign(new Error('gone'), { code: '57P01' })
  const person = desk.person
  Object.assign(desk, { person: () => Promise.reject(broken) })
  const answer = await press(link('ana'), 'acknowledge')
  Object.assign(desk, { person })
  const text = await answer.text()
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
  expect(text).toContain('Press again')
  expect(text).toContain('value="acknowledge"')
})
