// How long an urgent alert takes while a storm of others comes in: until its notification is at a webhook, until its incident is listed.
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { measure } from './measure.js'

const STORM_SECONDS = 10
const BATCHES_A_SECOND = 10
/** Urgent alerts, one a second; the last ones while the incidents of the storm are still being made. */
const URGENT = 15
const LOOK_EVERY_MS = 50
const LIMIT_MS = 60_000

/** A receiver of webhooks on this machine that remembers when an urgent alert came. */
export async function receiver() {
  const came = new Map()
  let notifications = 0
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text) => (body += text))
    request.on('end', () => {
      notifications += 1
      for (const { labels } of JSON.parse(body).alerts) if (labels.urgent) came.set(labels.urgent, performance.now())
      response.end()
    })
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://127.0.0.1:${server.address().port}/`, came, notifications: () => notifications, close }
}

/** Settings of a server that pages for urgent alerts at once and tells of all others in groups. */
export const stormSettings = (url) => `alerting:
  route:
    receiver: everybody
    group_by: [alertname, cluster]
    group_wait: 5s
    routes: [{ matchers: ['urgent!=""'], receiver: pager, group_by: ['...'], group_wait: 0s }]
  receivers:
    - { name: everybody, webhook_configs: [{ url: '${url}' }] }
    - { name: pager, webhook_configs: [{ url: '${url}' }] }
incidents:
  rules: [{ matchers: ['urgent!=""'], severity: P0, title: 'urgent {{ labels.urgent }}' }]
`

/** Milliseconds from the answer to each urgent alert, sorted. */
export async function storm(server, token, { came }) {
  const load = { size: 100, connections: 8, perSecond: BATCHES_A_SECOND, seconds: STORM_SECONDS, warmSeconds: 0 }
  const storming = measure(server, load)
  const accepted = new Map()
  const visible = new Map()
  const looking = look(server, token, { accepted, visible })
  const began = performance.now()
  for (let index = 0; index < URGENT; index += 1) {
    await sleep(Math.max(0, began + index * 1000 - performance.now()))
    await postUrgent(server, String(index))
    accepted.set(String(index), performance.now())
  }
  const { sent: alerts } = await storming
  for (const until = performance.now() + LIMIT_MS; performance.now() < until; await sleep(LOOK_EVERY_MS))
    if (came.size === URGENT && visible.size === URGENT) break
  accepted.set('over', Number.NaN)
  await looking
  const waits = (times) =>
    [...accepted]
      .filter(([name]) => name !== 'over')
      .map(([name, at]) => Math.max(0, (times.get(name) ?? Number.POSITIVE_INFINITY) - at))
      .sort((a, b) => a - b)
  return { delivered: waits(came), visible: waits(visible), alerts }
}

async function postUrgent({ url, headers }, urgent) {
  const labels = { alertname: 'Urgent', urgent, severity: 'critical' }
  const response = await fetch(`${url}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify([{ labels, annotations: {}, endsAt: new Date(Date.now() + 600_000).toISOString() }]),
  })
  if (!response.ok) throw new Error(`an urgent alert was answered with ${response.status}`)
  await response.arrayBuffer()
}

/** Lists the worst incidents again and again while one is awaited. */
async function look({ url }, token, { accepted, visible }) {
  while (!accepted.has('over')) {
    await sleep(LOOK_EVERY_MS)
    if (visible.size === accepted.size) continue
    const response = await fetch(`${url}/api/v1/incidents?severity=P0&limit=20`, {
      headers: { authorization: `Bearer ${token}` },
    })
    const { items } = await response.json()
    for (const { title } of items) {
      const name = /^urgent (\d+)$/.exec(title)?.[1]
      if (name !== undefined && !visible.has(name)) visible.set(name, performance.now())
    }
  }
}
