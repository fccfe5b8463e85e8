import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { served } from './serving.ts'

const PAGE = `# Worker

## Worker down

Alert: \`ShopWorkerDown\`

1. See what is there:

   \`\`\`bash
   echo stopped
   \`\`\`

   Expected: \`stopped\`

2. Start it again:

   \`\`\`bash
   touch started
   \`\`\`
`

const YAML = `book: docs
run: { policy: { unattendedChanges: true } }
`

const until = async <Value>(look: () => Promise<Value>, wanted: (value: Value) => boolean): Promise<Value> => {
  const end = performance.now() + 30_000
  for (;;) {
    const value = await look()
    if (wanted(value)) return value
    if (performance.now() > end) throw new Error(`still ${JSON.stringify(value)}`)
    await sleep(200)
  }
}

interface List<Item> {
  readonly items: readonly Item[]
}
interface Incident {
  readonly id: string
  readonly number: number
  readonly title: string
  readonly severity: string
  readonly status: string
}

test('from an alert sent with curl to an incident, its procedure and its end', async () => {
  const server = await served({ 'worker.md': PAGE }, YAML)
  const added = await server.cli(['integration', 'add', 'shop', '--json'])
  const { url } = JSON.parse(added.stdout) as { url: string }
  const post = (body: object) =>
    fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  const alert = { summary: 'worker is down', severity: 'critical', key: 'w', labels: { alertname: 'ShopWorkerDown' } }
  expect((await post(alert)).status).toBe(200)
  const [incident] = (
    await until(
      () => server.api<List<Incident>>('GET', '/incidents'),
      ({ items }) => items.length > 0,
    )
  ).items
  expect(incident).toMatchObject({ title: 'worker is down', severity: 'P1', status: 'open' })
  const suggested = await server.api<List<{ procedure?: string; reasons: string[] }>>(
    'GET',
    `/incidents/${incident!.number}/suggestions`,
  )
  expect(suggested.items[0]).toMatchObject({ procedure: 'worker-down' })

  const run = await server.cli(['run', '--yes-changes', '--incident', incident!.id, 'docs/worker.md#worker-down'])
  expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: expect.any(String) })
  expect(run.stdout).toContain('stopped')
  expect(existsSync(join(server.folder, 'book/started'))).toBe(true)

  await post({ ...alert, action: 'resolve', status: 'resolved' })
  const timeline = await until(
    () => server.api<string>('GET', `/incidents/${incident!.id}/export`),
    (text) => text.includes('worker-down'),
  )
  expect(timeline).toContain('worker is down')
  expect(await server.stop()).toBe(0)
})

test('of a server that was killed the command line says that it cannot be reached', async () => {
  const server = await served({ 'worker.md': PAGE }, YAML)
  await server.cli(['integration', 'list'])
  await server.stop('SIGKILL')
  const list = await server.cli(['integration', 'list'])
  expect({ code: list.code, unreachable: list.stderr.includes('cannot be reached') }).toEqual({
    code: 9,
    unreachable: true,
  })
})

test('settings that are wrong are refused whole, with every mistake, and the old ones stay', async () => {
  const server = await served({ 'worker.md': PAGE }, YAML)
  const file = join(server.folder, 'book/opsbook.yaml')
  writeFileSync(file, 'book: docs\nalerting: { route: { receiver: nobody }, receivers: [] }\nserver: { capacity: 1 }\n')
  const refused = await server.cli(['api', 'POST', '/../../-/reload']).catch(() => undefined)
  expect(refused?.code).not.toBe(0)
  server.process.kill('SIGHUP')
  await until(
    async () => server.said(),
    (said) => said.includes('stay in force'),
  )
  expect(server.said()).toContain('capacity')
  expect(server.said()).toContain('receiver')
  writeFileSync(file, YAML)
  server.process.kill('SIGHUP')
  await until(
    async () => server.said(),
    (said) => said.includes('read anew'),
  )
  expect(readFileSync(file, 'utf8')).toBe(YAML)
})
