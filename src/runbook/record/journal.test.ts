import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { NewEvent } from './events.ts'
import { readJournal, verifyJournal } from './journal-text.ts'
import { redaction } from './redact.ts'
import { createJournal, type Journal, listRuns, openJournal, readRun, sha256 } from './store.ts'

const FULL = process.env.OPSBOOK_TEST_FULL === '1'
const SEED = 99
let root = ''
const opened: Journal[] = []
beforeEach(() => {
  root = join(mkdtempSync(join(tmpdir(), 'opsbook-journal-')), 'runs')
})
afterEach(async () => {
  for (const journal of opened.splice(0)) await journal.close().catch(() => undefined)
  rmSync(join(root, '..'), { recursive: true, force: true })
})

const note = (text: string): NewEvent => ({ type: 'note', by: 'ana', text })
const path = (run = 'r1') => join(root, run, 'journal.ndjson')

async function open(make: typeof createJournal, options: Partial<Parameters<typeof createJournal>[0]> = {}) {
  const result = await make({ root, run: 'r1', ...options })
  if (!result.ok) return result.refusal
  opened.push(result.value.journal)
  return result.value
}

/** A journal with these notes, closed again. */
async function written(...texts: string[]): Promise<string> {
  const result = await open(createJournal)
  if (!('journal' in result)) throw new Error(result.code)
  await result.journal.append(...texts.map(note))
  await result.journal.close()
  return readFileSync(path(), 'utf8')
}

test('events come back as they were, one line each, chained, for nobody else to read', async () => {
  const before = process.umask(0)
  const texts = ['plain', 'two\nlines\r\n', '\u2028\u2029\0', '"quotes" \\', '\ud800 lone', '😀', '\x1b]0;title\x07']
  const text = await written(...texts)
  process.umask(before)
  expect(text.split('\n')).toHaveLength(texts.length + 1)
  const reading = await readRun({ root, run: 'r1' })
  expect(reading?.events.map((event) => (event.type === 'note' ? event.text : event.type))).toEqual(texts)
  expect(reading?.events.map(({ seq }) => seq)).toEqual(texts.map((_, index) => index + 1))
  expect(reading!.events[2]!.prev).toBe(sha256(text.split('\n')[1]!))
  expect([statSync(join(root, 'r1')).mode & 0o777, statSync(path()).mode & 0o777]).toEqual([0o700, 0o600])
  expect(readdirSync(join(root, 'r1')).every((name) => (statSync(join(root, 'r1', name)).mode & 0o77) === 0)).toBe(true)
  expect(await listRuns(root)).toEqual(['r1'])
})

test('appends keep their order, however many wait at once, and go on after reopening', async () => {
  const first = await open(createJournal)
  if (!('journal' in first)) throw new Error()
  await Promise.all(
    Array.from({ length: 500 }, (_, index) => first.journal.append(note(`${index}`), note(`${index}+`))),
  )
  expect(first.journal.head.events).toBe(1000)
  await first.journal.close()
  const second = await open(openJournal)
  if (!('journal' in second)) throw new Error()
  expect(second.events).toHaveLength(1000)
  expect(second.repaired).toBeUndefined()
  await second.journal.append(note('last'))
  const text = readFileSync(path(), 'utf8')
  expect(verifyJournal(text, sha256)).toEqual({ sound: true, events: 1001, lastHash: second.journal.head.hash })
  const notes = readJournal(text, sha256).events.map((event) => (event.type === 'note' ? event.text : ''))
  expect(notes.slice(0, 4)).toEqual(['0', '0+', '1', '1+'])
  await second.journal.close()
  await expect(second.journal.append(note('too late'))).rejects.toThrow('closed')
})

test('what may be lost shares the write of what comes next, and comes soon when nothing does', async () => {
  const result = await open(createJournal)
  if (!('journal' in result)) throw new Error(result.code)
  const { journal } = result
  const texts = () => readFileSync(path(), 'utf8').match(/"text":"[^"]*"/g) ?? []
  expect(journal.appendSoon(note('read'))).toMatchObject([{ seq: 1, text: 'read' }])
  expect(texts()).toEqual([])
  await journal.append(note('change'))
  expect(texts()).toEqual(['"text":"read"', '"text":"change"'])
  journal.appendSoon(note('alone'))
  await expect.poll(() => texts().length).toBe(3)
  journal.appendSoon(note('last'))
  await journal.close()
  expect(texts()).toHaveLength(4)
  expect(verifyJournal(readFileSync(path(), 'utf8'), sha256)).toMatchObject({ sound: true, events: 4 })
  expect(() => journal.appendSoon(note('late'))).toThrow('closed')
})

test('an end that was torn anywhere is kept aside, told and noted; what was whole stays', async () => {
  const text = await written('first', 'second ünïcode', 'third')
  const bytes = Buffer.from(text, 'utf8')
  const lastLine = bytes.lastIndexOf('\n', bytes.length - 2) + 1
  const cuts = FULL
    ? Array.from({ length: bytes.length - lastLine }, (_, index) => lastLine + index)
    : [lastLine, lastLine + 1, lastLine + 90, bytes.length - 1]
  for (const cut of cuts) {
    writeFileSync(path(), bytes)
    truncateSync(path(), cut)
    const result = await open(openJournal)
    if (!('journal' in result)) throw new Error(result.code)
    await result.journal.append(note('after'))
    await result.journal.close()
    const whole = cut === lastLine
    expect(result.events).toHaveLength(2)
    expect(result.repaired?.bytes, `cut at ${cut}`).toBe(whole ? undefined : cut - lastLine)
    if (result.repaired)
      expect(readFileSync(join(root, 'r1', result.repaired.keptAs))).toEqual(bytes.subarray(lastLine, cut))
    const after = readJournal(readFileSync(path(), 'utf8'), sha256)
    expect(after.events.map(({ type }) => type)).toEqual([
      'note',
      'note',
      ...(whole ? [] : ['journal.repaired']),
      'note',
    ])
    expect(after.problem).toBeUndefined()
  }
})

