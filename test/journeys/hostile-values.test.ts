/**
 * Values that want to act, through whole runs, in every place of every language: nothing they say is done, and every
 * one arrives to the byte or is refused before anything runs.
 */
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { startPostgres } from '../postgres-server.ts'
import { type Position, PYTHON_POSITIONS, SHELL_POSITIONS, SQL_POSITIONS } from './hostile-positions.ts'
import { HostileRuns, type Tally, type Way } from './hostile-runs.ts'
import { HOSTILE, SHARPEST } from './hostile-table.ts'

/** All values in all places; otherwise every value in one place of each language, and the fourteen sharpest in all. */
const FULL = process.env.OPSBOOK_TEST_FULL === '1'
const server = startPostgres('hostile-values.test.ts')
const runs = new HostileRuns(server ? [server.folder, join(server.folder, 'data')] : [])
afterAll(() => {
  server?.stop()
  runs.remove()
})

const BATCH = 250

function valuesFor(place: number, of: number): readonly string[] {
  if (FULL) return HOSTILE
  return [...new Set([...SHARPEST.slice(0, 14), ...HOSTILE.filter((_, index) => index % of === place)])]
}

async function sendAll(way: Way, positions: readonly Position[]): Promise<Tally> {
  const sum: Tally = { arrived: 0, refused: 0, leftOut: 0, runs: 0 }
  const began = performance.now()
  const problems: string[] = []
  for (const [place, position] of positions.entries()) {
    const values = valuesFor(place, positions.length)
    for (let at = 0; at < values.length; at += BATCH) {
      try {
        const tally = await runs.send(way, position, values.slice(at, at + BATCH))
        for (const name of ['arrived', 'refused', 'leftOut', 'runs'] as const) sum[name] += tally[name]
      } catch (error) {
        problems.push(String(error))
      }
      expect({ position: position.name, canaries: runs.canaries() }).toEqual({ position: position.name, canaries: [] })
    }
  }
  expect(problems).toEqual([])
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  console.log(
    `${way.name}: ${HOSTILE.length} values, ${positions.length} places, ${sum.runs} runs, ${sum.arrived} arrived exactly, ` +
      `${sum.refused} refused, ${sum.leftOut} left out, no canary, ${seconds} s`,
  )
  return sum
}

test('the table has 1,000 values, all different', () => {
  expect(HOSTILE.length).toBeGreaterThanOrEqual(1000)
  expect(new Set(HOSTILE).size).toBe(HOSTILE.length)
  expect(HOSTILE).toEqual(expect.arrayContaining([...SHARPEST]))
})

const WAYS: readonly { way: Way; positions: readonly Position[] }[] = [
  { way: { name: 'bash', language: 'bash', grouped: true }, positions: SHELL_POSITIONS },
  {
    way: { name: 'sh', language: 'sh', annotation: '{shell=sh}' },
    positions: SHELL_POSITIONS.filter(({ posix }) => posix !== false),
  },
  { way: { name: 'python', language: 'python' }, positions: PYTHON_POSITIONS },
]

test.each(WAYS.map((each) => ({ ...each, name: each.way.name })))(
  `$name: ${HOSTILE.length} values, each arrives exactly or is refused, in every place`,
  async ({ way, positions }) => {
    const { arrived, refused, leftOut } = await sendAll(way, positions)
    expect(arrived + refused + leftOut).toBeGreaterThanOrEqual(HOSTILE.length * (FULL ? positions.length : 1))
  },
  900_000,
)

test.runIf(server)(
  `sql: ${HOSTILE.length} values, each arrives exactly or is refused, in every place`,
  async () => {
    const { folder: host, user, database } = server!
    const way: Way = { name: 'sql', language: 'sql', sql: { kind: 'psql', host, user, database } }
    const { arrived, refused, leftOut } = await sendAll(way, SQL_POSITIONS)
    expect(arrived + refused + leftOut).toBeGreaterThanOrEqual(HOSTILE.length * (FULL ? SQL_POSITIONS.length : 1))
  },
  900_000,
)
