/** Output without end: the record keeps all of it, the memory of the command line stays bounded. */
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bin, opsbook } from './run-opsbook.ts'

const FULL = process.env.OPSBOOK_TEST_FULL === '1'
const MEGABYTES = FULL ? 1024 : 64
const LINES = FULL ? 1_000_000 : 200_000
/** More than a run that prints nothing. */
const ROOM_KB = 200 * 1024

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'opsbook-flood-'))
})
afterEach(() => rmSync(folder, { recursive: true }))
const env = () => ({ PATH: process.env.PATH ?? '', HOME: folder, LANG: 'C.UTF-8', OPSBOOK_RUNS: join(folder, 'runs') })

/** The most memory a run of these commands ever took, in KiB; `/proc` keeps it until the process is gone. */
async function peakOf(commands: string): Promise<number> {
  writeFileSync(join(folder, 'page.md'), `# S\n\n## Print\n\n\`\`\`bash {.readonly}\n${commands}\n\`\`\`\n`)
  const child = spawn(process.execPath, [bin, 'run', '--auto', '--trust', '--json', 'page.md#print'], {
    ...{ cwd: folder, env: env(), stdio: ['ignore', 'ignore', 'inherit'] },
  })
  let peak = 0
  const timer = setInterval(() => {
    const text = readFileSync(`/proc/${child.pid}/status`, { encoding: 'utf8', flag: 'r' })
    peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(text)?.[1] ?? 0))
  }, 50)
  const code = await new Promise((resolve) => child.on('exit', resolve))
  clearInterval(timer)
  expect(code).toBe(0)
  expect(peak).toBeGreaterThan(10_000)
  return peak
}

test.runIf(process.platform === 'linux').each([
  ['lines', `seq 1 ${LINES}`],
  ['no line feed', `head -c ${MEGABYTES}M /dev/zero | tr '\\0' x`],
  ['any bytes', `head -c ${MEGABYTES / 4}M /dev/urandom`],
])(
  '%s',
  async (_name, commands) => {
    const quiet = await peakOf('true')
    rmSync(join(folder, 'runs'), { recursive: true })
    expect((await peakOf(commands)) - quiet).toBeLessThan(ROOM_KB)
    const [run] = readdirSync(join(folder, 'runs'))
    const outputs = readdirSync(join(folder, 'runs', run!, 'output'))
    expect(outputs).toHaveLength(1)
    const bytes = Number(execFileSync('bash', ['-c', `{ ${commands}\n} | wc -c`], { encoding: 'utf8' }))
    const events = readFileSync(join(folder, 'runs', run!, 'journal.ndjson'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(events.find(({ type }) => type === 'output.ref').bytes.stdout).toBe(bytes)
    const view = await opsbook(['runs', 'view', 'last', '--json'], { cwd: folder, env: env() })
    expect(view.code).toBe(0)
  },
  300_000,
)