test('an end of zeros or of half a character, as a lost power leaves it, is torn too', async () => {
  const text = await written('first')
  for (const end of [
    Buffer.alloc(300),
    Buffer.concat([Buffer.alloc(10), Buffer.from('\n')]),
    Buffer.from('{"seq":2,"text":"\xc3', 'latin1'),
  ]) {
    writeFileSync(path(), text)
    appendFileSync(path(), end)
    const result = await open(openJournal)
    expect(result).toMatchObject({ repaired: { bytes: end.length } })
    if ('journal' in result) await result.journal.close()
  }
})

test('a last line that is whole and was spoilt is damage: what it announced may have been done', async () => {
  const text = await written('first', 'second')
  for (const spoilt of [text.replace('"text":"second"', '"text:"second"'), `${text}\n`, `${text}{"seq":3\n`]) {
    writeFileSync(path(), spoilt)
    expect(await open(openJournal)).toMatchObject({ code: 'journal/damaged' })
    expect(readFileSync(path(), 'utf8')).toBe(spoilt)
  }
})

test('every change of a whole line is found, and nothing is added to such a journal', async () => {
  const text = await written(...Array.from({ length: 12 }, (_, index) => `note ${index} with \ufffd and ü`))
  const bytes = Buffer.from(text, 'utf8')
  const lines = text.split('\n').slice(0, -1)
  const hash = verifyJournal(text, sha256)
  const anchor = { events: 12, hash: hash.sound ? hash.lastHash : '' }
  const tampered = fc.oneof(
    // One byte is another one.
    fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, change]) => {
      const copy = Buffer.from(bytes)
      copy[at] = copy[at]! ^ change
      return copy
    }),
    // A line is missing, doubled, or two have changed places.
    fc
      .tuple(fc.nat(11), fc.nat(11))
      .map(([one, other]) => Buffer.from(`${swap(lines, one, other === one ? (one + 1) % 12 : other).join('\n')}\n`)),
    fc.nat(11).map((at) => Buffer.from(`${lines.toSpliced(at, 1).join('\n')}\n`)),
    fc.nat(11).map((at) => Buffer.from(`${lines.toSpliced(at, 0, lines[at]!).join('\n')}\n`)),
    // The end is missing.
    fc.nat(bytes.length - 1).map((length) => bytes.subarray(0, length)),
  )
  await fc.assert(
    fc.asyncProperty(tampered, async (copy) => {
      writeFileSync(path(), copy)
      const reading = await readRun({ root, run: 'r1' })
      const found = reading!.problem !== undefined || reading!.torn !== undefined
      // The last line has no successor that vouches for it, and a missing end leaves no trace: only the anchor tells.
      expect(found || !verifyJournal(copy.toString('utf8'), sha256, anchor).sound).toBe(true)
    }),
    { numRuns: FULL ? 10_000 : 700, seed: SEED },
  )
  writeFileSync(path(), text.replace('note 5', 'note 6'))
  expect(await open(openJournal)).toMatchObject({ code: 'journal/damaged', problem: { line: 7 } })
  expect(readFileSync(path(), 'utf8')).toBe(text.replace('note 5', 'note 6'))
})

function swap(lines: readonly string[], one: number, other: number): string[] {
  const copy = [...lines]
  copy[one] = lines[other]!
  copy[other] = lines[one]!
  return copy
}

test('a line of a later version is not overwritten', async () => {
  const text = await written('first')
  const line = JSON.stringify({ seq: 2, at: 'x', prev: sha256(text.trim()), type: 'step.teleported' })
  writeFileSync(path(), `${text}${line}\n`)
  expect(await open(openJournal)).toMatchObject({
    code: 'journal/damaged',
    problem: { line: 2, reason: expect.stringContaining('teleported') },
  })
})

test('secrets do not reach the file, and words of our own are kept', async () => {
  const made = redaction(['swordfish', 'note', 'finished'])
  const result = await open(createJournal, { redact: (text) => made.text(text) })
  if (!('journal' in result)) throw new Error()
  await result.journal.append(note('the swordfish'), {
    ...{
      type: 'step.finished',
      step: 's/swordfish',
      command: 0,
      target: 't',
      attempt: 1,
      result: 'failed',
      durationMs: 1,
    },
    end: { kind: 'finished', status: 1 },
    cwd: '/srv/swordfish',
  })
  const text = readFileSync(path(), 'utf8')
  expect(text).not.toContain('swordfish')
  const { events } = readJournal(text, sha256)
  expect(events).toMatchObject([
    { type: 'note', text: 'the [redacted]' },
    { type: 'step.finished', cwd: '/srv/[redacted]', end: { kind: 'finished' } },
  ])
})

test('what cannot be done is refused', async () => {
  await written('first')
  expect(await open(createJournal)).toMatchObject({ code: 'journal/exists' })
  expect(await open(openJournal, { run: 'r2' })).toMatchObject({ code: 'journal/missing' })
  for (const run of ['../r1', '', '.', 'a/b', 'A', 'x\0']) {
    expect(await open(createJournal, { run }), run).toMatchObject({ code: 'journal/unwritable' })
    expect(await open(openJournal, { run }), run).toMatchObject({ code: 'journal/missing' })
    expect(await readRun({ root, run })).toBeUndefined()
  }
  const file = join(root, 'file')
  writeFileSync(file, '')
  expect(await open(createJournal, { root: join(file, 'runs') })).toMatchObject({ code: 'journal/unwritable' })
})
