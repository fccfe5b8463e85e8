import { expect, test } from 'vitest'
import { describeApi } from '../../src/http/openapi.ts'
import { receiveAlerts } from '../../src/response/incident/alert/actions.ts'
import { incidentServer } from '../incident-server.ts'

const PAGE = `# Incident response

## Severity levels

| Severity | Response Time | Examples |
|---|---|---|
| **P0 - Critical** | < 5 minutes | Shop closed |
| **P1 - High** | < 15 minutes | Slow |
| **P2 - Medium** | < 1 hour | Some |
| **P3 - Low** | Best effort | Typo |

## Communication

**Status Update Template**:

\`\`\`
Status: [Investigating | Monitoring | Resolved]
Impact: [Who sees what]
\`\`\`

## Incident response workflow

1. Look
1. Repair
1. Learn
`
const SHOP = `# Shop

## Restart the checkout

**Alert**: \`CheckoutSlow\`

\`\`\`bash
kubectl -n <namespace> rollout restart deploy/checkout
\`\`\`
`
async function server() {
  const { app, desk, routes } = await incidentServer({ 'docs/incident.md': PAGE, 'docs/shop.md': SHOP })
  const ask = async (
    method: 'GET' | 'POST' | 'PATCH' | 'PUT',
    path: string,
    body?: object,
    more: Record<string, string> = {},
  ) => {
    const { name = 'Ana', ...headers } = more
    const answer = await app.inject({
      ...{ method, url: `/api/v1${path}` },
      headers: { authorization: `Bearer ${name}`, 'content-type': 'application/json', ...headers },
      ...(body ? { payload: JSON.stringify(body) } : {}),
    })
    const json = String(answer.headers['content-type']).includes('json') ? answer.json() : answer.body
    return { status: answer.statusCode, headers: answer.headers, body: json }
  }
  return { desk, ask, routes }
}

test('declared, worked on and ended over the API, by number or id', async () => {
  const { ask } = await server()
  const opened = await ask('POST', '/incidents', { title: 'Checkout is slow', severity: 'high', service: 'shop' })
  expect(opened).toMatchObject({
    status: 201,
    headers: { etag: '"2"', location: expect.stringMatching(/^\/api\/v1\/incidents\/incident_/) },
    body: {
      number: 1,
      severity: 'P1',
      severityName: 'P1 - High',
      status: 'acknowledged',
      acknowledgedBy: { name: 'Ana' },
    },
  })
  const one = `/incidents/${opened.body.number}`
  expect((await ask('POST', `${one}/notes`, { text: 'the disk' })).body.version).toBe(3)
  expect((await ask('PATCH', one, { severity: 'critical', why: 'all users' })).body).toMatchObject({ severity: 'P0' })
  expect((await ask('POST', `${one}/roles`, { role: 'commander', do: 'take' })).body.roles[0]).toMatchObject({
    holder: { id: 'ana' },
  })
  const offered = await ask('POST', `${one}/roles`, { role: 'commander', do: 'offer', to: 'ben' })
  expect(offered.body.roles[0]).toMatchObject({ holder: { id: 'ana' }, offer: { to: { id: 'ben' } } })
  expect(
    (await ask('POST', `${one}/roles`, { role: 'commander', do: 'accept' }, { name: 'Ben' })).body.roles[0].holder.id,
  ).toBe('ben')
  expect((await ask('POST', `${one}/runs`, { run: 'run_1' })).body.runs).toEqual([
    { run: 'run_1', procedure: 'docs/shop.md#restart-the-checkout', outcome: null, exitCode: null },
  ])
  expect((await ask('POST', `${one}/corrections`, { entry: 3, withdrawn: true, why: 'wrong' })).status).toBe(200)
  expect((await ask('POST', `${one}/resolve`, { text: 'restarted' })).body).toMatchObject({ status: 'resolved' })
  expect((await ask('POST', `${one}/resolve`)).status).toBe(200)
  const shown = await ask('GET', `${one}/timeline`)
  expect(shown.body.items.map(({ what }: { what: string }) => what)).toContain('took the role commander')
  expect(JSON.stringify(shown.body)).not.toContain('the disk')
  const page = await ask('GET', `${one}/export`)
  expect([page.headers['content-type'], page.body.split('\n')[0]]).toEqual([
    'text/markdown; charset=utf-8',
    '# Incident 1: Checkout is slow',
  ])
})

