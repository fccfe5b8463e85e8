/** The five ways to break the example shop, each repaired by `opsbook` from the page alone. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { opsbook } from './run-opsbook.ts'

const folder = mkdtempSync(join(tmpdir(), 'opsbook-demo-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

const processes = () => execFileSync('ps', ['-ww', '-eo', 'args='], { encoding: 'utf8' }).split('\n')

test.each([
  ['worker-crash', 6],
  ['queue-poison', 8],
  ['slow-payments', 10],
  ['storage-full', 10],
  ['bad-config', 8],
])('%s is recovered within the promised time', async (breakage, steps) => {
  const env = { OPSBOOK_RUNS: join(folder, breakage), TMPDIR: folder }
  const { code, stdout, stderr } = await opsbook(['demo', breakage, '--json'], { env })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const { result, counts, in_time, expectations, parts } = JSON.parse(stdout)
  expect({ result, in_time, counts }).toMatchObject({
    ...{ result: 'succeeded', in_time: 'met' },
    counts: { done: steps, failed: 0, skipped: 0, unknown: 0, missed: 0, unverified: 0 },
  })
  expect(counts.met).toBeGreaterThan(4)
  expect(expectations.at(-1)).toMatchObject({ verdict: 'met', by: 'opsbook' })
  expect(parts.some(({ effect }: { effect: string }) => effect !== 'read-only')).toBe(true)
  expect(readdirSync(env.OPSBOOK_RUNS)).toHaveLength(1)
  expect(processes().filter((line) => line.includes('service/') && line.includes(folder))).toEqual([])
})
