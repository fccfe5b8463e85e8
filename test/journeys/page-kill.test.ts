/**
 * Paging on real servers. Three replicas on one PostgreSQL, of which a random one is killed again and again: every step happens once, in its
 * order, in time, and none after somebody has it. And a storm: a P0 waits behind nobody. `OPSBOOK_TEST_SEED` chooses the moments,
 * `OPSBOOK_TEST_KILLS` how often.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { type Database, openDatabase, poolConfig } from '../../src/db/database.ts'
import { contactable } from '../contactable.ts'
import { type Access, firstAccess } from '../crash/people.ts'
import { placeOf } from '../crash/place.ts'
import { chanceOf, chosenSeed } from '../crash/random.ts'
import { type ServerProcess, serverProcess } from '../crash/server-process.ts'
import { startPostgres } from '../postgres-server.ts'

const FULL = process.env.OPSBOOK_TEST_FULL === '1'
const KILLS = Number(process.env.OPSBOOK_TEST_KILLS) || (FULL ? 60 : 4)
const STORM = Number(process.env.OPSBOOK_TEST_STORM) || (FULL ? 10_000 : 600)
const LATEST_SECONDS = 15

/** Every alert is an incident of its own: the worst a storm can be. */
const SETTINGS = `
alerting:
  route: { receiver: nobody, group_by: ['...'], group_wait: 0s }
  receivers: [{ name: nobody }]
paging:
  policies:
    default:
      steps:
        - notify: [{ user: one }]
        - { after: 2s, notify: [{ user: two }] }
        - { after: 2s, notify: [{ user: three }] }
      fallback: [{ user: boss }]
      fallbackAfter: 1h
`

const postgres = startPostgres('page-kill.test.ts', { connections: 160 })
afterAll(() => postgres?.stop())

async function house(name: string, replicas: number) {
  const { folder, book, home } = placeOf('http://127.0.0.1:9/nobody')
  writeFileSync(join(book, 'opsbook.yaml'), SETTINGS)
  writeFileSync(join(folder, 'key'), `${Buffer.alloc(32, 7).toString('base64')}\n`, { mode: 0o600 })
  const url = (database: string) => `postgres://${postgres!.user}@localhost/${database}?host=${postgres!.folder}`
  const admin = openDatabase(poolConfig(url(postgres!.database), 'test', 1))
  await sql`create database ${sql.id(name)}`.execute(admin.db)
  await admin.close()
  const env = { OPSBOOK_DATABASE_URL: url(name), OPSBOOK_SECRET_KEY_FILE: join(folder, 'key') }
  const servers = await Promise.all(
    Array.from({ length: replicas }, (_, at) => serverProcess({ book, data: join(folder, `data${at}`), home, env })),
  )
  onTestFinished(async () => {
    for (const server of servers) await server.kill()
  })
  for (const server of servers) server.start()
  for (const server of servers) await server.ready(60_000)
  const access = await firstAccess(servers[0]!)
  const { db, close } = openDatabase(poolConfig(url(name), 'test', 4))
  onTestFinished(close)
  for (const person of ['one', 'two', 'three', 'boss']) await contactable(db, person, ['stand-in'])
  // No server has this channel in its settings, and none may find that out: whom to page when is what is looked at here. So the channel
  // counts as configured, and no message comes due.
  await sql`create function stays() returns trigger language plpgsql as $$ begin new.is_configured := true; return new; end $$`.execute(
    db,
  )
  await sql`create trigger stays before update on notify_channels for each row execute function stays()`.execute(db)
  await sql`create function waits() returns trigger language plpgsql as
    $$ begin new.due_at := new.due_at + interval '1 day'; return new; end $$`.execute(db)
  await sql`create trigger waits before insert on messages for each row execute function waits()`.execute(db)
  return { servers, access, db }
}

/** Sends alerts until they are answered with 2xx; answers when that was. */
async function send(
  servers: () => ServerProcess,
  { key }: Access,
  alerts: readonly Record<string, string>[],
): Promise<number> {
  const body = JSON.stringify(
    alerts.map((labels) => ({ labels, endsAt: new Date(Date.now() + 3_600_000).toISOString() })),
  )
  for (;;) {
    try {
      const answer = await fetch(`${servers().url}/intake/alertmanager-api/${key}/api/v2/alerts`, {
        ...{
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
          signal: AbortSignal.timeout(10_000),
        },
      })
      if (answer.ok) return Date.now()
    } catch {
      // Somebody is just being killed.
    }
    await sleep(50)
  }
}

interface PageRow {
  title: string
  step: number | null
  user: string
  started: Date
  late: number
  acknowledged: Date | null
}

async function pagesOf(db: Database): Promise<PageRow[]> {
  const { rows } = await sql<PageRow>`
    select incidents.title, pages.step, pages.user_id as "user", pages.started_at as started,
      extract(epoch from pages.started_at - pages.due_at)::float8 as late, (incidents.state->>'acknowledgedAt')::timestamptz as acknowledged
    from pages join incidents on incidents.id = pages.incident_id order by pages.started_at`.execute(db)
  return rows
}

async function until(what: string, isSo: () => Promise<boolean>, limitMs = 60_000): Promise<void> {
  for (const end = Date.now() + limitMs; !(await isSo()); await sleep(200))
    if (Date.now() > end) throw new Error(`after ${limitMs / 1000} s still not so: ${what}`)
}

