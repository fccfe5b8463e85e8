import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { type KyselyPlugin, sql } from 'kysely'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../test/test-database.ts'
import type { NewEvent, RunEvent } from '../record/events.ts'
import { FIRST_PREVIOUS, journalLine } from '../record/journal-text.ts'
import { replay } from '../record/replay.ts'
import { copyJournal } from './actions.ts'
import { NOT_BEGUN, standingAfter } from './remote-run.ts'
import { findRun } from './store.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const note = async () => undefined

/** The lines of a journal, each with the hash of the one before it. */
function journal(events: readonly NewEvent[]): string[] {
  let prev = FIRST_PREVIOUS
  return events.map((event, index) => {
    const line = journalLine({ seq: index + 1, at: '2026-01-01T00:00:00.000Z', prev }, event)
    prev = sha256(line)
    return line
  })
}

const said = (count: number): NewEvent[] =>
  Array.from({ length: count }, (_, index) => ({ type: 'note', by: 'ana', text: `${index}` }))

async function withRun() {
  const { db } = await testDatabase()
  await sql`insert into runs (id, page, procedure, title, plan_hash, request, requested_by, requested_by_name, state)
    values ('r1', 'docs/a.md', 'mend', 'Mend', 'h', '{}', 'u1', 'Ana', 'running')`.execute(db)
  return { db, run: (await findRun(db, 'r1'))! }
}

/** Counts the rows that come back from the database. */
function counting() {
  let rows = 0
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      rows += result.rows.length
      return result
    },
  }
  const take = () => {
    const taken = rows
    rows = 0
    return taken
  }
  return { plugin, take }
}

test('what an upload reads does not grow with the journal', async () => {
  const { db, run } = await withRun()
  const lines = journal(said(3_000))
  const { plugin, take } = counting()
  const counted = db.withPlugin(plugin)
  const costs: number[] = []
  for (let from = 0; from < lines.length; from += 100) {
    expect(await copyJournal({ db: counted, note }, run, from + 1, lines.slice(from, from + 100))).toEqual({
      ...{ ok: true, events: from + 100 },
    })
    costs.push(take())
  }
  expect(new Set(costs)).toEqual(new Set([costs[0]]))
  expect(costs[0]).toBeLessThan(10)
  expect(await findRun(db, 'r1')).toMatchObject({ eventCount: 3_000, headHash: sha256(lines.at(-1)!) })
})

test('what does not follow is refused as before, and lines that are here are passed over', async () => {
  const { db, run } = await withRun()
  const lines = journal(said(6))
  const send = (from: number, part: readonly string[]) => copyJournal({ db, note }, run, from, part)
  expect(await send(2, lines.slice(1))).toEqual({ ok: false, expected: 1 })
  expect(await send(1, lines.slice(0, 3))).toEqual({ ok: true, events: 3 })
  expect(await send(5, lines.slice(4))).toEqual({ ok: false, expected: 4 })
  const follow = 'the line does not follow the one before it: one of them was changed, removed or inserted'
  expect(await send(4, [lines[3]!, lines[4]!.replace('"4"', '"5"'), lines[5]!])).toEqual({ ok: false, problem: follow })
  expect(await send(4, [lines[4]!])).toEqual({ ok: false, problem: 'the line has number 5, expected was 4' })
  expect(await send(4, ['nonsense'])).toEqual({ ok: false, problem: 'the line is not a JSON object' })
  expect(await send(1, lines.slice(0, 5))).toEqual({ ok: true, events: 5 })
  expect(await send(1, lines.slice(0, 5))).toEqual({ ok: true, events: 5 })
  expect(await send(6, lines.slice(5))).toEqual({ ok: true, events: 6 })
})

test('lines that a server of an earlier version took are checked with the next ones', async () => {
  const { db, run } = await withRun()
  const lines = journal([{ type: 'run.paused', needs: 'approval', reason: 'two people' }, ...said(3)])
  const early = async (line: string) =>
    sql`insert into run_events (run_id, seq, line) values ('r1', 1, ${line})`.execute(db)
  await early(lines[0]!)
  expect(await copyJournal({ db, note }, run, 2, lines.slice(1))).toEqual({ ok: true, events: 4 })
  expect(await findRun(db, 'r1')).toMatchObject({ state: 'waiting', reason: 'two people', eventCount: 4 })
})

const event = fc.constantFrom<NewEvent>(
  { type: 'run.finished', result: 'failed', reason: 'x', durationMs: 5 },
  { type: 'run.finished', result: 'succeeded' },
  { type: 'run.paused', needs: 'approval', reason: 'y' },
  { type: 'run.paused', needs: 'person', reason: 'z' },
  { type: 'run.resumed', actor: 'ana', process: { pid: 1, host: 'h' } },
  { type: 'note', by: 'ana', text: 'n' },
)

test('where a run is follows from its lines, in pieces as from all at once', () =>
  fc.assert(
    fc.property(fc.array(fc.array(event)), (pieces) => {
      const stamped = (list: readonly NewEvent[]) =>
        list.map((each, index) => ({ seq: index + 1, at: '2026-01-01T00:00:00Z', prev: '', ...each }) as RunEvent)
      const whole = stamped(pieces.flat())
      const inPieces = pieces.reduce((before, piece) => standingAfter(before, stamped(piece)), NOT_BEGUN)
      expect(inPieces).toEqual(standingAfter(NOT_BEGUN, whole))
      const { finished, paused } = replay(whole)
      expect(inPieces).toMatchObject({
        state: finished ? 'finished' : paused ? 'waiting' : 'running',
        ...{ result: finished?.result ?? null, waitsFor: finished ? null : (paused?.needs ?? null) },
        reason: (finished ?? paused)?.reason ?? null,
      })
    }),
  ))
