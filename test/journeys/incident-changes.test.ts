/** What other systems say they changed, from the door to the incident: as context, never as part of it. */
import { expect, test } from 'vitest'
import { main } from '../../src/cli/main.ts'
import { reveal } from '../../src/identity/secret.ts'
import { addPerson, deskOn } from '../identity-desk.ts'
import { served } from './served.ts'

const HOUR = 3_600_000

test('changes around an incident are shown with it, by service where one is known', async () => {
  const { url, db, integration } = await served()
  const { key } = await integration('pagerduty-events')
  const { secret } = await addPerson(deskOn(db), 'ana', 'responder')
  const token = reveal(secret)
  const ask = async (path: string, body?: object) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    })
    // biome-ignore lint/suspicious/noExplicitAny: what comes back is what the test is about.
    return { status: response.status, body: (await response.json()) as any }
  }
  const changed = async (summary: string, agoMs: number, details: object = {}) => {
    const response = await fetch(`${url}/v2/change/enqueue`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        routing_key: key,
        links: [{ href: 'https://ci.example.org/7', text: 'build 7' }],
        payload: {
          ...{ summary, source: 'ci', timestamp: new Date(Date.now() - agoMs).toISOString() },
          custom_details: details,
        },
      }),
    })
    expect(response.status).toBe(202)
  }
  await changed('too early', 3 * HOUR, { service: 'checkout' })
  await changed('deployed checkout v7', HOUR, { service: 'Checkout' })
  await changed('of the queue', HOUR / 2, { service: 'queue' })
  await changed('rotated | certificates <b>\u001b[31m', HOUR / 4)
  const { body: incident } = await ask('/incidents', { title: 'slow', severity: 'P1', service: 'checkout' })
  await changed('rolled back to v6', 0, { service: 'checkout' })

  const { items } = (await ask(`/incidents/${incident.number}/changes`)).body
  expect(items).toMatchObject([
    {
      summary: 'deployed checkout v7',
      when: 'before',
      service: 'Checkout',
      source: 'ci',
      links: [{ text: 'build 7' }],
    },
    { when: 'before', service: null },
    { summary: 'rolled back to v6', when: 'during' },
  ])
  const first = (await ask(`/incidents/${incident.number}/changes?limit=2`)).body
  const rest = (await ask(`/incidents/${incident.number}/changes?limit=2&after=${first.next}`)).body
  expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(items.map(({ id }: { id: string }) => id))
  expect(rest.next).toBe(null)
  expect((await ask(`/incidents/${incident.number}/changes?after=x`)).status).toBe(400)

  const incidentCommand = async (...args: string[]) => {
    const out = { code: 0, stdout: '', stderr: '' }
    out.code = await main(['incident', ...args], {
      cwd: '/',
      env: { OPSBOOK_SERVER: url, OPSBOOK_TOKEN: token, LC_ALL: 'C.UTF-8', HOME: '/nonexistent' },
      stdout: { columns: 80, write: (text) => (out.stdout += text) },
      stderr: { write: (text) => (out.stderr += text) },
    })
    expect(out).toMatchObject({ code: 0, stderr: '' })
    return out.stdout
  }
  const view = await incidentCommand('view', String(incident.number))
  const [around, own] = view.split('\nTimeline\n')
  expect(around).toContain('Changed around it (told by other systems, not part of the timeline)')
  expect(around).toMatch(/before, Checkout, by ci\n {4}deployed checkout v7\n {4}https:\/\/ci\.example\.org\/7/)
  expect(around).toMatch(/during, checkout, by ci\n {4}rolled back to v6/)
  expect(own).not.toContain('v7')
  expect(view).not.toMatch(/too early|of the queue|\u001b/)
  expect(Math.max(...view.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)

  const page = await incidentCommand('export', String(incident.number))
  const [timeline, changes] = page.split('## Changes around it')
  expect(timeline).not.toContain('v7')
  expect(changes).toMatch(/\| before \| Checkout \| deployed checkout v7 \| ci \|/)
  expect(changes).toContain('Context, not part of the timeline')
  expect(changes).not.toMatch(/<b>|\u001b|too early|of the queue/)

  // An incident that is over has the changes until its end; one without a service those of all.
  await ask(`/incidents/${incident.number}/resolve`, {})
  await changed('afterwards', -1_000, { service: 'checkout' })
  const over = (await ask(`/incidents/${incident.number}/changes`)).body.items
  expect(over.map(({ summary }: { summary: string }) => summary)).not.toContain('afterwards')
  const { body: any } = await ask('/incidents', { title: 'all', severity: 'P2' })
  const all = (await ask(`/incidents/${any.number}/changes`)).body.items
  expect(all.map(({ summary }: { summary: string }) => summary)).toContain('of the queue')
})
