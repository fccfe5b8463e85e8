/** Kills a run at every event of its journal: what was acknowledged is there, and no change happens twice. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { readJournal } from '../../src/runbook/record/journal-text.ts'
import { replay } from '../../src/runbook/record/replay.ts'
import { sha256 } from '../../src/runbook/record/store.ts'
import { expectContract } from './json-contract.ts'
import { opsbook } from './run-opsbook.ts'
import { expectEnded, expectSurvived } from './survived-record.ts'

const FULL = process.env.OPSBOOK_TEST_FULL === '1'
const root = fileURLToPath(new URL('../..', import.meta.url))
const program = join(root, 'test/journeys/kill-loop-run.js')
if (!existsSync(join(root, 'dist/runbook/record/store.js')))
  throw new Error('journeys run the compiled package: npm run build')

const STEPS = 12
/** run.started, session.opened, two for every step, run.finished. */
const APPENDS = 2 + 2 * STEPS + 1

interface End {
  code: number | null
  signal: NodeJS.Signals | null
  /** Highest number of an event that was acknowledged. */
  acknowledged: number
  stderr: string
}

interface Circumstances {
  killAfterMs?: number | undefined
  /** A program that starts ours. */
  prefix?: readonly string[] | undefined
}

function start(folder: string, kill: readonly string[], { killAfterMs, prefix = [] }: Circumstances): Promise<End> {
  const [file, ...args] = [...prefix, process.execPath, program, join(folder, 'runs'), join(folder, 'effects'), ...kill]
  const child = spawn(file!, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (text) => {
    stdout += text
  })
  child.stderr.on('data', (text) => {
    stderr += text
  })
  const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs)
  return new Promise((resolve) =>
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      resolve({ code, signal, acknowledged: Math.max(0, ...stdout.split('\n').map(Number)), stderr })
    }),
  )
}

const journalOf = (folder: string) => join(folder, 'runs', 'r1', 'journal.ndjson')

/** What the command line says about a record whose run was killed. */
async function expectViewed(folder: string): Promise<void> {
  const env = { OPSBOOK_RUNS: join(folder, 'runs'), HOME: folder }
  const { stdout, stderr } = await opsbook(['runs', 'view', 'r1', '--json'], { cwd: folder, env })
  const { events, torn } = readJournal(readFileSync(journalOf(folder), 'utf8'), sha256)
  if (torn === undefined) expect(stderr).toBe('')
  else expect(stderr).toContain('torn by a crash')
  const state = replay(events)
  const viewed = JSON.parse(stdout)
  expectContract('run', viewed)
  const unknown = viewed.parts.filter((part: { state: string }) => part.state === 'unknown')
  expect([viewed.run, viewed.parts.length, unknown.length]).toEqual(['r1', state.parts.size, state.unknown.length])
}

/** Kills, then resumes until the run has ended, being killed again on the way as often as it is told. */
async function survive(
  kills: readonly (readonly string[])[],
  {
    killAfterMs,
    prefix,
    codes = [3],
    views = false,
  }: { killAfterMs?: number; prefix?: readonly string[]; codes?: readonly number[]; views?: boolean } = {},
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'opsbook-kill-'))
  const effects = join(folder, 'effects')
  try {
    let deaths = 0
    for (let round = 0; ; round++) {
      const end = await start(folder, kills[round] ?? [], round === 0 ? { killAfterMs, prefix } : {})
      const state = expectSurvived(journalOf(folder), { effects, acknowledged: end.acknowledged })
      if (views && state.started) await expectViewed(folder)
      if (end.code === 0) break
      if (!codes.includes(end.code ?? -1) && end.signal !== 'SIGKILL')
        throw new Error(`${JSON.stringify(kills)} ${end.code} ${end.stderr}`)
      deaths++
      if (round > 10) throw new Error('the run does not end')
    }
    expectEnded(journalOf(folder), { effects, steps: STEPS })
    return deaths
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const everyEvent = Array.from({ length: APPENDS }, (_, index) => String(index + 1))
const some = (list: readonly string[], count: number) =>
  FULL ? list : list.filter((_, index) => index % Math.ceil(list.length / count) === 1)

test.each(['before', 'torn', 'after'])(
  'killed %s an event is durable, the run is resumed to its end',
  async (how) => {
    const places = some(everyEvent, 4)
    let deaths = 0
    for (const at of places) deaths += await survive([[at, how]])
    expect(deaths).toBe(places.length)
  },
  300_000,
)

test('a shell that dies between steps is replaced at once, or its step is unknown when it had been asked already', async () => {
  for (const at of some(everyEvent, 3)) expect(await survive([[at, 'shell']])).toBeLessThanOrEqual(1)
}, 300_000)

test.each(['undone', 'done'])(
  'a shell that dies in a step leaves it unknown, and it is settled: %s',
  async (how) => {
    // The run goes on in the same process: its operator looks, and says what happened.
    for (const step of some(everyEvent.slice(0, STEPS), 2)) expect(await survive([[step, how]])).toBe(0)
  },
  300_000,
)

test.each(['first', 'last'])(
  'killed when the %s line of output of a change comes, the change is unknown and happens once',
  async (how) => {
    const places = some(everyEvent.slice(0, STEPS), 3)
    let deaths = 0
    for (const step of places) deaths += await survive([[step, how]])
    expect(deaths).toBe(places.length)
  },
  300_000,
)

test('the record of a killed run can be looked at', async () => {
  for (const at of some(everyEvent, 3)) await survive([[at, 'after']], { views: true })
  for (const at of some(everyEvent, 2)) await survive([[at, 'torn']], { views: true })
}, 300_000)

test('killed again and again while it resumes', async () => {
  const ways = ['after', 'before', 'done']
  for (const at of some(everyEvent, 2)) {
    await survive([
      [at, 'after'],
      ['2', 'after'],
      ['3', 'before'],
      ['4', 'after'],
      ['5', ways[Number(at) % 3]!],
    ])
  }
}, 300_000)

test('killed at any moment', async () => {
  for (let round = 0; round < (FULL ? 100 : 3); round++) await survive([], { killAfterMs: 60 + ((round * 37) % 120) })
}, 300_000)

test('a disk that takes no more ends the run, and what was acknowledged is there', async () => {
  for (const kilobytes of FULL ? [1, 2, 3, 4, 5, 6, 7] : [3]) {
    const prefix = ['bash', '-c', `ulimit -f ${kilobytes}; trap "" XFSZ; exec "$@"`, 'bash']
    expect(await survive([], { prefix, codes: [1, 3] })).toBe(1)
  }
}, 300_000)

const hasStrace = spawnSync('strace', ['-V']).status === 0
test.runIf(FULL && hasStrace)(
  'killed inside of every sync',
  async () => {
    for (let sync = 1; sync <= APPENDS; sync++) {
      const prefix = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', `inject=fdatasync:signal=KILL:when=${sync}`]
      await survive([], { prefix, codes: [3, 137] })
    }
  },
  300_000,
)
