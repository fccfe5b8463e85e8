import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished } from 'vitest'
import { liveBook, readOpenBook } from '../../src/app/live-book.ts'
import { openLog } from '../../src/app/log.ts'
import { serve } from '../../src/app/serve/serve.ts'
import { sealOf } from '../../src/db/seal.ts'
import { integrationKeyHash, newIntegrationKey } from '../../src/kit/integration-key.ts'
import { newId } from '../../src/kit/new-id.ts'
import { addIntegration } from '../../src/response/intake/store.ts'
import { testDatabase } from '../test-database.ts'

/** A row of `alerts`, as far as the journeys look at it. */
export interface SeenAlert {
  readonly key: string
  readonly summary: string
  readonly severity: string
  readonly labels: Record<string, string>
  readonly acknowledged_by: string | null
  readonly acknowledged_at: Date | null
  readonly ends_at: Date | null
  readonly count: number
  readonly episode: number
}

/** A folder that goes with the test. */
export function testFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `opsbook-${name}-`))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  return port
}

/** Starts a program that ends with the test. */
export function runProgram(program: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): void {
  const child = spawn(program, args, { stdio: 'ignore', env })
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
}

/** The answer once it is as wanted. */
export async function until<Value>(
  look: () => Promise<Value>,
  wanted: (value: Value) => boolean,
  limitMs = 30_000,
): Promise<Value> {
  for (const end = performance.now() + limitMs; ; await sleep(50)) {
    const value = await look()
    if (wanted(value)) return value
    if (performance.now() > end) throw new Error(`still ${JSON.stringify(value)}`)
  }
}

/** The whole server, as `opsbook serve` makes it, on a database and a port of its own; with the built console where its folder is given. */
export async function served(settings = '', more: { console?: string; page?: string } = {}) {
  const database = await testDatabase()
  const { db } = database
  const folder = testFolder('served')
  mkdirSync(join(folder, 'docs'))
  writeFileSync(join(folder, 'docs/queue.md'), more.page ?? '# Queue\n\n## Look\n\n1. Look at the queue.\n')
  writeFileSync(join(folder, 'opsbook.yaml'), `book: docs\n${settings}`)
  const clock = () => new Date()
  const reading = await readOpenBook(folder, folder, clock())
  if (!reading.ok) throw new Error(reading.reason)
  const errors: string[] = []
  const seal = sealOf(randomBytes(32))
  const server = await serve({
    store: { open: database, config: database.config, seal, embedded: undefined, shown: 'test', applied: [] } as never,
    book: liveBook(reading.value, { path: folder, cwd: folder, now: clock }),
    ...{ version: '0.0.0-test', listen: '127.0.0.1:0', env: {}, clock },
    ...(more.console === undefined ? {} : { console: more.console }),
    log: openLog('error', (line) => void errors.push(line)),
  })
  onTestFinished(async () => {
    await server.stop()
    expect(errors).toEqual([])
  })
  const integration = async (dialect: string, more: { settings?: object } = {}) => {
    const key = newIntegrationKey()
    const added = await addIntegration(db, seal, {
      ...{ id: newId('integration'), name: dialect, dialect, keyHash: integrationKeyHash(key) },
      ...{ settings: more.settings ?? {}, requestsPerMinute: 6000, createdBy: 'ana' },
    })
    return { key, id: added!.id }
  }
  const alertsOf = (integrationId: string): Promise<SeenAlert[]> =>
    db
      .withTables<{ alerts: SeenAlert & { integration_id: string; number: number } }>()
      .selectFrom('alerts')
      .selectAll()
      .where('integration_id', '=', integrationId)
      .orderBy('number')
      .execute()
  return { url: server.url, host: new URL(server.url).host, db, integration, alertsOf }
}