test('the same request again, a version that is old, and mistakes each get their answer', async () => {
  const { ask } = await server()
  const open = () => ask('POST', '/incidents', { title: 'x', severity: 'P2' }, { 'idempotency-key': 'k1' })
  const [first, second] = [await open(), await open()]
  expect([first.status, second.status, second.body.id === first.body.id]).toEqual([201, 200, true])
  const one = `/incidents/${first.body.id}`
  const stale = await ask('PATCH', one, { title: 'y' }, { 'if-match': '"1"' })
  expect([stale.status, stale.body.code]).toEqual([412, 'incident/changed'])
  expect((await ask('PATCH', one, { title: 'y' }, { 'if-match': first.headers.etag as string })).status).toBe(200)
  const cases: [string, string, object, number, string][] = [
    ['PATCH', one, { severity: 'awful' }, 400, 'incident/severity'],
    ['PATCH', one, { status: 'resolved' }, 400, 'request/invalid'],
    ['POST', `${one}/reopen`, {}, 200, ''],
    ['POST', `${one}/notes`, { text: ' ' }, 400, 'request/invalid'],
    ['POST', `${one}/notes`, { text: 'x', at: '2999-01-01T00:00:00Z' }, 409, 'incident/future'],
    ['POST', `${one}/corrections`, { entry: 1, why: 'x' }, 400, 'request/invalid'],
    ['POST', `${one}/roles`, { role: 'scribe', do: 'offer', to: 'nobody' }, 400, 'role/nobody'],
    ['POST', `${one}/roles`, { role: 'scribe', do: 'accept' }, 409, 'role/not-offered'],
    ['POST', `${one}/merge`, { into: one.slice(11) }, 409, 'incident/same'],
    ['POST', `${one}/merge`, { into: 'incident_none' }, 404, 'incident/unknown'],
    ['POST', `${one}/alerts`, { alerts: ['b1'] }, 404, 'alert/unknown'],
    ['POST', `${one}/runs`, { run: 'run_2' }, 404, 'run/unknown'],
    ['POST', `${one}/updates`, { text: 'x', template: 'none' }, 400, 'incident/no-template'],
    ['POST', `${one}/workflow/steps`, { step: '1' }, 409, 'incident/no-workflow'],
    ['POST', '/incidents/incident_none/notes', { text: 'x' }, 404, 'object/unknown'],
  ]
  for (const [method, path, body, status, code] of cases) {
    const answer = await ask(method as 'POST', path, body)
    expect({ path, body, status: answer.status, code: answer.body.code ?? '' }).toEqual({ path, body, status, code })
  }
  expect((await ask('POST', `${one}/notes`, { text: 'x' }, { 'if-match': 'soon' })).body.code).toBe('request/if-match')
  expect((await ask('POST', `${one}/notes`, { text: 'x' }, { name: 'Vera' })).status).toBe(403)
  expect((await ask('GET', one, undefined, { name: 'Vera' })).status).toBe(200)
})

test('lists are cut into pages, and filtered', async () => {
  const { ask } = await server()
  for (const title of ['a', 'b', 'c']) await ask('POST', '/incidents', { title, severity: title === 'b' ? 'P0' : 'P3' })
  await ask('POST', '/incidents/1/resolve')
  const titles = async (query: string) =>
    (await ask('GET', `/incidents?${query}`)).body.items.map(({ title }: { title: string }) => title).join('')
  const first = await ask('GET', '/incidents?limit=2')
  expect([await titles('limit=2'), await titles(`limit=2&after=${first.body.next}`)]).toEqual(['cb', 'a'])
  expect([await titles('active=true'), await titles('severity=P0'), await titles('status=resolved')]).toEqual([
    'cb',
    'b',
    'a',
  ])
  const page = await ask('GET', '/incidents/1/timeline?limit=1')
  expect((await ask('GET', `/incidents/1/timeline?limit=1&after=${page.body.next}`)).body.items[0].seq).toBe(2)
  const seqs = async (query: string) =>
    (await ask('GET', `/incidents/1/timeline?${query}`)).body.items.map(({ seq }: { seq: number }) => seq)
  const all = await seqs('limit=500')
  expect(await seqs('limit=500&order=desc')).toEqual(all.toReversed())
  const latest = await ask('GET', '/incidents/1/timeline?limit=1&order=desc')
  expect(await seqs(`limit=500&order=desc&after=${latest.body.next}`)).toEqual(all.toReversed().slice(1))
  await ask('POST', '/incidents/1/notes', { text: 'seen' })
  expect((await ask('GET', '/incidents/1/timeline?kind=notes')).body.items).toMatchObject([{ text: 'seen' }])
})

