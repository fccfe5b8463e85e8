import { appendFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { testDatabase } from '../../test/test-database.ts'
import { type Database, openDatabase } from '../db/database.ts'
import { inTransaction } from '../db/transaction.ts'
import { extendAnchors, note, readAnchorFile, storedChain, verifyStored } from './actions.ts'
import { type AuditDraft, readEntry } from './entry.ts'
import { appendAudit, auditEnd, auditRecords, findAudit } from './store.ts'

const ana = { kind: 'user', id: 'user_ana', name: 'Ana' } as const
const draft = (n: number): AuditDraft => ({
  ...{ actor: ana, action: 'silence.created', subject: { kind: 'silence', id: `silence_${n}` }, after: { n } },
})
const append = (db: Database, ...drafts: AuditDraft[]) => inTransaction(db, (tx) => appendAudit(tx, drafts))
const untriggered = async (db: Database, work: (tx: Database) => Promise<unknown>) =>
  inTransaction(db, async (tx) => {
    await sql`alter table audit disable trigger audit_is_append_only`.execute(tx)
    await work(tx)
    await sql`alter table audit enable trigger audit_is_append_only`.execute(tx)
  })

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'opsbook-audit-'))
  onTestFinished(() => rm(path, { recursive: true }))
  return path
}

test('three replicas that append at once make one chain without forks', async () => {
  const first = await testDatabase()
  const others = [openDatabase(first.config), openDatabase(first.config)]
  onTestFinished(async () => {
    await Promise.all(others.map(({ close }) => close()))
  })
  const replicas = [first, ...others]
  await Promise.all(
    Array.from({ length: 300 }, (_, n) => append(replicas[n % 3]!.db, draft(n), ...(n % 10 === 0 ? [draft(n)] : []))),
  )
  expect(await verifyStored(first.db, [])).toMatchObject({ records: 330, end: { seq: 330 } })
})

test('what is rolled back leaves no entry and no gap', async () => {
  const { db } = await testDatabase()
  await append(db, draft(1))
  await expect(
    inTransaction(db, async (tx) => {
      await appendAudit(tx, [draft(2)])
      throw new Error('changed my mind')
    }),
  ).rejects.toThrow('changed my mind')
  await append(db, draft(3))
  const report = await verifyStored(db, [])
  expect(report).toMatchObject({ records: 2, end: { seq: 2 } })
  expect(report.problem).toBeUndefined()
})

test('nothing is changed or removed by mistake', async () => {
  const { db } = await testDatabase()
  await append(db, draft(1))
  for (const statement of [`update audit set body = '{}'`, 'delete from audit', 'truncate audit'])
    await expect(sql.raw(statement).execute(db)).rejects.toThrow('append only')
})

test('who does it on purpose is found out', async () => {
  const { db } = await testDatabase()
  await append(db, ...Array.from({ length: 9 }, (_, n) => draft(n)))
  const path = join(await folder(), 'anchors')
  expect(await extendAnchors(path, storedChain(db), new Date())).toEqual({ do: 'append' })
  const { anchors } = await readAnchorFile(path)
  await untriggered(db, (tx) =>
    sql`update audit set body = replace(body, 'silence_4', 'silence_5') where seq = 5`.execute(tx),
  )
  expect((await verifyStored(db, anchors)).problem).toMatchObject({ kind: 'modified', seq: 5 })
  await untriggered(db, (tx) => sql`delete from audit where seq >= 5`.execute(tx))
  expect((await verifyStored(db, anchors)).problem).toMatchObject({ kind: 'truncated', seq: 5 })
  expect(await extendAnchors(path, storedChain(db), new Date())).toMatchObject({ do: 'alarm', why: 'shorter' })
  await append(db, ...Array.from({ length: 12 }, (_, n) => draft(n + 20)))
  expect((await verifyStored(db, anchors)).problem).toMatchObject({ kind: 'rewritten' })
  expect(await extendAnchors(path, storedChain(db), new Date())).toMatchObject({ do: 'alarm', why: 'other-hash' })
})

test('an anchor file is for its owner, grows only, and survives a crash in the middle of a line', async () => {
  const { db } = await testDatabase()
  const path = join(await folder(), 'anchors')
  expect(await extendAnchors(path, storedChain(db), new Date())).toEqual({ do: 'nothing', why: 'empty' })
  await append(db, draft(1))
  await extendAnchors(path, storedChain(db), new Date(0))
  expect(await extendAnchors(path, storedChain(db), new Date(0))).toEqual({ do: 'nothing', why: 'already' })
  const before = await readFile(path, 'utf8')
  await appendFile(path, '{"at":"19')
  await append(db, draft(2))
  await extendAnchors(path, storedChain(db), new Date(0))
  expect((await readFile(path, 'utf8')).startsWith(before)).toBe(true)
  expect((await readAnchorFile(path)).anchors.map(({ seq }) => seq)).toEqual([1, 2])
  expect((await stat(path)).mode & 0o777).toBe(0o600)
})

test('entries are found by what they say', async () => {
  const { db } = await testDatabase()
  await append(db, draft(1), draft(2))
  await inTransaction(db, (tx) =>
    note(tx, { id: 'user_bo', name: 'Bo' }, 'run.requested', 'run_7', { page: 'a\u0000b' }),
  )
  await inTransaction(db, (tx) => note(tx, { id: 'server', name: 'the server itself' }, 'runner.invited', 'vm', {}))
  const [newest] = await findAudit(db, {}, 1)
  expect(readEntry(newest!.body)).toMatchObject({ seq: 4, actor: { kind: 'system', id: 'server' } })
  const seqs = async (filter: Parameters<typeof findAudit>[1]) =>
    (await findAudit(db, filter, 10)).map(({ seq }) => seq)
  expect(await seqs({})).toEqual([4, 3, 2, 1])
  expect(await seqs({ action: 'silence.created' })).toEqual([2, 1])
  expect(await seqs({ actor: 'user_bo' })).toEqual([3])
  expect(await seqs({ subject: 'silence_2' })).toEqual([2])
  expect(await seqs({ before: 3 })).toEqual([2, 1])
  expect(await seqs({ behind: 1 })).toEqual([2, 3, 4])
  const [{ body } = { body: '' }] = await findAudit(db, { subject: 'run_7' }, 1)
  expect(readEntry(body)).toMatchObject({
    actor: { kind: 'user', id: 'user_bo' },
    subject: { kind: 'run' },
    after: { page: 'a\ufffdb' },
  })
})

test('at least 50,000 records a second are verified', async () => {
  const { db } = await testDatabase()
  for (let n = 0; n < 20; n++) await append(db, ...Array.from({ length: 2_500 }, (_, at) => draft(n * 2_500 + at)))
  const [start, before] = [performance.now(), process.cpuUsage()]
  const report = await verifyStored(db, [])
  const { user, system } = process.cpuUsage(before)
  const [wall, own] = [performance.now() - start, (user + system) / 1000].map((ms) => Math.round(50_000 / (ms / 1000)))
  expect(report).toMatchObject({ records: 50_000, end: await auditEnd(db) })
  console.log(`audit verify: ${wall} records a second, ${own} a second of our own processor time`)
  // Others may work on this machine, so the clock on the wall says little here.
  expect(own).toBeGreaterThan(50_000)
  let count = 0
  for await (const records of auditRecords(db, 49_991)) count += records.length
  expect(count).toBe(10)
})
