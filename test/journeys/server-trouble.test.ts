/**
 * A database that is in trouble: no answer of 2xx before what it promises is on the disk, 503 with a time to come again where it cannot
 * be, and no restart needed afterwards.
 */
import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { firstAccess } from '../crash/people.ts'
import { placeOf } from '../crash/place.ts'
import { chanceOf } from '../crash/random.ts'
import { databasePid, family, type ServerOptions, serverProcess } from '../crash/server-process.ts'
import { type SystemCall, systemCalls } from '../crash/system-calls.ts'
import { webhookReceiver } from '../crash/webhook-receiver.ts'

const HOUR_MS = 3_600_000

/** A running server; `seenAt` is its data folder as the test sees it. */
async function running(within: (data: string) => Pick<ServerOptions, 'within'> = () => ({})) {
  const { url: receiver, heard } = await webhookReceiver(chanceOf(1))
  const { folder, book, data, home } = placeOf(receiver)
  mkdirSync(data, { mode: 0o711 })
  const server = await serverProcess({ book, data, home, ...within(data) })
  const seenAt = () => `/proc/${server.pid()}/root${data}`
  onTestFinished(async () => {
    const pid = databasePid(seenAt())
    await server.kill()
    if (pid !== undefined) process.kill(pid, 'SIGQUIT')
  })
  server.start()
  await server.ready()
  const { token, key } = await firstAccess(server)
  const ask = async (path: string, body?: unknown) => {
    const answer = await fetch(`${server.url}${path.replace('KEY', key)}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        'content-type': 'application/json',
        ...(path.startsWith('/api') ? { authorization: `Bearer ${token}` } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(60_000),
    })
    return { status: answer.status, retryAfter: answer.headers.get('retry-after'), text: await answer.text() }
  }
  const fire = (n: string, annotations = {}) =>
    ask('/intake/alertmanager-api/KEY/api/v2/alerts', [
      { labels: { alertname: 'Trouble', n }, annotations, endsAt: new Date(Date.now() + HOUR_MS) },
    ])
  const namesOf = async () => {
    const names: string[] = []
    for (let after: string | null = ''; after !== null; ) {
      const { text } = await ask(`/api/v1/alerts?state=all&limit=500${after === '' ? '' : `&after=${after}`}`)
      const page: { items: { labels: { n: string } }[]; next: string | null } = JSON.parse(text)
      names.push(...page.items.map(({ labels }) => labels.n))
      after = page.next
    }
    return names
  }
  return { server, folder, data, seenAt, ask, fire, namesOf, heard }
}
type Running = Awaited<ReturnType<typeof running>>

/** Fires one alert after the other until told to stop; keeps what was answered. */
function firing({ fire }: Running, annotations = {}) {
  const good: string[] = []
  const refused: { at: number; retryAfter: string | null; status: number; text: string }[] = []
  let lastGoodAt = 0
  let over = false
  const client = async (who: string) => {
    for (let number = 0; !over; number++) {
      const n = `${who}${number}`
      // Until it is answered well: whatever a refusal left behind, there is one of it.
      for (;;) {
        const { status, retryAfter, text } = await fire(n, annotations)
        if (status === 200) {
          good.push(n)
          lastGoodAt = Date.now()
          break
        }
        refused.push({ at: Date.now(), status, retryAfter, text })
        if (over) break
        await sleep(50)
      }
    }
  }
  const clients = ['a', 'b', 'c'].map(client)
  const until = async (what: string, ready: () => boolean, limitMs = 60_000) => {
    for (const end = Date.now() + limitMs; !ready(); await sleep(10))
      if (Date.now() > end)
        throw new Error(`not within ${limitMs} ms: ${what}; refused ${JSON.stringify(refused.slice(-3))}`)
  }
  const stop = async () => {
    over = true
    await Promise.all(clients)
    expect(refused.filter(({ status, retryAfter }) => status !== 503 || !retryAfter)).toEqual([])
  }
  return { good, refused, lastGoodAt: () => lastGoodAt, until, stop }
}

async function expectAllThere({ namesOf }: Running, good: readonly string[]) {
  const names = await namesOf()
  expect(new Set(names).size).toBe(names.length)
  expect(good.filter((name) => !names.includes(name))).toEqual([])
}

const hasStrace = spawnSync('strace', ['-qq', '-o', '/dev/null', 'true']).status === 0
if (!hasStrace) console.log('server-trouble.test.ts: strace does not work here; the order of writes is not looked at')

/** The way of one answer: the statement, its commit, the disk, the word of the database, ours. Throws at the first that is missing. */
function expectOnDisk(
  calls: readonly SystemCall[],
  from: number,
  { path, table }: { path: string; table: string },
): number {
  const find = (what: string, after: number, is: (call: SystemCall) => boolean): number => {
    const found = calls.findIndex((call, at) => at > after && is(call))
    expect(found, `${path}: ${what} after call ${after}`).toBeGreaterThan(after)
    return found
  }
  const asked = find('the request', from, ({ name, text }) => name === 'read' && text.includes(`POST ${path}`))
  const answered = find(
    'the answer',
    asked,
    ({ name, text }) => name.startsWith('write') && text.includes('HTTP/1.1 200'),
  )
  const stated = find('the statement', asked, ({ name, text }) => name === 'recvfrom' && text.includes(`into ${table}`))
  const { pid } = calls[stated]!
  // A statement that is a transaction of its own is committed without a word of its own.
  const asksToCommit = (call: SystemCall) => call.pid === pid && call.name === 'recvfrom' && /commit/.test(call.text)
  const isAlone = !calls.slice(stated, answered).some(asksToCommit)
  const commit = isAlone ? stated : find('the commit', stated, asksToCommit)
  const isSync = ({ name }: SystemCall) => name === 'fdatasync' || name === 'fsync'
  const syncing = find('the write to the disk begins', commit, (call) => isSync(call) && call.part !== 'ended')
  const synced = calls[syncing]!
  const durable =
    synced.part === 'whole'
      ? syncing
      : find('the write to the disk ends', syncing, (call) => isSync(call) && call.pid === synced.pid)
  expect(calls[durable]!.text).toMatch(/= 0$/)
  const told = find(
    'the word of the database',
    durable,
    (call) =>
      call.pid === pid && (isAlone ? call.name === 'sendto' && /SELECT/.test(call.text) : /COMMIT/.test(call.text)),
  )
  expect(told).toBeLessThan(answered)
  return answered
}

test.runIf(hasStrace)(
  'nothing is answered with 2xx before PostgreSQL has it on the disk',
  async () => {
    const { server, folder, data, ask, fire } = await running()
    await fire('before')
    const { items } = JSON.parse((await ask('/api/v1/alerts')).text) as { items: { id: string }[] }
    const now = Date.now()
    const silence = {
      ...{ matchers: [{ name: 'n', value: 'x', isRegex: false, isEqual: true }], createdBy: 'ana', comment: 'x' },
      ...{ startsAt: new Date(now), endsAt: new Date(now + HOUR_MS) },
    }
    const api = '/intake/alertmanager-api/KEY/api/v2'
    const acts: { path: string; table: string; act: () => Promise<{ status: number; text: string }> }[] = [
      ...Array.from({ length: 10 }, (_, number) => ({
        ...{ path: '/intake/', table: 'alert_requests', act: () => fire(`traced${number}`) },
      })),
      { path: '/intake/', table: 'silences', act: () => ask(`${api}/silences`, silence) },
      { path: '/api/v1/', table: 'alert_events', act: () => ask(`/api/v1/alerts/${items[0]!.id}/acknowledge`, {}) },
    ]
    const calls = await systemCalls([server.pid(), ...family(databasePid(data)!)], join(folder, 'calls'), async () => {
      for (const { act } of acts) expect(await act()).toMatchObject({ status: 200 })
    })
    let at = -1
    for (const each of acts) at = expectOnDisk(calls, at, each)
    console.log(`${acts.length} answers, each behind its fdatasync, in ${calls.length} system calls`)
  },
  180_000,
)

const hasMounts = spawnSync('unshare', ['-m', 'sh', '-c', 'mount -t tmpfs -o size=64k none /mnt']).status === 0
if (!hasMounts) console.log('server-trouble.test.ts: no file system can be mounted here; a full disk is not tried')

test.runIf(hasMounts)(
  'a full disk: 503, nothing that was answered well is lost, and it goes on by itself when there is room',
  async () => {
    const onSmallDisk = (data: string) => ({
      within: [
        'unshare',
        '-m',
        'sh',
        '-c',
        `mount -t tmpfs -o size=170m,mode=711 none '${data}/postgres' && exec "$@"`,
        'sh',
      ],
    })
    const all = await running((data) => {
      mkdirSync(join(data, 'postgres'))
      return onSmallDisk(data)
    })
    const pid = all.server.pid()
    const load = firing(all, { description: 'long '.repeat(20_000) })
    await load.until('some alerts', () => load.good.length > 5)
    const filler = join(all.seenAt(), 'postgres', 'filler')
    const fill = () => {
      const file = openSync(filler, 'a')
      try {
        for (;;) writeSync(file, Buffer.alloc(256 * 1024))
      } catch (error) {
        expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC')
      } finally {
        closeSync(file)
      }
    }
    fill()
    await load.until('a refusal', () => load.refused.length > 0)
    fill()
    await sleep(4_000)
    const stored = load.good.length
    rmSync(filler)
    const freedAt = Date.now()
    await load.until('alerts after there is room', () => load.good.length > stored + 3)
    const backMs = load.lastGoodAt() - freedAt
    await load.stop()
    expect(all.server.pid()).toBe(pid)
    await expectAllThere(all, load.good)
    console.log(`full disk: ${load.good.length} stored, ${load.refused.length} refused, back after ${backMs} ms`)
  },
  240_000,
)

test('a database that does not answer for ten seconds: 503 meanwhile, and it goes on by itself', async () => {
  const all = await running()
  const load = firing(all)
  await load.until('some alerts', () => load.good.length > 5)
  const stopped = family(databasePid(all.data)!)
  for (const pid of stopped) process.kill(pid, 'SIGSTOP')
  onTestFinished(() => {
    for (const pid of stopped)
      try {
        process.kill(pid, 'SIGCONT')
      } catch {
        // It has ended by now.
      }
  })
  await sleep(500)
  const before = load.good.length
  await sleep(9_500)
  expect(load.good.length).toBe(before)
  expect(load.refused.length).toBeGreaterThan(0)
  for (const pid of stopped) process.kill(pid, 'SIGCONT')
  const backAt = Date.now()
  await load.until('alerts after it is back', () => load.good.length > before + 3)
  const backMs = load.lastGoodAt() - backAt
  await load.stop()
  await expectAllThere(all, load.good)
  console.log(`silent database: ${load.good.length} stored, ${load.refused.length} refused, back after ${backMs} ms`)
}, 120_000)