test('an alert leads to the procedure of the book, with its labels as values', async () => {
  const { ask, desk } = await server()
  const labels = { alertname: 'CheckoutSlow', namespace: 'prod' }
  const alert = { id: 'a1', summary: 'slow', severity: 'critical' as const, labels, annotations: {}, group: 'g' }
  await receiveAlerts(desk, [alert], { rules: [], reopenWithinMs: 0 })
  expect((await ask('GET', '/incidents/1/alerts')).body.items).toMatchObject([
    { alert: 'a1', summary: 'slow', severity: 'critical', labels, resolvedAt: null },
  ])
  const { items } = (await ask('GET', '/incidents/1/suggestions')).body
  expect(items[0]).toMatchObject({
    file: 'docs/shop.md',
    procedure: 'restart-the-checkout',
    bindings: [{ parameter: 'namespace', value: 'prod', sure: true }],
    open: [],
    alerts: ['a1'],
  })
  expect(items[0].reasons[0]).toContain('names the alert CheckoutSlow')
  expect((await ask('GET', '/alerts/a1/suggestions')).body.items).toEqual(items)
  expect((await ask('GET', '/alerts/unknown/suggestions')).status).toBe(404)
  expect((await ask('GET', '/incidents?alert=a1')).body.items).toMatchObject([{ number: 1 }])
  expect((await ask('POST', '/incidents/1/alerts', { alerts: ['a2', 'a2'] })).body.alerts).toEqual({
    attached: 2,
    firing: 2,
  })
  expect((await ask('POST', '/incidents/1/detach', { alert: 'a2' })).body.alerts).toEqual({ attached: 1, firing: 1 })
  expect((await ask('GET', '/incidents?alert=a2')).body.items).toEqual([])
})

test('others are told in the words of the book, and never with a blank in them', async () => {
  const { ask } = await server()
  await ask('POST', '/incidents', { title: 'x', severity: 'P1' })
  const drafted = (await ask('POST', '/incidents/1/draft', {})).body
  expect(drafted).toMatchObject({ text: 'Status: Investigating\nImpact: [Who sees what]\n', open: ['[Who sees what]'] })
  const post = (text: string) => ask('POST', '/incidents/1/updates', { text, template: drafted.template })
  expect((await post(drafted.text)).body).toMatchObject({ code: 'incident/blank' })
  const full = (await ask('POST', '/incidents/1/draft', { facts: { impact: 'Nobody can pay' } })).body
  expect(full.open).toEqual([])
  expect((await post(full.text)).body.updateDue).toMatchObject({ owers: ['ana'], overdue: false })
})

test('the way of the book through an incident, step by step', async () => {
  const { ask } = await server()
  const policy = (await ask('GET', '/incident-policy')).body
  expect(policy.severities[0]).toMatchObject({
    severity: 'P0',
    name: 'P0 - Critical',
    promises: { ackSeconds: 300 },
    from: { file: 'docs/incident.md' },
  })
  expect(policy.workflows).toMatchObject([{ title: 'Incident response workflow', steps: 3 }])
  await ask('POST', '/incidents', { title: 'x', severity: 'P1' })
  expect((await ask('GET', '/incidents/1/workflow')).status).toBe(404)
  await ask('PUT', '/incidents/1/workflow', {})
  const step = (step: string) => ask('POST', '/incidents/1/workflow/steps', { step })
  expect((await step('2')).body.code).toBe('workflow/not-current')
  await step('1')
  const position = (await ask('GET', '/incidents/1/workflow')).body
  expect(position).toMatchObject({
    current: [{ text: 'Repair' }],
    done: [{ text: 'Look', by: 'Ana' }],
    finished: false,
    steps: 3,
  })
})

test('the API describes these routes', async () => {
  const { routes } = await server()
  const { paths } = describeApi(routes, '1.0.0') as { paths: Record<string, object> }
  expect(Object.keys(paths)).toContain('/api/v1/incidents/{incident}/suggestions')
  expect(Object.keys(paths).length).toBeGreaterThan(20)
})
