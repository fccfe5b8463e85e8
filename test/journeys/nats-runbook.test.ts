/**
 * A public project's runbook, unchanged, against a real nats-server: only the scripts it names are stand-ins of ours. The
 * page takes ports 4222 and 8222 of this machine for granted, so the test needs them free.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { atTerminal } from './at-terminal.ts'

const PAGE = '../shared/corpus/beamline-otp-router/docs/RUNBOOK.md'

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })

const missing = [
  ...(existsSync(PAGE) ? [] : ['the public page']),
  ...['nats-server', 'ss', 'curl', 'script'].filter((name) => spawnSync('which', [name]).status !== 0),
  ...((await isFree(4222)) && (await isFree(8222)) ? [] : ['the ports 4222 and 8222']),
]
if (missing.length > 0) console.log(`the runbook of the router is not run here, for want of ${missing.join(', ')}`)

const SCRIPTS = {
  'scripts/nats_start.sh': `#!/bin/sh
mkdir -p state
nats-server --addr 127.0.0.1 --port 4222 --http_port 8222 --jetstream --store_dir "$PWD/state" \\
  --log state/log --pid "$PWD/state/pid" </dev/null >/dev/null 2>&1 &
for _ in $(seq 50); do curl -s -o /dev/null localhost:8222/healthz && echo started && exit; sleep 0.1; done
exit 1
`,
  'scripts/nats_stop.sh': `#!/bin/sh
pid=$(cat state/pid 2>/dev/null) && kill "$pid"
for _ in $(seq 50); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
rm -f state/pid
echo stopped
`,
  'scripts/nats_status.sh': `#!/bin/sh
kill -0 "$(cat state/pid)" && echo running
`,
  // What the page calls besides: never the real ones of this machine.
  'fake/rebar3': '#!/bin/sh\necho "rebar3 $*" >>"${0%/*}/../calls"\necho "All 12 tests passed."\n',
  'fake/pkill': '#!/bin/sh\necho "pkill $*" >>"${0%/*}/../calls"\nexit 1\n',
  'fake/sudo': '#!/bin/sh\necho "sudo $*" >>"${0%/*}/../calls"\nexit 1\n',
}

describe.skipIf(missing.length > 0)('the runbook of the router', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'opsbook-nats-'))
    for (const name of ['docs', 'scripts', 'fake']) mkdirSync(join(folder, name))
    for (const [name, text] of Object.entries(SCRIPTS)) {
      writeFileSync(join(folder, name), text)
      chmodSync(join(folder, name), 0o755)
    }
    copyFileSync(PAGE, join(folder, 'docs/RUNBOOK.md'))
    execFileSync('git', ['init', '-q', folder])
    execFileSync(join(folder, 'scripts/nats_start.sh'), { cwd: folder })
  })
  afterEach(() => {
    execFileSync(join(folder, 'scripts/nats_stop.sh'), { cwd: folder })
    rmSync(folder, { recursive: true })
  })

  /** Says yes, leaves out what is only for emergencies, and confirms what is done by hand. */
  const answer = (since: string) => {
    if (since.includes('Force kill')) return 's ports are free'
    if (since.includes('By hand.')) return 'd'
    return 'y'
  }
  const runs = () => ({
    OPSBOOK_RUNS: join(folder, 'runs/all'),
    PATH: `${join(folder, 'fake')}:${process.env.PATH}`,
  })
  const events = () => {
    const [run] = execFileSync('ls', [runs().OPSBOOK_RUNS], { encoding: 'utf8' }).split('\n')
    const text = readFileSync(join(runs().OPSBOOK_RUNS, run!, 'journal.ndjson'), 'utf8')
    return text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
  }

  test('NATS Restart: stopped, ports free, started, healthy, and the checks the page demands afterwards', async () => {
    const before = readFileSync(join(folder, 'state/pid'), 'utf8')
    const { code, screen } = await atTerminal(['run', 'docs/RUNBOOK.md#nats-restart'], answer, {
      cwd: folder,
      env: runs(),
    })
    expect(code, screen).toBe(0)
    expect(readFileSync(join(folder, 'state/pid'), 'utf8')).not.toBe(before)
    const verdicts = events().filter(({ type }) => type === 'verification')
    const json = verdicts.filter(({ expectation }) => expectation.kind === 'json')
    expect(json.map(({ verdict, by }) => [verdict, by])).toEqual([
      ['met', 'opsbook'],
      ['met', 'opsbook'],
    ])
    expect(verdicts.find(({ expectation }) => expectation.text === 'no output')).toMatchObject({ verdict: 'met' })
    expect(events().at(-1)).toMatchObject({ type: 'run.finished', result: 'succeeded', time: { verdict: 'met' } })
    expect(screen).toContain('as expected: {"status": "ok"}')
    expect(readFileSync(PAGE, 'utf8')).toBe(readFileSync(join(folder, 'docs/RUNBOOK.md'), 'utf8'))
  })

  test.skipIf(existsSync('/tmp/nats-store'))(
    'Full System Reset: every change is asked for, the rest checked',
    async () => {
      const target = ['run', 'docs/RUNBOOK.md#full-system-reset-safe-in-cp1']
      const { code, screen } = await atTerminal(target, answer, { cwd: folder, env: runs() })
      expect(code, screen).toBe(0)
      expect(readFileSync(join(folder, 'calls'), 'utf8').split('\n')).toContain('pkill -f beam.smp')
      expect(events().at(-1)).toMatchObject({ type: 'run.finished', result: 'succeeded' })
    },
  )
})
