/** Records of runs through the real command line: look, go on, approve, decide, cancel, export; and what was changed. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { atTerminal, hasTerminal } from './at-terminal.ts'
import { expectContract } from './json-contract.ts'
import { bin, type Outcome, opsbook } from './run-opsbook.ts'
import { writeBook } from './small-book.ts'

const SHOP = `# Runbook — shop

## Look at the shop

\`\`\`bash
# 1. Look at the queue
echo "3 orders"; echo "slow" >&2
# 2. Print the state
cat state.txt
# Expected: open
\`\`\`

## Reopen the shop

\`\`\`bash
# 1. Look
cat state.txt
# 2. Open it
echo open > state.txt
# 3. Verify
cat state.txt
# Expected: open
\`\`\`

## Wait for the shop

\`\`\`bash
# 1. Wait
echo "it takes a while"; sleep 25
\`\`\`

## Move the shop

\`\`\`bash
# 1. Move it
echo half > moved.txt; sleep 5; echo whole > moved.txt
\`\`\`

## Close the shop

\`\`\`bash {#close approve=1}
echo closed > closed.txt
\`\`\`
`
const OWN = `---
policy: {two_person: true}
---

# Runbook — till

## Empty the till

\`\`\`bash
echo 0 > till.txt
\`\`\`
`

let book = ''
let env: Record<string, string> = {}
beforeAll(() => {
  book = writeBook({ 'docs/SHOP.md': SHOP, 'docs/TILL.md': OWN, 'opsbook.yaml': '', 'state.txt': 'shut\n' })
  env = { HOME: join(book, 'home'), OPSBOOK_RUNS: join(book, 'runs') }
  mkdirSync(env.HOME!)
})
afterAll(() => rmSync(book, { recursive: true, force: true }))

const call = (...args: string[]): Promise<Outcome> => opsbook(args, { cwd: book, env })
const runs = (...args: string[]) => call('runs', ...args)
const type = (args: string[], ...answers: (readonly [string | RegExp, string])[]) =>
  atTerminal(args, answers, { cwd: book, env })
const names = () => (existsSync(env.OPSBOOK_RUNS!) ? readdirSync(env.OPSBOOK_RUNS!).toSorted() : [])
const journal = (run: string) => join(env.OPSBOOK_RUNS!, run, 'journal.ndjson')
/** A run of its own. */
async function begin(procedure: string, ...flags: string[]): Promise<{ run: string; code: number | null }> {
  const before = new Set(names())
  const { code } = await call('run', '--trust', ...flags, procedure)
  return { run: names().find((name) => !before.has(name)) ?? '', code }
}
const json = async (run: string) => JSON.parse((await runs('view', run, '--json')).stdout)

