import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { type EmbeddedDatabase, type EmbeddedOptions, startEmbeddedDatabase } from './embedded-database.ts'

const folder = (mode = 0o711) => {
  const made = mkdtempSync(join(tmpdir(), 'opsbook-embedded-'))
  chmodSync(made, mode)
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

const start = async (root: string, more: Partial<EmbeddedOptions> = {}) => {
  const database = await startEmbeddedDatabase({ root, env: process.env, onTrouble: () => undefined, ...more })
  onTestFinished(async () => void (await database.stop()))
  return database
}

const ask = async ({ connection }: EmbeddedDatabase, text: string) => {
  const client = new pg.Client({ ...connection, application_name: 'opsbook test' })
  await client.connect()
  try {
    return (await client.query(text)).rows[0]
  } finally {
    await client.end()
  }
}

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)
const isRoot = process.getuid?.() === 0

test('nothing is made ready, then what is there is started again with its data', async () => {
  const root = join(folder(), 'data')
  const first = await start(root)
  expect(first.how).toBe('made')
  await ask(first, 'create table kept as select 1 as n')
  expect(await first.stop()).toBe('stopped')
  expect(await first.pid()).toBeUndefined()
  const second = await start(root)
  expect(second.how).toBe('started')
  expect(await ask(second, 'select n from kept')).toEqual({ n: 1 })
})

test('it is durable and reachable by nobody else', async () => {
  const umask = process.umask(0)
  onTestFinished(() => void process.umask(umask))
  const root = join(folder(), 'data')
  const database = await start(root)
  const settings =
    "select current_setting('fsync') f, current_setting('synchronous_commit') s, current_setting('listen_addresses') l"
  expect(await ask(database, settings)).toEqual({ f: 'on', s: 'on', l: '' })
  expect(await ask(database, "select current_setting('data_checksums') sums")).toEqual({ sums: 'on' })
  expect(modeOf(root)).toBe(isRoot ? '711' : '700')
  expect(['postgres', 'socket'].map((name) => modeOf(join(root, name)))).toEqual(['700', '700'])
  expect(modeOf(join(root, 'database-password'))).toBe('600')
  const stranger = new pg.Client({ ...database.connection, password: 'wrong' })
  await expect(stranger.connect()).rejects.toThrow('password authentication failed')
})

test.runIf(isRoot)('root starts it as somebody else', async () => {
  const database = await start(join(folder(), 'data'))
  const pid = await database.pid()
  const uid = /Uid:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  expect(Number(uid)).toBeGreaterThan(0)
})

test('a server that outlived us is taken over, and left to others who use it', async () => {
  const root = join(folder(), 'data')
  const first = await start(root)
  const pid = await first.pid()
  const second = await start(root)
  expect(second.how).toBe('adopted')
  expect(await second.pid()).toBe(pid)
  const user = new pg.Client({ ...first.connection, application_name: 'opsbook other' })
  user.on('error', () => undefined)
  await user.connect()
  expect(await second.stop()).toBe('left running')
  await user.end()
  expect(await first.stop()).toBe('stopped')
})

test('a pid file whose number belongs to another program by now is no obstacle', async () => {
  const root = join(folder(), 'data')
  const first = await start(root)
  const cluster = first.folder.cluster(Number.parseInt(first.version, 10))
  const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')
  await first.stop()
  writeFileSync(join(cluster, 'postmaster.pid'), [String(process.pid), ...lines.slice(1)].join('\n'))
  expect((await start(root)).how).toBe('started')
})

test('a server that was killed is started again while we run', async () => {
  const said: string[] = []
  const database = await start(join(folder(), 'data'), { onTrouble: (message) => said.push(message) })
  await ask(database, 'create table kept as select 1 as n')
  process.kill((await database.pid())!, 'SIGKILL')
  const answer = async () => {
    for (;;) {
      try {
        return await ask(database, 'select n from kept')
      } catch {
        await sleep(50)
      }
    }
  }
  expect(await answer()).toEqual({ n: 1 })
  expect(said[0]).toContain('starting it again')
})

test('data without its head is never written over', async () => {
  const root = join(folder(), 'data')
  const first = await start(root)
  await first.stop()
  const cluster = first.folder.cluster(Number.parseInt(first.version, 10))
  rmSync(join(cluster, 'PG_VERSION'))
  await expect(start(root)).rejects.toMatchObject({ problem: { message: expect.stringContaining('move it away') } })
  expect(existsSync(join(cluster, 'base'))).toBe(true)
})

test.runIf(isRoot)('a folder the server could not reach is refused with its name', async () => {
  const closed = folder(0o700)
  await expect(start(join(closed, 'data'))).rejects.toMatchObject({
    problem: { code: 'database/folder', message: expect.stringContaining(`may not pass through ${closed}`) },
  })
})

test('a lost password is said, not guessed around', async () => {
  const root = join(folder(), 'data')
  const first = await start(root)
  await first.stop()
  writeFileSync(join(root, 'database-password'), 'another', { mode: 0o600 })
  await expect(start(root)).rejects.toMatchObject({ problem: { code: 'database/cannot-start' } })
  rmSync(join(root, 'database-password'))
  expect(existsSync(join(root, 'database-password'))).toBe(false)
})

test('two starts at once end with one server', async () => {
  const root = join(folder(), 'data')
  const both = await Promise.all([start(root), start(root)])
  expect(await both[0].pid()).toBe(await both[1].pid())
  expect(await ask(both[1], 'select 1 as n')).toEqual({ n: 1 })
})
