/** A journal as text: one JSON object a line, each with the hash of the line before it. */
import { EVENT_TYPES, type NewEvent, type RunEvent, type Stamp } from './events.ts'

/** SHA-256 of a text's UTF-8 bytes in lower-case hexadecimal digits; passed in, because the core computes no hashes. */
export type Sha256 = (text: string) => string

/** What stands for the line before the first. */
export const FIRST_PREVIOUS = '0'.repeat(64)

/** One line without its line feed. Text of any kind stays inside of it: JSON escapes what would end a line. */
export const journalLine = (stamp: Stamp, event: NewEvent): string => JSON.stringify({ ...stamp, ...event })

/** What is wrong with a journal, and in which line. */
export interface JournalProblem {
  /** Counted from 1. */
  line: number
  reason: string
}

export interface JournalReading {
  /** The events up to the first problem. */
  events: readonly RunEvent[]
  /** Hash of the last of them, which the next line has to carry. */
  lastHash: string
  /** How many characters they take, line feeds included. */
  soundLength: number
  /** A last line that a crash cut off: it was never acknowledged. */
  torn?: string
  /** Anything else that does not belong there: the journal has been changed or damaged. */
  problem?: JournalProblem
}

/** A journal that was read up to here: number of its lines and hash of the last. */
export interface JournalHead {
  events: number
  hash: string
}

const BEGINNING: JournalHead = { events: 0, hash: FIRST_PREVIOUS }

/**
 * Reads a journal as far as it is sound. Never throws; linear time. A truncated journal that ends with a whole line is sound:
 * only a copy of its last hash elsewhere can tell.
 *
 * @param text the whole journal, or what follows `after`
 */
export function readJournal(text: string, sha256: Sha256, after: JournalHead = BEGINNING): JournalReading {
  const events: RunEvent[] = []
  let lastHash = after.hash
  let start = 0
  while (start < text.length) {
    const end = text.indexOf('\n', start)
    const line = text.slice(start, end < 0 ? text.length : end)
    const value = end < 0 ? undefined : parseLine(line)
    const number = after.events + events.length + 1
    const problem = value && lineProblem(value, { seq: number, prev: lastHash })
    if (!value || problem !== undefined) {
      const reading = { events, lastHash, soundLength: start }
      // A crash can only spoil the end, where nothing was acknowledged: the line has no end, or zeros where the disk had
      // written nothing yet. A whole line with wrong contents is no crash, and what it announced may have been done.
      const unwritten = end + 1 === text.length && line.includes('\0')
      if (!value && (end < 0 || unwritten)) return { ...reading, torn: text.slice(start) }
      return { ...reading, problem: { line: number, reason: problem ?? 'the line is not a JSON object' } }
    }
    events.push(value as unknown as RunEvent)
    lastHash = sha256(line)
    start = end + 1
  }
  return { events, lastHash, soundLength: start }
}

function parseLine(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

function lineProblem(line: Record<string, unknown>, expected: { seq: number; prev: string }): string | undefined {
  const { seq, prev, at, type } = line
  if (seq !== expected.seq) return `the line has number ${JSON.stringify(seq)}, expected was ${expected.seq}`
  if (prev !== expected.prev) {
    return 'the line does not follow the one before it: one of them was changed, removed or inserted'
  }
  if (typeof at !== 'string') return 'the line has no time'
  if (typeof type === 'string' && Object.hasOwn(EVENT_TYPES, type)) return undefined
  return `the type ${JSON.stringify(type)} is not known`
}

export type JournalVerdict =
  | { sound: true; events: number; lastHash: string }
  | { sound: false; events: number; problem: JournalProblem }

/**
 * Checks the whole chain.
 *
 * @param anchor the last hash as it was once kept elsewhere; without one, lines missing at the end go unnoticed
 */
export function verifyJournal(text: string, sha256: Sha256, anchor?: { events: number; hash: string }): JournalVerdict {
  const { events, lastHash, problem, torn } = readJournal(text, sha256)
  const wrong = (line: number, reason: string): JournalVerdict => ({
    sound: false,
    events: events.length,
    problem: { line, reason },
  })
  if (problem) return wrong(problem.line, problem.reason)
  if (torn !== undefined) return wrong(events.length + 1, 'the last line was torn by a crash')
  if (anchor && hashAfter(text, anchor.events, sha256) !== anchor.hash) {
    return wrong(
      Math.min(anchor.events, events.length + 1),
      'the journal is not a continuation of the one that was anchored',
    )
  }
  return { sound: true, events: events.length, lastHash }
}

function hashAfter(text: string, count: number, sha256: Sha256): string | undefined {
  const lines = text.split('\n', count)
  return lines.length < count || lines.at(-1) === '' ? undefined : sha256(lines.at(-1) ?? '')
}
