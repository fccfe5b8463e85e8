/** SIGKILL for the real `opsbook run` at each line it prints: what was printed is on the disk, and resuming ends the run. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bin, opsbook } from './run-opsbook.ts'
import { effectsIn, expectEnded, expectSurvived } from './survived-record.ts'

const FULL = process.env.OPSBOOK_TEST_FULL === '1'
const STEPS = 12

function writeBook(): string {
  const folder = mkdtempSync(join(tmpdir(), 'opsbook-kill-'))
  mkdirSync(join(folder, 'home'))
  const steps = Array.from({ length: STEPS }, (_, index) => {
    const name = `step-${index + 1}`
    return `# ${index + 1}. Step ${index + 1}\n{ echo "begin ${name}"; echo ${name} >>effects; echo "end ${name}"; }`
  })
  writeFileSync(join(folder, 'page.md'), `# Kill\n\n## Go\n\n\`\`\`bash\n${steps.join('\n')}\n\`\`\`\n`)
  writeFileSync(join(folder, 'opsbook.yaml'), 'run: { policy: { unattendedChanges: true } }\n')
  return folder
}

const settingOf = (folder: string) => ({
  cwd: folder,
  env: { HOME: join(folder, 'home'), OPSBOOK_RUNS: join(folder, 'runs') },
})

/** Runs to the line of this number and kills there; the lines that came before it died, all of them when it ended first. */
function runUntil(folder: string, line: number): Promise<{ lines: readonly string[]; killed: boolean }> {
  const { cwd, env } = settingOf(folder)
  const args = [bin, 'run', '--yes-changes', '--trust', '--format', 'ndjson', 'page.md', 'go']
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece
    if (text.split('\n').length > line) child.kill('SIGKILL')
  })
  return new Promise((resolve) =>
    child.on('close', (_, signal) => {
      resolve({ lines: text.split('\n').slice(0, -1), killed: signal === 'SIGKILL' })
    }),
  )
}

/** Goes on, and says what happened where nobody knows, having looked. */
async function resume(folder: string, run: string): Promise<void> {
  const call = (...args: string[]) => opsbook(['runs', ...args], settingOf(folder))
  for (let round = 0; round < 3; round++) {
    const { code, stderr } = await call('resume', run, '--yes-changes', '--format', 'ndjson')
    if (code === 0) return
    const view = JSON.parse((await call('view', run, '--json')).stdout)
    const open = view.parts.filter((part: { state: string }) => part.state === 'unknown')
    expect({ code, stderr, open: open.length }).toMatchObject({ open: 1 })
    const name = open[0].title.toLowerCase().replace(' ', '-')
    const as = effectsIn(join(folder, 'effects')).includes(name) ? 'succeeded' : 'again'
    expect((await call('decide', run, '--step', open[0].step, '--as', as)).code).toBe(0)
  }
  throw new Error('the run does not end')
}

/** True when it died before its end. */
async function dieAt(line: number): Promise<boolean> {
  const folder = writeBook()
  try {
    const { lines, killed } = await runUntil(folder, line)
    const events = lines.map((each) => JSON.parse(each)).filter(({ seq }) => seq !== undefined)
    const root = join(folder, 'runs')
    const [run] = existsSync(root)
      ? readdirSync(root).filter((name) => existsSync(join(root, name, 'journal.ndjson')))
      : []
    const journal = join(root, run!, 'journal.ndjson')
    const effects = join(folder, 'effects')
    const state = expectSurvived(journal, { effects, acknowledged: events.at(-1)?.seq ?? 0 })
    if (!state.finished) await resume(folder, run!)
    expectSurvived(journal, { effects, acknowledged: 0 })
    expectEnded(journal, { effects, steps: STEPS })
    return killed
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test('killed at a line of its stream of events, it is resumed to its end', async () => {
  const folder = writeBook()
  const { lines } = await runUntil(folder, Number.POSITIVE_INFINITY)
  rmSync(folder, { recursive: true, force: true })
  // Each step has its beginning, its output and its end at least.
  expect(lines.length).toBeGreaterThan(STEPS * 3)
  const places = lines.map((_, index) => index + 1).filter((at) => FULL || at % Math.ceil(lines.length / 3) === 5)
  let deaths = 0
  for (const at of places) if (await dieAt(at)) deaths++
  // The last lines come when the process is as good as over.
  expect(deaths).toBeGreaterThanOrEqual(places.length - 3)
  console.log(`kill-command.test.ts: ${lines.length} lines, killed at ${places.length} of them, ${deaths} deaths`)
}, 600_000)
