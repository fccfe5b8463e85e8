/**
 * Who is on call, against an independent oracle. OPSBOOK_TEST_FULL=1 tries a million cases over every zone of the machine; OPSBOOK_TEST_SEED
 * repeats a run.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileRotas } from '../../src/response/oncall/settings/compile-rota.ts'
import { loginsOf, nextChange, shiftsBetween } from '../../src/response/oncall/shifts.ts'
import { whoIsOn } from '../../src/response/oncall/who.ts'
import { zoneOf } from '../../src/response/oncall/zone/zone.ts'
import { anyCase, type Case } from './any-case.ts'
import { luxonClock } from './luxon-clock.ts'
import { oracle } from './oracle.ts'

const FULL = process.env.OPSBOOK_TEST_FULL === '1'
const ALL = [...Intl.supportedValuesOf('timeZone'), 'UTC']
/** Those with the strangest clocks: half an hour of summer time, a skipped day, summer time that pauses for a month, seconds. */
const STRANGE = [
  ...['Australia/Lord_Howe', 'Pacific/Apia', 'Africa/Casablanca', 'Africa/El_Aaiun', 'Africa/Monrovia'],
  ...['Europe/Dublin', 'America/St_Johns', 'Asia/Gaza', 'America/Sao_Paulo', 'Pacific/Kwajalein', 'Antarctica/Troll'],
  // Changed twice between two of the usual dates, in the winter of 2001.
  ...['America/Cancun', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Antarctica/Casey', 'UTC'],
]
const ZONES = FULL ? ALL : STRANGE
const INSTANTS = FULL ? 50 : 20
const RUNS = FULL ? 20_000 : 1_000
const seed = Number(process.env.OPSBOOK_TEST_SEED ?? Date.now() % 1_000_000_000)

const rotaOf = ({ settings, events }: Case) =>
  compileRotas(
    settings,
    new Map(Object.entries(events).map(([name, each]) => [name, { events: each, problems: [] }])),
  ).get('it')!

test(`in ${RUNS * INSTANTS} cases the answer is the oracle's (seed ${seed})`, {
  timeout: FULL ? 3_600_000 : 300_000,
}, () => {
  let cases = 0
  let gaps = 0
  fc.assert(
    fc.property(anyCase(ZONES, INSTANTS), (given) => {
      const rota = rotaOf(given)
      for (const at of given.instants) {
        const answer = whoIsOn(rota, given.changes, at)
        const logins = [...loginsOf(answer)].sort()
        const right = oracle(given.settings, given.events, given.changes, at)
        cases += 1
        if (right.length === 0) gaps += 1
        if (logins.join() !== right.join() || (answer.kind === 'gap') !== (right.length === 0))
          throw new Error(`at ${new Date(at).toISOString()}: ${logins} is on, but should be ${right}`)
      }
    }),
    { numRuns: RUNS, seed },
  )
  expect(cases).toBe(RUNS * INSTANTS)
  // Neither always somebody nor always nobody: the cases are about something.
  expect(gaps / cases).toBeGreaterThan(0.05)
  expect(gaps / cases).toBeLessThan(0.7)
})

test('shifts leave no hole and no overlap, and say what is so at each instant in them', {
  timeout: FULL ? 3_600_000 : 300_000,
}, () => {
  fc.assert(
    fc.property(anyCase(ZONES, INSTANTS), (given) => {
      const rota = rotaOf(given)
      const from = Math.min(...given.instants)
      const until = Math.max(...given.instants) + 1
      const shifts = shiftsBetween(rota, given.changes, { from, until })
      expect(shifts[0]!.from).toBe(from)
      expect(shifts.at(-1)!.until).toBe(until)
      for (const [index, shift] of shifts.entries()) {
        expect(shift.until).toBeGreaterThan(shift.from)
        if (index > 0) expect(shift.from).toBe(shifts[index - 1]!.until)
      }
      for (const at of given.instants) {
        const shift = shifts.find((each) => each.from <= at && at < each.until)!
        expect(loginsOf(shift.onCall)).toEqual(loginsOf(whoIsOn(rota, given.changes, at)))
        if (shift !== shifts.at(-1)) expect(nextChange(rota, given.changes, at)).toBe(shift.until)
      }
    }),
    { numRuns: FULL ? 2_000 : 300, seed },
  )
})

test('clocks are moved when luxon says', { timeout: FULL ? 3_600_000 : 300_000 }, () => {
  for (const name of ZONES) {
    const zone = zoneOf(name)!
    const moves = luxonClock(name).moves.map(({ at, before, after }) => ({ at, byMs: after - before }))
    expect([name, zone.changes(Date.UTC(1969, 11, 1), Date.UTC(2041, 0, 31))]).toEqual([name, moves])
  }
})
