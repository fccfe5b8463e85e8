/**
 * Kills in the middle of everything: the server, its database, one of three replicas. What was answered with 2xx is there afterwards, once,
 * and whoever heard that an alert fires hears that it is over. A seed chooses the moments. `OPSBOOK_TEST_SEED` sets it,
 * `OPSBOOK_TEST_KILLS` how often.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { type Load, startLoad } from '../crash/load.ts'
import { firstAccess } from '../crash/people.ts'
import { placeOf } from '../crash/place.ts'
import { type Chance, chanceOf, chosenSeed } from '../crash/random.ts'
import { databasePid, type ServerProcess, serverProcess } from '../crash/server-process.ts'
import { expectKept, expectToldOnce, longestWait, untilToldAll } from '../crash/survived.ts'
import { webhookReceiver } from '../crash/webhook-receiver.ts'
import { startPostgres } from '../postgres-server.ts'

const FULL = process.env.OPSBOOK_TEST_FULL === '1'
const wanted = Number(process.env.OPSBOOK_TEST_KILLS) || undefined
const KILLS = { embedded: wanted ?? (FULL ? 300 : 10), replicas: wanted ?? (FULL ? 100 : 6) }
const FAIL_OVER_MS = 12_000

async function expectAllKept(load: Load, { url, token }: { url: string; token: string }, told: Told): Promise<string> {
  await load.end()
  await untilToldAll(load, told.heard)
  await load.resolveLeft()
  await untilToldAll(load, told.heard)
  expect(load.problems).toEqual([])
  const kept = await expectKept({ url, token }, load)
  const { told: words, again } = expectToldOnce(load, told.heard, told.kills)
  const { firingMs, resolvedMs } = longestWait(load, told.heard)
  const counts = Object.entries(kept).map(([name, count]) => `${count} ${name}`)
  const answers = [...load.answers].map(([status, count]) => `${status}: ${count}`)
  return `${counts.join(', ')}; told ${words}, ${again} of them again; longest wait ${firingMs} ms firing, ${resolvedMs} ms resolved; answers ${answers.join(', ')}`
}

interface Told {
  readonly heard: Awaited<ReturnType<typeof webhookReceiver>>['heard']
  readonly kills: readonly number[]
}

type Victim = 'server' | 'database' | 'both'

/** Waits until that many more requests were answered well; what that takes depends on the machine. */
async function untilGood({ answers }: Load, more: number): Promise<void> {
  const good = () => answers.get('200') ?? 0
  const until = Date.now() + 60_000
  for (const from = good(); good() - from < more; await sleep(2))
    if (Date.now() > until) throw new Error(`only ${good() - from} good answers in 60 s`)
}

interface Target {
  readonly server: ServerProcess
  readonly data: string
  readonly load: Load
}

/** Kills and starts again; sometimes while it is still starting. */
async function killEmbedded({ server, data, load }: Target, chance: Chance): Promise<{ at: number; victim: Victim }> {
  const early = chance.percent(10)
  const wanted = early
    ? 'server'
    : chance.oneOf<Victim>(['server', 'server', 'database', 'database', 'database', 'both'])
  if (early) await sleep(chance.between(0, 1_500))
  else {
    await server.ready()
    await untilGood(load, chance.between(1, 25))
    await sleep(chance.between(0, 15))
  }
  const pid = databasePid(data)
  const victim = pid === undefined ? 'server' : wanted
  const at = Date.now()
  if (victim !== 'server') process.kill(pid!, 'SIGKILL')
  if (victim !== 'database') {
    await server.kill()
    server.start()
  }
  return { at, victim }
}

