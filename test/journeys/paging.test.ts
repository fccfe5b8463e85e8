/** From an alert to somebody's phone and back: the real server, an ntfy server beside it, and the command line. */
import { expect, test, vi } from 'vitest'
import { ntfyStandIn } from '../stand-ins/ntfy-stand-in.ts'
import { served } from './serving.ts'

const SHOP = '# Shop\n\n## Restart the checkout\n\n**Alert**: `CheckoutSlow`\n\n```bash\nuptime\n```\n'

const settings = (ntfy: string) => `book: docs
oncall:
  schedules:
    primary: { zone: Europe/Berlin, layers: [{ name: all, rotation: { every: week, from: 2026-01-05, people: [ana] } }] }
    empty: { zone: UTC, layers: [{ name: old, rotation: { every: week, from: 2090-01-02, people: [ana] } }] }
paging:
  channels: { ntfy: { url: "${ntfy}" } }
  policies:
    default:
      steps:
        - notify: [{ schedule: empty }]
        - { after: 5m, notify: [{ schedule: primary }] }
        - { after: 10m, notify: [{ user: nobody }] }
      fallback: [{ user: ana }]
`

test('an alert wakes who is on call, whose button acknowledges it', { timeout: 240_000 }, async () => {
  const phone = await ntfyStandIn(undefined)
  const { cli, api, url } = await served({ 'shop.md': SHOP }, settings(phone.url))
  const good = async (...args: string[]) => {
    const { code, stdout, stderr } = await cli(args)
    expect({ args, code, stderr: code === 0 ? '' : stderr }).toEqual({ args, code: 0, stderr: '' })
    return stdout
  }
  await good('contact', 'add', 'ntfy', 'ana-secret-topic')
  await vi.waitUntil(() => phone.messages.length > 0, { timeout: 30_000 })
  const code = /\b\d{6}\b/.exec(`${phone.messages[0]!.title} ${phone.messages[0]!.message}`)![0]
  await good('contact', 'verify', code)

  const simulated = await good('escalate', '--simulate', 'default', '--at', '2026-11-30T02:00:00Z')
  expect(simulated).toBe(
    `default for a P1 at 2026-11-30 02:00 UTC, if nobody answers
02:00  schedule empty  ! not told  step 1: nobody is on call
02:00  Ana             ntfy        step 2: on call in primary
02:10  user nobody     ! not told  step 3: there is nobody of this login who may
                                   come in
02:10  Ana             ntfy        the fallback: by name
then everybody was paged, and nobody answered
`,
  )

  const { key } = await api<{ key: string }>('POST', '/api/v1/integrations', { name: 'p', dialect: 'alertmanager-api' })
  const alert = { labels: { alertname: 'CheckoutSlow', severity: 'critical' }, annotations: { impact: 'No orders' } }
  const sent = await fetch(`${url}/intake/alertmanager-api/${key}/api/v2/alerts`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify([alert]) },
  })
  expect(sent.status).toBe(200)
  await vi.waitUntil(() => phone.messages.length > 1, { timeout: 30_000 })
  const page = phone.messages.at(-1)!
  expect(page.priority).toBe(5)
  expect(`${page.title}\n${page.message}`).toContain('CheckoutSlow')
  expect(page.message).toContain('Restart the checkout')
  // A mail scanner, a chat: nothing happens.
  expect(await (await fetch(page.click!, { headers: { accept: 'text/html' } })).text()).toContain('No orders')
  expect(await api('GET', '/api/v1/incidents/1')).toMatchObject({ status: 'open' })
  expect((await phone.press('Ack')).status).toBe(200)
  expect(await api('GET', '/api/v1/incidents/1')).toMatchObject({
    status: 'acknowledged',
    acknowledgedBy: { name: 'Ana' },
  })

  await good('incident', 'snooze', '1', '30m', 'after the deploy')
  expect(await api('GET', '/api/v1/incidents/1/escalation')).toMatchObject({
    policy: 'default',
    phase: 'snoozed',
    pages: [],
  })
  expect(await good('incident', 'reassign', '1', '--to', 'schedule:primary')).toContain('nobody has it')
  await good('incident', 'decline', '1', 'on a train')
  await good('page', 'ana', 'the queue is stuck', '--severity', 'P2')
  await good('escalate', '2', 'need help')
  const refused = await cli(['incident', 'reassign', '1', '--to', 'policy:none-such'])
  expect([refused.code, refused.stderr]).toEqual([5, expect.stringContaining('there is no policy "none-such"')])
  const shown = await good('incident', 'view', '1')
  for (const part of [
    'skipped step 1 of default',
    'paged Ana (on call in primary)',
    'acknowledged it by a button',
    'snoozed it until',
    'cannot take it',
  ])
    expect(shown).toContain(part)
})
