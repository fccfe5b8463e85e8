import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { alertServer } from './alert-server.ts'

// True for seven seconds out of fourteen, so that it fires and resolves by itself.
const RULES = `
groups:
  - name: clockwork
    interval: 1s
    rules:
      - alert: Ticking
        expr: vector(time() % 14) < 7
        labels: { severity: warning, team: db }
        annotations: { summary: 'It is ticking' }
`

async function prometheus(target: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'opsbook-prometheus-'))
  const { host, pathname } = new URL(target)
  writeFileSync(join(folder, 'rules.yml'), RULES)
  writeFileSync(
    join(folder, 'prometheus.yml'),
    `global: { evaluation_interval: 1s }
rule_files: [rules.yml]
alerting: { alertmanagers: [{ path_prefix: '${pathname}', static_configs: [{ targets: ['${host}'] }] }] }
`,
  )
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  const child = spawn(
    'prometheus',
    [
      ...[`--config.file=${join(folder, 'prometheus.yml')}`, `--storage.tsdb.path=${join(folder, 'data')}`],
      ...[`--web.listen-address=127.0.0.1:${port}`, '--rules.alert.resend-delay=1s'],
    ],
    { stdio: 'ignore' },
  )
  onTestFinished(async () => {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    rmSync(folder, { recursive: true })
  })
}

// Skipped where Debian's prometheus is not installed.
test.skipIf(spawnSync('prometheus', ['--version']).error !== undefined)(
  'a rule of Prometheus fires and resolves through us, one episode each time',
  async () => {
    const { base, db } = await alertServer(
      'route: { receiver: all, routes: [{ matchers: [team=db], receiver: database }] }\nreceivers: [{ name: all }, { name: database }]',
    )
    await prometheus(base)
    const list = async () => (await (await fetch(`${base}/api/v2/alerts`)).json()) as Record<string, unknown>[]
    const wait = async (count: number) => {
      for (const began = performance.now(); performance.now() - began < 40_000; await sleep(100)) {
        const found = await list()
        if (found.length === count) return found
      }
      throw new Error(`never ${count} alerts`)
    }
    const [alert] = await wait(1)
    expect(alert).toMatchObject({
      labels: { alertname: 'Ticking', severity: 'warning', team: 'db' },
      annotations: { summary: 'It is ticking' },
      receivers: [{ name: 'database' }],
      status: { state: 'active' },
      generatorURL: expect.stringMatching(/^http:\/\/.*\/graph\?g0\.expr=/),
    })
    await wait(0)
    await wait(1)
    const rows = await db
      .withTables<{ alerts: { episode: number; severity: string; count: number; end_is_timeout: boolean } }>()
      .selectFrom('alerts')
      .select(['episode', 'severity', 'count', 'end_is_timeout'])
      .orderBy('episode')
      .execute()
    expect(rows.map(({ episode, severity }) => [episode, severity])).toEqual([
      [1, 'warning'],
      [2, 'warning'],
    ])
    expect(rows[0]!.count).toBeGreaterThan(1)
    expect(rows.map(({ end_is_timeout: guess }) => guess)).toEqual([false, false])
  },
  120_000,
)