test.runIf(postgres)(
  'a random replica is killed again and again: each step once, in order, in time',
  { timeout: FULL ? 3_600_000 : 240_000 },
  async () => {
    const seed = chosenSeed()
    const chance = chanceOf(seed)
    const { servers, access, db } = await house('kills', 3)
    let fired = 0
    let isOver = false
    const acked: string[] = []
    const acknowledge = async (name: string) => {
      await sleep(chance.between(0, 4_000))
      const { rows } = await sql<{ id: string }>`select id from incidents where title = ${name}`.execute(db)
      if (!rows[0]) return
      const answer = await fetch(`${chance.oneOf(servers).url}/api/v1/incidents/${rows[0].id}/acknowledge`, {
        ...{ method: 'POST', headers: { authorization: `Bearer ${access.token}` } },
      }).catch(() => undefined)
      if (answer?.ok) acked.push(name)
    }
    const load = (async () => {
      while (!isOver) {
        const name = `alert ${fired}`
        fired += 1
        await send(() => chance.oneOf(servers), access, [{ alertname: name, severity: 'critical' }])
        if (chance.percent(30)) void acknowledge(name)
        await sleep(chance.between(50, 300))
      }
    })()
    for (let kills = 0; kills < KILLS; kills += 1) {
      await sleep(chance.between(500, 3_000))
      const victim = chance.oneOf(servers)
      await victim.kill()
      await sleep(chance.between(0, 1_500))
      victim.start()
      if (chance.percent(50)) await victim.ready(60_000)
    }
    isOver = true
    await load
    for (const server of servers) await server.ready(60_000)
    await until('every alert has an incident whose steps are done', async () => {
      const { rows } = await sql<{ incidents: number; waiting: number }>`
      select (select count(*)::int from incidents) as incidents, count(*)::int as waiting from escalations
      where look_at is not null or step_at < now() + interval '1 minute'`.execute(db)
      return rows[0]!.incidents === fired && rows[0]!.waiting === 0
    })
    const pages = await pagesOf(db)
    const counts = { pages: pages.length, doubled: 0, lost: 0, disordered: 0, afterAck: 0 }
    for (let number = 0; number < fired; number += 1) {
      const own = pages.filter(({ title }) => title === `alert ${number}`)
      const steps = own.map(({ step }) => step)
      const isAcked = own.some(({ acknowledged }) => acknowledged !== null) || acked.includes(`alert ${number}`)
      counts.doubled += steps.length - new Set(steps).size
      if (!isAcked) counts.lost += 3 - new Set(steps).size
      if (steps.some((step, at) => step !== at + 1)) counts.disordered += 1
      counts.afterAck += own.filter(
        ({ acknowledged, started }) => acknowledged !== null && started > acknowledged,
      ).length
    }
    const latest = Math.max(...pages.map(({ late }) => late))
    console.log(
      `paging, seed ${seed}: ${KILLS} kills, ${fired} incidents, ${acked.length} acknowledged, ${JSON.stringify(counts)}, latest ${latest.toFixed(2)} s`,
    )
    expect(counts).toEqual({ pages: pages.length, doubled: 0, lost: 0, disordered: 0, afterAck: 0 })
    expect(latest).toBeLessThan(LATEST_SECONDS)
  },
)

test.runIf(postgres)(
  'in a storm a P0 is paged as if there were none',
  { timeout: FULL ? 1_200_000 : 240_000 },
  async () => {
    const { servers, access, db } = await house('storm', 1)
    const one = () => servers[0]!
    /** Sends one P0 a second; answers how long each took from "accepted" to its page, in milliseconds and in order. */
    const urgently = async (kind: string, count: number) => {
      const accepted = new Map<string, number>()
      for (let number = 0; number < count; number += 1) {
        const name = `${kind} ${number}`
        accepted.set(name, await send(one, access, [{ alertname: name, severity: 'P0' }]))
        await sleep(1_000)
      }
      const first = async () => (await pagesOf(db)).filter(({ title, step }) => accepted.has(title) && step === 1)
      await until('every P0 has paged', async () => (await first()).length === accepted.size)
      return (await first()).map(({ title, started }) => started.getTime() - accepted.get(title)!).sort((a, b) => a - b)
    }
    const quiet = await urgently('quiet', 3)
    const storm = (async () => {
      for (let sent = 0; sent < STORM; sent += 50)
        await send(
          one,
          access,
          Array.from({ length: 50 }, (_, at) => ({ alertname: `storm ${sent + at}`, severity: 'warning' })),
        )
    })()
    const [, waits] = await Promise.all([storm, urgently('worst', FULL ? 60 : 8)])
    const behind = await sql<{
      left: number
    }>`select ${STORM}::int - count(*)::int as left from incidents where title like 'storm%'`.execute(db)
    const [p50, most] = [waits[Math.floor(waits.length / 2)]!, waits.at(-1)!]
    console.log(
      `storm of ${STORM}: ${waits.length} P0, accepted → paged p50 ${p50} ms, most ${most} ms (without a storm ${quiet[1]} ms); ${behind.rows[0]!.left} of the others still wait`,
    )
    // Generous, for a loaded machine; the figures that are promised are measured by the benchmark.
    expect(most).toBeLessThan(10_000)
  },
)
