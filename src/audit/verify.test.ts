import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from '../kit/canonical-json.ts'
import type { Anchor } from './anchor.ts'
import { type AuditDraft, type AuditRecord, GENESIS, hashOf, type KeptRecord, nextRecord, readEntry } from './entry.ts'
import { readRecordLine, recordLine } from './record-line.ts'
import { verifyAudit } from './verify.ts'

const draft = (n: number): AuditDraft => ({
  actor: { kind: 'user', id: `user_${n % 3}`, name: 'Ana' },
  action: n % 2 === 0 ? 'silence.created' : 'run.started',
  subject: { kind: 'silence', id: `silence_${n}` },
  after: { comment: `window ${n}`, seq: n, subject: 'x' },
  requestId: `request_${n}`,
})

function chain(length: number): AuditRecord[] {
  const records: AuditRecord[] = []
  for (let n = 1; n <= length; n++) {
    const last = records.at(-1) ?? { seq: 0, hash: GENESIS }
    records.push(nextRecord(draft(n), last, new Date(Date.UTC(2030, 0, 1, 0, n))))
  }
  return records
}

const good = chain(20)
const anchorAt = (seq: number): Anchor => ({ seq, hash: good[seq - 1]!.hash, at: '2030-01-01T00:20:00.000Z' })
const anchors = [anchorAt(10), anchorAt(20)]
const edit = (record: AuditRecord, changed: object): AuditRecord => ({
  ...record,
  body: canonicalJson({ ...readEntry(record.body), ...changed }),
})
/** Numbers, ties and hashes a chain as if it had been written so: what somebody with the database and our source does. */
function retied(records: readonly AuditRecord[], from = 0): AuditRecord[] {
  const tied: AuditRecord[] = records.slice(0, from)
  for (const record of records.slice(from)) {
    const last = tied.at(-1) ?? { seq: 0, hash: GENESIS }
    const { body } = edit(record, { seq: last.seq + 1, prev: last.hash })
    tied.push({ seq: last.seq + 1, hash: hashOf(body), body })
  }
  return tied
}
const rehashed = (record: AuditRecord): AuditRecord => ({ ...record, hash: hashOf(record.body) })
const without = <T>(list: readonly T[], at: number): T[] => [...list.slice(0, at), ...list.slice(at + 1)]

test('what was written is right, with and without anchors, from a table and from a file', () => {
  expect(verifyAudit(good)).toEqual({ records: 20, end: { seq: 20, hash: good[19]!.hash }, anchored: 0 })
  expect(verifyAudit(good, anchors)).toMatchObject({ records: 20, anchored: 20 })
  expect(verifyAudit(good.map(recordLine).map(readRecordLine), anchors)).toMatchObject({ records: 20, anchored: 20 })
  expect(verifyAudit([])).toEqual({ records: 0, end: { seq: 0, hash: GENESIS }, anchored: 0 })
})

test('what other tools compute is the same: sha256 of the entry as jq -cS writes it', () => {
  const line = JSON.parse(recordLine(good[4]!)) as { hash: string; entry: object }
  expect(hashOf(canonicalJson(line.entry))).toBe(line.hash)
})

const changed = (at: number) => [
  ...good.slice(0, at),
  edit(good[at]!, { action: 'silence.expired' }),
  ...good.slice(at + 1),
]
test.each<[string, readonly KeptRecord[], string]>([
  ['an action changed', changed(4), 'modified 5'],
  ['an action changed, its hash too', [...good.slice(0, 4), rehashed(changed(4)[4]!), ...good.slice(5)], 'modified 5'],
  ['the time of one set back', [edit(good[0]!, { at: '2029-01-01T00:00:00.000Z' }), ...good.slice(1)], 'modified 1'],
  ['a text that is no entry', [{ ...good[0]!, body: 'null', hash: hashOf('null') }, ...good.slice(1)], 'modified 1'],
  ['one removed', without(good, 6), 'deleted 7'],
  ['the first ones removed', good.slice(3), 'deleted 1'],
  ['one twice', [...good.slice(0, 7), good[6]!, ...good.slice(7)], 'inserted 7'],
  ['two in the other order', [...good.slice(0, 2), good[3]!, good[2]!, ...good.slice(4)], 'reordered 3'],
  [
    'two swapped behind their numbers',
    [...good.slice(0, 2), { ...good[3]!, seq: 3 }, { ...good[2]!, seq: 4 }, ...good.slice(4)],
    'reordered 3',
  ],
  ['its end cut off', good.slice(0, 15), 'truncated 16'],
  ['everything gone', [], 'truncated 1'],
  ['its end written anew', retied([...good.slice(0, 15), ...good.slice(0, 5)], 15), 'rewritten 11'],
  [
    'all written anew without one',
    [...retied(without(good, 6)), nextRecord(draft(99), retied(without(good, 6)).at(-1)!, new Date(0))],
    'rewritten 1',
  ],
])('%s', (_what, records, expected) => {
  const { problem } = verifyAudit(records, anchors)
  expect(`${problem?.kind} ${problem?.seq}`).toBe(expected)
})