async function until<T>(what: () => T | undefined | false): Promise<T> {
  for (let tries = 0; tries < 200; tries++) {
    const found = what()
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('it does not come')
}

/** A run that goes on in the background, once its step has begun. */
async function going(procedure: string, answers?: readonly (readonly [string | RegExp, string])[]) {
  const before = new Set(names())
  const ended = answers
    ? type(['run', '--trust', procedure], ...answers)
    : call('run', '--trust', '--auto', procedure).then(({ code }) => ({ code, screen: '' }))
  const run = await until(() => names().find((name) => !before.has(name)))
  await until(() => existsSync(journal(run)) && readFileSync(journal(run), 'utf8').includes('"step.started"'))
  const { process } = JSON.parse(readFileSync(journal(run), 'utf8').split('\n')[0]!)
  return { run, pid: process.pid as number, ended }
}

/** Whether the shell of a run is still there, by the number its record has. */
function alive(run: string): boolean {
  const opened = /"type":"session\.opened".*?"pid":(\d+)/.exec(readFileSync(journal(run), 'utf8'))
  return existsSync(`/proc/${opened?.[1]}`)
}

const PARTS = ['list', 'view', 'logs', 'watch', 'resume', 'approve', 'reject', 'decide', 'cancel', 'export']
test.each(PARTS)(
  'runs %s -h has an example, and a mistyped flag is answered with the one that was meant',
  async (part) => {
    const help = await runs(part, '-h')
    expect(help).toMatchObject({ code: 0, stderr: '' })
    expect(help.stdout).toContain(`Usage: opsbook runs ${part}`)
    expect(help.stdout).toMatch(new RegExp(`Examples:\\n {2}opsbook runs ${part}`))
    const wrong = await runs(part, 'last', '--quet')
    expect(wrong).toMatchObject({ code: 2, stdout: '' })
    expect(wrong.stderr).toContain('Did you mean --quiet?')
  },
)

test('without runs there is nothing to list, and no run to name', async () => {
  expect(await runs('list')).toMatchObject({ code: 0, stdout: '' })
  const { code, stderr } = await runs('view', 'last')
  expect(code).toBe(5)
  expect(stderr).toContain('there is no run "last"')
  expect((await runs('veiw')).stderr).toContain('opsbook runs view')
})

describe('a run that failed', () => {
  let run = ''
  beforeAll(async () => {
    const begun = await begin('docs/SHOP.md#look-at-the-shop', '--auto')
    run = begun.run
    expect(begun.code).toBe(3)
  })

  test('is in the list, as table, plain and JSON, and in its filters', async () => {
    const [table, plain, machine, other, page] = await Promise.all([
      runs('list'),
      runs('list', '--plain'),
      runs('list', '--json'),
      runs('list', '--result', 'waiting'),
      runs('list', '--page', 'SHOP.md#look-at-the-shop', '--result', 'failed'),
    ])
    expect(table.stdout).toMatch(/^✗ failed {7}docs\/SHOP\.md#look-at-the-shop\n {15}\d{8}-\d{6}-\w{5} · /)
    expect(plain.stdout.split('\t').slice(0, 3)).toEqual([run, 'failed', 'docs/SHOP.md#look-at-the-shop'])
    expectContract('runs', JSON.parse(machine.stdout))
    expect(JSON.parse(machine.stdout).runs[0]).toMatchObject({ run, result: 'failed', procedure: 'look-at-the-shop' })
    expect(other).toMatchObject({ code: 0, stdout: '' })
    expect(page.stdout).toBe(
      table.stdout.replace(/· [^·]* ago ·|· just now ·/, page.stdout.match(/· [^·]* ago ·|· just now ·/)![0]),
    )
    expect((await runs('list', '--result', 'gone')).code).toBe(2)
  })

  test('is shown with what was expected and seen, by any name that is unambiguous', async () => {
    const { code, stdout } = await runs('view', run.slice(-4))
    expect(code).toBe(0)
    expect(stdout).toContain('│ 3 orders')
    expect(stdout).toContain('✗ not as expected:')
    expect(stdout).toMatch(/record {2}✓ \d+ lines, each follows/)
    const machine = await json(run)
    expectContract('run', machine)
    expect(machine.record.attempts.map(({ step }: { step: string }) => step)).toHaveLength(2)
  })

  test('gives back its raw events, byte by byte', async () => {
    const { stdout } = await runs('view', run, '--format', 'ndjson')
    expect(stdout).toBe(readFileSync(journal(run), 'utf8'))
  })

  test('gives back what was printed', async () => {
    const [all, one, stream, raw] = await Promise.all([
      runs('logs', run),
      runs('logs', run, 'print the', '-q'),
      runs('logs', run, '--stream', 'stderr', '-q'),
      runs('logs', run, '--raw', '--stream', 'stdout'),
    ])
    expect(all.stdout).toContain('│ 3 orders\n│ slow\n')
    expect(one.stdout).toBe('│ shut\n')
    expect(stream.stdout).toBe('│ slow\n')
    expect(raw.stdout).toBe('3 orders\nshut\n')
    expect((await runs('logs', run, '-q', '--timestamps')).stdout).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z │ 3 orders\n/)
    const unknown = await runs('logs', run, 'purge')
    expect(unknown).toMatchObject({ code: 5, stdout: '' })
    expect(unknown.stderr).toContain('has no step "purge"')
  })

  test('is exported', async () => {
    const [markdown, cast, junit] = await Promise.all(
      ['md', 'asciicast', 'junit'].map((format) => runs('export', run, '--format', format)),
    )
    expect(markdown!.stdout).toContain('```console\n$ cat state.txt\nshut\n```')
    const [head, ...frames] = cast!.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(head).toMatchObject({ version: 2 })
    expect(frames.map(([, , text]) => text).join('')).toContain('cat state.txt\r\nshut\r\n')
    expect(junit!.stdout).toContain('tests="2" failures="1"')
    expect((await runs('export', run, '--format', 'html')).code).toBe(2)
  })

  test('continues a head that was kept elsewhere, and no other', async () => {
    const { head } = (await json(run)).record
    const kept = await runs('view', run, '--anchor', `${head.events}:${head.hash}`)
    expect(kept.code).toBe(0)
    expect(kept.stdout).toContain('the one that was kept')
    const other = await runs('view', run, '--anchor', `${head.events}:${'0'.repeat(64)}`)
    expect(other.code).toBe(3)
    expect(await runs('view', run, '--anchor', 'x')).toMatchObject({ code: 2, stdout: '' })
  })

  test('that was changed is damaged: told with its line, exit 3, and the others are still listed', async () => {
    const { run: other } = await begin('docs/SHOP.md#look-at-the-shop', '--auto')
    const text = readFileSync(journal(run), 'utf8')
    try {
      writeFileSync(journal(run), text.replace('"status":0', '"status":1'))
      const [list, view, machine, exported] = await Promise.all([
        runs('list', '--plain'),
        runs('view', run),
        runs('view', run, '--json'),
        runs('export', run),
      ])
      expect(list.code).toBe(0)
      expect(list.stdout).toContain(`${run}\tdamaged`)
      expect(list.stdout).toContain(`${other}\tfailed`)
      expect(view.code).toBe(3)
      expect(view.stdout).toMatch(/✗ line \d+: the line does not follow the one before it/)
      expect([machine.code, exported.code]).toEqual([3, 3])
      expect(JSON.parse(machine.stdout).record.integrity.sound).toBe(false)
      expect((await runs('resume', run, '--auto')).code).toBe(3)
    } finally {
      writeFileSync(journal(run), text)
    }
  })
})

describe('a run that waits', () => {
  let run = ''
  beforeAll(async () => {
    const begun = await begin('docs/SHOP.md#reopen-the-shop', '--auto')
    run = begun.run
    expect(begun.code).toBe(6)
  })

  test('says so, and cannot be resumed where nobody can be asked, unless it was begun so', async () => {
    expect((await runs('list', '--result', 'waiting')).stdout).toContain('"Open it" changes something')
    expect((await runs('resume', run)).code).toBe(6)
    const { code, stderr } = await runs('resume', run, '--secret', 'x=env:Y')
    expect(code).toBe(2)
    expect(stderr).toContain('no secret "x"')
  })

  test('needs no approval and has nothing to decide', async () => {
    expect(await runs('approve', run)).toMatchObject({ code: 2, stdout: '' })
    expect(await runs('decide', run, '--as', 'succeeded')).toMatchObject({ code: 5, stdout: '' })
    expect(await runs('decide', run)).toMatchObject({ code: 2, stdout: '' })
  })

  test.skipIf(!hasTerminal)('is resumed at a terminal to its end', async () => {
    const { code, screen } = await type(['runs', 'resume', run], ['Carry out this plan', 'y'], ['Run it', 'y'])
    expect(screen).toContain('Reopen the shop: done')
    expect(code).toBe(0)
    expect(readFileSync(join(book, 'state.txt'), 'utf8')).toBe('open\n')
    expect(await json(run)).toMatchObject({ result: 'succeeded', counts: { done: 3, met: 1 } })
    expect((await runs('resume', run, '--auto')).code).toBe(5)
    expect((await runs('cancel', run)).code).toBe(5)
  })

  test('is cancelled', async () => {
    writeFileSync(join(book, 'state.txt'), 'shut\n')
    const { run: other } = await begin('docs/SHOP.md#reopen-the-shop', '--auto')
    expect((await runs('cancel', other, '--note', 'not today')).code).toBe(0)
    expect(await json(other)).toMatchObject({ result: 'cancelled', reason: expect.stringContaining('not today') })
  })
})

describe('a run that goes on', () => {
  test('is watched, is held by its process, and ends when it is cancelled', async () => {
    const { run, pid, ended } = await going('docs/SHOP.md#wait-for-the-shop')
    const [list, pending, resumed, approved] = await Promise.all([
      runs('list', '--plain', '--limit', '1'),
      runs('watch', run, '--timeout', '1s'),
      runs('resume', run, '--auto'),
      runs('decide', run, '--as', 'failed'),
    ])
    expect(list.stdout).toContain(`${run}\trunning`)
    expect(pending.code).toBe(8)
    expect(pending.stdout).toContain('sleep 25\n  │ it takes a while\n')
    for (const refused of [resumed, approved]) {
      expect(refused).toMatchObject({ code: 5, stdout: '' })
      expect(refused.stderr).toContain(`process ${pid} on`)
    }
    const watched = runs('watch', run)
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect((await runs('cancel', run)).code).toBe(0)
    expect((await ended).code).toBe(130)
    const { code, stdout } = await watched
    expect(code).toBe(130)
    expect(stdout).toContain('Wait for the shop: cancelled')
    expect(stdout.match(/│ it takes a while/g)).toHaveLength(1)
    expect((await json(run)).result).toBe('cancelled')
  })

  test.skipIf(!hasTerminal)(
    'and dies leaves a change whose end nobody knows: it is decided, then resumed',
    async () => {
      const { run, pid, ended } = await going('docs/SHOP.md#move-the-shop', [
        ['Carry out this plan', 'y'],
        ['Run it', 'y'],
      ])
      await until(() => existsSync(join(book, 'moved.txt')))
      process.kill(pid, 'SIGKILL')
      await ended
      expect((await runs('list', '--plain', '--limit', '1')).stdout).toContain(`${run}\tinterrupted`)
      // Its shell goes on without the process that began it: as long as it does, nothing may be said about the step.
      const early = await runs('decide', run, '--as', 'again')
      expect(early).toMatchObject({ code: 7, stdout: '', stderr: expect.stringContaining('is still at work') })
      await until(() => readFileSync(join(book, 'moved.txt'), 'utf8') === 'whole\n')
      await until(() => !alive(run))
      expect((await runs('decide', run, '--as', 'succeeded', '--note', 'looked')).code).toBe(0)
      const { code } = await type(['runs', 'resume', run], ['Run it', 'y'])
      expect(code).toBe(0)
      const machine = await json(run)
      expect(machine).toMatchObject({ result: 'succeeded', parts: [{ state: 'succeeded', attempts: 1 }] })
      expect(machine.record.integrity).toMatchObject({ sound: true })
    },
  )
})

describe.skipIf(!hasTerminal)('a run that needs an approval', () => {
  const waits = async (procedure: string) => {
    const before = new Set(names())
    const { code, screen } = await type(['run', '--trust', procedure], ['Carry out this plan', 'y'])
    expect(code).toBe(6)
    return { run: names().find((name) => !before.has(name))!, screen }
  }

  test('is approved for its plan, and goes on', async () => {
    const { run, screen } = await waits('docs/SHOP.md#close-the-shop')
    expect(screen).toContain(`opsbook runs approve ${run}`)
    const { plan_hash: hash } = await json(run)
    const other = await runs('approve', run, '--hash', hash.startsWith('abcdef') ? '123456' : 'abcdef')
    expect(other).toMatchObject({ code: 5, stdout: '' })
    expect((await runs('approve', run, '--expires', 'soon')).code).toBe(2)
    const approved = await runs('approve', run, '--hash', hash.slice(0, 8), '--expires', '1h', '--note', 'CHG-7')
    expect(approved.code).toBe(0)
    expect(approved.stdout).toContain(hash)
    expect((await type(['runs', 'resume', run], ['Run it', 'y'])).code).toBe(0)
    expect(existsSync(join(book, 'closed.txt'))).toBe(true)
    const { approvals } = (await json(run)).record
    expect(approvals).toMatchObject([{ verdict: 'approved', note: 'CHG-7', plan_hash: hash }])
  })

  test('is refused with a reason, and ends with that', async () => {
    const { run } = await waits('docs/SHOP.md#close-the-shop')
    const { code, stdout } = await runs('reject', run, '--note', 'not now')
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining(`opsbook runs view ${run}`) })
    const machine = await json(run)
    expectContract('run', machine)
    expect(machine).toMatchObject({ result: 'rejected', reason: expect.stringMatching(/^rejected by .*: not now$/) })
    expect((await runs('watch', run)).code).toBe(6)
    for (const args of [
      ['approve', run],
      ['reject', run],
      ['resume', run, '--auto'],
    ])
      expect(await runs(...args)).toMatchObject({ code: 5, stdout: '' })
  })

  test('by two people is not approved by whoever began it', async () => {
    const { run } = await waits('docs/TILL.md#empty-the-till')
    const { code, stdout, stderr } = await runs('approve', run)
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' })
    expect(stderr).toContain('whose run this is')
    expect((await json(run)).record.approvals).toEqual([])
  })
})

test('a reader that goes away is no error', () => {
  const { status, stderr } = spawnSync('sh', ['-c', `"${process.execPath}" "${bin}" runs view last | head -c 1`], {
    cwd: book,
    env: { PATH: process.env.PATH ?? '', ...env },
    encoding: 'utf8',
  })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
})