test(
  'embedded: killed again and again under load, nothing that was answered is lost or told twice',
  async () => {
    const seed = chosenSeed()
    const chance = chanceOf(seed)
    const receiver = await webhookReceiver(chanceOf(seed + 1))
    const { book, data, home } = placeOf(receiver.url)
    const server = await serverProcess({ book, data, home })
    onTestFinished(async () => {
      await server.kill()
      const pid = databasePid(data)
      if (pid !== undefined) process.kill(pid, 'SIGQUIT')
    })
    server.start()
    await server.ready()
    const access = await firstAccess(server)
    const load = startLoad({ urls: [server.url], ...access, chance: chanceOf(seed + 2), clients: 6 })
    const kills: number[] = []
    const victims = { server: 0, database: 0, both: 0 }
    const began = Date.now()
    try {
      while (kills.length < KILLS.embedded) {
        const { at, victim } = await killEmbedded({ server, data, load }, chance)
        kills.push(at)
        victims[victim] += 1
        if (kills.length % 25 === 0) console.log(`${kills.length} kills, ${load.subjects.length} alerts`)
      }
      await server.ready()
      const sum = await expectAllKept(load, { url: server.url, ...access }, { heard: receiver.heard, kills })
      console.log(
        `embedded, seed ${seed}: ${kills.length} kills (${JSON.stringify(victims)}) in ${Math.round((Date.now() - began) / 1000)} s: ${sum}`,
      )
    } catch (error) {
      console.log(`seed ${seed}, after ${kills.length} kills; the server said:\n${server.said().slice(-6_000)}`)
      throw error
    }
    await server.stop()
    expect(databasePid(data)).toBeUndefined()
  },
  FULL ? 7_200_000 : 180_000,
)

const postgres = startPostgres('server-kill.test.ts', { connections: 120 })
afterAll(() => postgres?.stop())

test.runIf(postgres)(
  'three replicas: a random one is killed under load, the others go on within 12 s',
  async () => {
    const seed = chosenSeed()
    const chance = chanceOf(seed)
    const receiver = await webhookReceiver(chanceOf(seed + 1))
    const { folder, book, home } = placeOf(receiver.url)
    writeFileSync(join(folder, 'key'), `${Buffer.alloc(32, 7).toString('base64')}\n`, { mode: 0o600 })
    const env = {
      OPSBOOK_DATABASE_URL: `postgres://${postgres!.user}@localhost/${postgres!.database}?host=${postgres!.folder}`,
      OPSBOOK_SECRET_KEY_FILE: join(folder, 'key'),
    }
    const replicas = await Promise.all(
      [1, 2, 3].map((number) => serverProcess({ book, data: join(folder, `data${number}`), home, env })),
    )
    onTestFinished(async () => {
      for (const replica of replicas) await replica.kill()
    })
    for (const replica of replicas) replica.start()
    for (const replica of replicas) await replica.ready()
    const access = await firstAccess(replicas[0]!)
    const urls = replicas.map(({ url }) => url)
    const load = startLoad({ urls, ...access, chance: chanceOf(seed + 2), clients: 6 })
    const kills: number[] = []
    const began = Date.now()
    try {
      while (kills.length < KILLS.replicas) {
        await untilGood(load, chance.between(3, 30))
        const victim = chance.oneOf(replicas)
        kills.push(Date.now())
        if (kills.length % 25 === 0) console.log(`${kills.length} kills, ${load.subjects.length} alerts`)
        await victim.kill()
        // The others are alone for a while; half of the time the next one is killed before this one is back.
        await sleep(chance.between(0, 1_000))
        victim.start()
        if (chance.percent(50)) await victim.ready()
      }
      for (const replica of replicas) await replica.ready()
      const sum = await expectAllKept(load, { url: urls[0]!, ...access }, { heard: receiver.heard, kills })
      const { firingMs, resolvedMs } = longestWait(load, receiver.heard)
      console.log(
        `replicas, seed ${seed}: ${kills.length} kills in ${Math.round((Date.now() - began) / 1000)} s: ${sum}`,
      )
      expect(Math.max(firingMs, resolvedMs)).toBeLessThan(FAIL_OVER_MS)
    } catch (error) {
      const said = replicas.map((replica) => replica.said().slice(-3_000)).join('\n---\n')
      console.log(`seed ${seed}, after ${kills.length} kills; the replicas said:\n${said}`)
      throw error
    }
    for (const replica of replicas) await replica.stop()
  },
  FULL ? 3_600_000 : 180_000,
)