test('without an anchor a cut end cannot be seen, which is why there are anchors', () =>
  expect(verifyAudit(good.slice(0, 15)).problem).toBeUndefined())

/** Ways to falsify a chain. Each may do nothing by chance, which the property leaves out. */
const tamperings: readonly ((records: AuditRecord[], a: number, b: number) => KeptRecord[])[] = [
  (records, a) => records.map((each, at) => (at === a ? edit(each, { action: 'other.action' }) : each)),
  (records, a) => records.map((each, at) => (at === a ? rehashed(edit(each, { actor: { kind: 'nobody' } })) : each)),
  (records, a) =>
    retied(
      records.map((each, at) => (at === a ? edit(each, { outcome: 'refused' }) : each)),
      a,
    ),
  (records, a) =>
    retied(
      records.map((each, at) => (at >= a ? edit(each, { at: '2029-06-01T00:00:00.000Z' }) : each)),
      a,
    ),
  (records, a, b) => records.map((each, at) => (at === a ? { ...each, hash: records[b]!.hash } : each)),
  (records, a, b) => records.map((each, at) => (at === a ? rehashed(edit(each, { prev: records[b]!.hash })) : each)),
  (records, a, b) => flipped(records, a, b),
  (records, a) => without(records, a),
  (records, a) => retied(without(records, a), a),
  (records, a, b) => [...records.slice(0, Math.min(a, b)), ...records.slice(Math.max(a, b))],
  (records, a, b) => [...records.slice(0, a), records[b]!, ...records.slice(a)],
  (records, a, b) => retied([...records.slice(0, a), records[b]!, ...records.slice(a)], a),
  (records, a, b) => swapped(records, a, b),
  (records, a, b) => retied(swapped(records, a, b), Math.min(a, b)),
  (records, a, b) => swapped(records, a, b).map((each, at) => ({ ...each, seq: at + 1 })),
  (records) => records.toReversed(),
  (records, a) => records.slice(0, a),
  (records, a, b) => retied([...records.slice(0, a), ...records.slice(0, b)], a),
  (records, a) =>
    retied([...records.slice(0, a), ...records.slice(a).map((each) => edit(each, { requestId: 'x' }))], a),
  (records, _a, b) => retied(records.map((each) => edit(each, { after: { n: b } }))),
]
const swapped = (records: AuditRecord[], a: number, b: number): AuditRecord[] =>
  records.map((each, at) => (at === a ? records[b]! : at === b ? records[a]! : each))
function flipped(records: AuditRecord[], a: number, b: number): AuditRecord[] {
  return records.map((each, at) => {
    const place = b % each.body.length
    const letter = String.fromCharCode(each.body.charCodeAt(place) ^ 1)
    return at === a ? { ...each, body: each.body.slice(0, place) + letter + each.body.slice(place + 1) } : each
  })
}

test('10,000 random falsifications, alone or after each other: each is detected with an anchor', () => {
  const place = fc.integer({ min: 0, max: 19 })
  const way = fc.record({ how: fc.integer({ min: 0, max: tamperings.length - 1 }), a: place, b: place })
  const seen = new Set<string>()
  let tampered = 0
  fc.assert(
    fc.property(fc.array(way, { minLength: 1, maxLength: 2 }), fc.boolean(), (ways, asFile) => {
      let records: AuditRecord[] = good
      for (const { how, a, b } of ways) {
        if (records.length <= Math.max(a, b)) break
        records = tamperings[how]!(records, a, b) as AuditRecord[]
      }
      const kept = asFile ? records.map(recordLine).map(readRecordLine) : records
      const { problem } = verifyAudit(kept, anchors)
      // What the anchor vouches for is as it was, and something well-formed may have been added behind it: that is no falsification yet.
      const untouched = good.every(({ seq, hash, body }, at) => {
        const other = records[at]
        return other?.hash === hash && other.body === body && (asFile || other.seq === seq)
      })
      if (untouched && !problem) return
      tampered += 1
      seen.add(problem?.kind ?? 'undetected')
      expect(problem, JSON.stringify(ways)).toBeDefined()
      // Nothing in front of the first falsified record is accused.
      const first = records.findIndex(({ hash, body }, at) => hash !== good[at]?.hash || body !== good[at]?.body)
      if (first >= 0) expect(problem!.position).toBeGreaterThan(asFile ? first : 0)
    }),
    { numRuns: 12_000 },
  )
  expect(tampered).toBeGreaterThanOrEqual(10_000)
  expect([...seen].sort()).toEqual(['deleted', 'inserted', 'modified', 'reordered', 'rewritten', 'truncated'])
})
