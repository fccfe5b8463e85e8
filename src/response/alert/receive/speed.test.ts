import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/test-database.ts'
import { newId } from '../../../kit/new-id.ts'
import { fingerprint } from '../fingerprint.ts'
import type { Signal } from '../signal.ts'
import { makeReceiver } from './actions.ts'

const SECONDS = 5
/** About 550 bytes as JSON, the size Prometheus' alerts have. */
function alert(index: number): Signal {
  const labels = {
    alertname: `Alert${index % 50}`,
    cluster: `cluster-${index % 7}`,
    instance: `host-${index}.example:9100`,
    job: 'node',
    severity: 'warning',
  }
  return {
    ...{
      action: 'trigger',
      key: fingerprint(labels),
      summary: `Alert${index % 50} on host-${index}`,
      severity: 'warning',
      labels,
    },
    annotations: {
      summary: `Something is wrong with host-${index}`,
      description: 'x'.repeat(180),
      runbook_url: 'https://runbooks.example/node',
    },
    ...{ startsAt: new Date(0), endsAt: new Date(Date.now() + 240_000), endIsTimeout: false, links: [], details: {} },
    generatorUrl: 'http://prometheus.example/graph?g0.expr=up',
  }
}

async function measure(what: { size: number; connections: number; keys: number }): Promise<string> {
  const { db } = await testDatabase()
  const receive = makeReceiver({ db, newId, clock: () => new Date(), onStored: () => undefined })
  const took: number[] = []
  let sent = 0
  const end = performance.now() + SECONDS * 1000
  const client = async () => {
    while (performance.now() < end) {
      const signals = Array.from({ length: what.size }, () => alert(sent++ % what.keys))
      const raw = Buffer.from(JSON.stringify(signals))
      const began = performance.now()
      await receive({
        id: newId('request'),
        integrationId: 'i',
        receivedAt: new Date(),
        raw,
        problems: [],
        warnings: [],
        signals,
      })
      took.push(performance.now() - began)
    }
  }
  const began = performance.now()
  await Promise.all(Array.from({ length: what.connections }, client))
  const rate = Math.round((took.length * what.size * 1000) / (performance.now() - began))
  took.sort((a, b) => a - b)
  const [half, most] = [0.5, 0.99].map((part) => took[Math.floor(took.length * part)]!.toFixed(1))
  return `${rate}/s p50 ${half} ms p99 ${most} ms`
}

// Figures, not a limit: what a machine gives depends on its disk and on who else is on it.
test.skipIf(process.env.OPSBOOK_TEST_FULL === undefined)(
  'how many alerts a second become durable',
  async () => {
    const figures: Record<string, string> = {}
    for (const [name, what] of Object.entries({
      'single, 1k keys, 32 connections': { size: 1, connections: 32, keys: 1000 },
      'batches of 64, 10k keys, 8 connections': { size: 64, connections: 8, keys: 10_000 },
      'batches of 100, 10k keys, 8 connections': { size: 100, connections: 8, keys: 10_000 },
      'batches of 100, all new, 8 connections': { size: 100, connections: 8, keys: 1e9 },
    }))
      figures[name] = await measure(what)
    process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`)
    expect(Object.keys(figures)).toHaveLength(4)
  },
  120_000,
)
