/** Whole runs in a real shell, with an operator that answers from a list. */

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fence, file, folder, operator, planOf, read, request, run, surroundings } from '../../../test/trial-run.ts'
import type { RunEvent } from '../record/events.ts'
import { resumeRun, startRun } from './actions.ts'

describe('a procedure', () => {
  test('keeps its state between steps, as if pasted into one terminal', async () => {
    const plan = planOf(
      fence('', '# 1. Go', 'mkdir deep; cd deep', 'X=1; f() { echo "f $X"; }', '# 2. Use', 'f > out; pwd >> out'),
    )
    const { result } = await run(plan)
    expect(result).toBe('succeeded')
    expect(file('deep/out')).toBe(`f 1\n${join(folder, 'deep')}\n`)
  })

  test('stops at the first command that fails, and says at which line', async () => {
    const plan = planOf(
      fence('', '# 1. Do', 'touch one', 'for i in 1', 'do', 'ls gone', 'done', 'touch two', '# 2. More', 'touch three'),
    )
    const { result, of, outcome } = await run(plan)
    expect(result).toBe('failed')
    expect(of('step.finished').at(-1)).toMatchObject({
      result: 'failed',
      end: { kind: 'finished', status: 2 },
      failingLine: 3,
    })
    expect(readdirSync(folder).filter((name) => !name.startsWith('runs'))).toEqual(['one'])
    expect(outcome.ok && outcome.state.finished?.reason).toContain('"Do" failed')
  })

  test.each([
    ['exit 0', 0],
    ['exec true', 0],
    ['set -e; true; exit 0', 0],
    ['exit 3', 3],
  ])('whatever ends its shell with %s ends its step: the rest is not run', async (leaves, status) => {
    const plan = planOf(fence('', '# 1. Do', 'touch one', leaves, 'touch two', '# 2. Then', 'touch three'))
    const { result, of, outcome } = await run(plan)
    expect(result).toBe('failed')
    expect(of('step.finished').at(-1)).toMatchObject({ result: 'failed', end: { kind: 'shell-ended', status } })
    expect(readdirSync(folder).toSorted()).toEqual(['one', 'runs'])
    if (status === 0)
      expect(outcome.ok && outcome.state.finished?.reason).toContain('with status 0; the rest of the step was not run')
  })

  test('a shell that the last command of a step ends is new in the next step', async () => {
    const plan = planOf(fence('', '# 1. Do', 'X=1; touch one', 'exit 0', '# 2. Then', 'touch "two$X"'))
    const { result } = await run(plan)
    expect(result).toBe('succeeded')
    expect(readdirSync(folder)).toContain('two1')
  })

  test('a failure says which status the page expects', async () => {
    const { outcome } = await run(planOf(fence('{exit=1,2}', 'touch one')))
    expect(outcome.ok && outcome.state.finished?.reason).toBe(
      '"touch one" failed: ended with status 0; the page expects 1 or 2',
    )
  })

  test('what is expected decides, whatever the status says', async () => {
    const plan = planOf(
      fence('', '# 1. Make', 'echo 3 > n', '# 2. Read it', 'cat n', '# Expected: > 5', '# 3. Then', 'touch after'),
    )
    const { result, of } = await run(plan)
    expect(result).toBe('failed')
    expect(of('verification')[0]).toMatchObject({ verdict: 'not-met', by: 'opsbook' })
    expect(readdirSync(folder)).not.toContain('after')
  })

  test('prose is never passed when nobody is there, and asked for when somebody is', async () => {
    const plan = planOf(fence('', 'echo fine', '# Expected: No critical errors'))
    const absent = await run(plan)
    expect(absent.of('verification')[0]).toMatchObject({ verdict: 'unverified', by: 'nobody' })
    expect(absent.result).toBe('succeeded')
    rmSync(join(folder, 'runs'), { recursive: true })
    const present = await run(plan, { operator: operator(['no', 'give-up']) })
    expect(present.of('verification')[0]).toMatchObject({ verdict: 'not-met', by: 'ana' })
    expect(present.result).toBe('failed')
  })

  test('a check is tried until it holds', async () => {
    const plan = planOf(
      `${fence('', '(sleep 0.4; echo up > state) &')}\n\n**Verification**:\n\n${fence('', 'cat state', '# Expected: up')}`,
      { timeouts: { stepSeconds: 10, verificationSeconds: 5, pollSeconds: 0.1 } },
    )
    const { result, of } = await run(plan)
    expect(result).toBe('succeeded')
    expect(of('step.started').length).toBeGreaterThan(2)
    expect(of('verification').at(-1)).toMatchObject({ verdict: 'met' })
  })

  test('retries only what is declared to bear it', async () => {
    const body = ['echo x >> tries', 'test "$(wc -l < tries)" = 2']
    expect((await run(planOf(fence('{retries=2}', ...body)))).result).toBe('failed')
    expect(file('tries')).toBe('x\n')
    rmSync(join(folder, 'runs'), { recursive: true })
    expect((await run(planOf(fence('{retries=2 idempotent=true}', ...body)))).result).toBe('succeeded')
  })

  test('a value of an output goes to later steps, as a value', async () => {
    const plan = planOf(`${fence('{capture=name}', 'echo "a; touch evil"')}\n\n${fence('', 'echo "<name>" > out')}`)
    const { result, of } = await run(plan)
    expect(of('value.captured')[0]).toMatchObject({ name: 'name', value: 'a; touch evil' })
    expect(result).toBe('succeeded')
    expect(file('out')).toBe('a; touch evil\n')
    expect(readdirSync(folder)).not.toContain('evil')
  })

  test('its time is measured against its promise', async () => {
    const kept = await run(planOf(`${fence('', 'true')}\n\n**Expected Time**: < 5 seconds`))
    expect(kept.of('run.finished')[0]!.time).toMatchObject({ verdict: 'met' })
    rmSync(join(folder, 'runs'), { recursive: true })
    const late = await run(planOf(`${fence('', 'sleep 1.2')}\n\n**Expected Time**: < 1 second`))
    expect(late.of('run.finished')[0]!.time).toMatchObject({ verdict: 'not-met' })
  })
})

describe('time-outs and stopping', () => {
  test('a time-out ends everything the step started, double forks included', async () => {
    const plan = planOf(fence('{timeout=1s}', '(setsid sh -c "echo $$ > /dev/null; sleep 98765" &) ; sleep 98765'))
    const { result, of } = await run(plan)
    expect(result).toBe('failed')
    expect(of('step.finished')[0]!.end).toMatchObject({ kind: 'timed-out', processes: 'all-gone' })
    const left = readdirSync('/proc').filter((pid) => {
      try {
        return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('98765')
      } catch {
        return false
      }
    })
    expect(left).toEqual([])
  })

  test('a shell that is killed leaves a change unknown: its programs may go on', async () => {
    const plan = planOf(fence('', '# 1. Do', "bash -c 'kill -9 $PPID; sleep 0.3; echo late >> out'"))
    const { result, of } = await run(plan)
    expect(result).toBe('waits for person')
    expect(of('step.finished').at(-1)).toMatchObject({ result: 'unknown', end: { signal: 'SIGKILL' } })
    const settled = surroundings({ operator: operator(['succeeded']) })
    const resumed = read(await resumeRun({ run: 'r1', secretsFor: async () => new Map() }, settled))
    expect(resumed.result).toBe('succeeded')
    expect(resumed.of('step.started')).toHaveLength(1)
  })

  test('a change that was refused before it began is simply begun when the run is resumed', async () => {
    const { result } = await run(planOf(fence('{cwd=later}', 'echo 1 >> ../log')))
    expect(result).toBe('failed')
    mkdirSync(join(folder, 'later'))
    const resumed = read(await resumeRun({ run: 'r1', secretsFor: async () => new Map() }, surroundings()))
    expect([resumed.result, file('log')]).toEqual(['succeeded', '1\n'])
    expect(resumed.outcome.ok && resumed.outcome.state.contradictions).toEqual([])
    expect(resumed.of('step.started')).toHaveLength(2)
  })

  test('without the state its shell had, nothing of a resumed run is carried out', async () => {
    const pause = new AbortController()
    const plan = planOf(fence('', '# 1. Go', 'mkdir deep; cd deep', '# 2. Do', 'touch here'))
    const watcher = { event: ({ type }: RunEvent) => type === 'step.started' && pause.abort() }
    const first = await run(plan, { pause: pause.signal, watcher })
    rmSync(join(folder, 'runs/r1', first.of('state.saved').at(-1)!.file))
    const resumed = read(await resumeRun({ run: 'r1', secretsFor: async () => new Map() }, surroundings()))
    expect(resumed.result).toBe('failed')
    expect(resumed.of('step.finished').at(-1)).toMatchObject({ end: { kind: 'refused' } })
    expect([readdirSync(folder).toSorted(), readdirSync(join(folder, 'deep'))]).toEqual([['deep', 'runs'], []])
  })

  test('a check tells whether a step took effect, not whether its first command did', async () => {
    const stop = 'echo stopped > state; kill -9 $$'
    const check = ['# 3. Verify', 'cat state', '# Expected: `up`']
    for (const [commands, expected] of [
      [['echo up > state; kill -9 $$'], 'succeeded'],
      [['echo up > state', stop.replace('stopped', 'up'), 'touch later'], 'waits for person'],
    ] as const) {
      const plan = planOf(fence('', '# 1. Do', ...commands, ...check))
      const first = await run(plan)
      expect(first.result).toBe(expected)
      rmSync(join(folder, 'runs'), { recursive: true })
    }
    expect(readdirSync(folder)).not.toContain('later')
  })

  test('asked once, it stops after the step, and goes on later', async () => {
    const pause = new AbortController()
    const plan = planOf(fence('', '# 1. One', 'echo 1 >> log', '# 2. Two', 'echo 2 >> log'))
    const watcher = { event: ({ type }: RunEvent) => type === 'step.started' && pause.abort() }
    const first = await run(plan, { pause: pause.signal, watcher })
    expect([first.result, file('log')]).toEqual(['waits for resume', '1\n'])
    const resumed = await resumeRun({ run: 'r1', secretsFor: async () => new Map() }, surroundings())
    expect([read(resumed).result, file('log')]).toEqual(['succeeded', '1\n2\n'])
  })

  test('asked twice, what runs is ended and the record says so', async () => {
    const kill = new AbortController()
    const watcher = { event: ({ type }: RunEvent) => type === 'step.started' && setTimeout(() => kill.abort(), 100) }
    const { result, of } = await run(planOf(fence('', 'touch a; sleep 60')), { kill: kill.signal, watcher })
    expect(result).toBe('cancelled')
    expect(of('step.finished')[0]).toMatchObject({ result: 'cancelled', end: { processes: 'all-gone' } })
  })
})

describe('other kinds of steps', () => {
  test('a background step is waited for until it is ready, and ended with the run', async () => {
    const info = '{.background until="test -e ready" timeout=5s}'
    const plan = planOf(
      `${fence(info, 'echo $BASHPID > pid; sleep 0.3; touch ready; sleep 60')}\n\n${fence('', 'cat ready && touch seen')}`,
    )
    const { result } = await run(plan)
    expect(result).toBe('succeeded')
    expect(readdirSync(folder)).toContain('seen')
    expect(() => process.kill(Number(file('pid')), 0)).toThrow()
  })
  test('instructions are confirmed by a person, and stop a run where nobody is', async () => {
    const plan = planOf('1. Call the provider.\n2. Run `touch done`.')
    const alone = await run(plan)
    expect(alone.result).toBe('waits for person')
    const rest = await resumeRun(
      { run: 'r1', mode: 'interactive', secretsFor: async () => new Map() },
      surroundings({ operator: operator(['yes', 'done', 'yes']) }),
    )
    expect(read(rest).result).toBe('succeeded')
    expect(readdirSync(folder)).toContain('done')
  })
  test('one of several ways is carried out', async () => {
    const plan = planOf(fence('', '# Option 1: with a', 'touch a', '# Option 2: with b', 'touch b'))
    const { result } = await run(plan, { operator: operator(['yes', 'b', 'yes']) }, { mode: 'interactive' })
    expect(result).toBe('succeeded')
    expect(readdirSync(folder).filter((name) => name.length === 1)).toEqual(['b'])
  })
  test.each([
    ['python', 'print(6 * 7)', '42\n'],
    ['javascript', 'console.log(6 * 7)', '42\n'],
    ['sh', 'echo $((6 * 7))', '42\n'],
  ])('%s', async (language, text, expected) => {
    const plan = planOf(`\`\`\`${language}\n${text}\n\`\`\``)
    const { result, of } = await run(plan, { operator: operator(['yes', 'yes', 'yes']) }, { mode: 'interactive' })
    expect(result).toBe('succeeded')
    expect(
      of('output.ref')[0]!
        .chunks?.map(([, , out]) => out)
        .join(''),
    ).toBe(expected)
  })
})

describe('the record', () => {
  test('a secret is in none of its files', async () => {
    const value = 'hunter2-hunter2'
    const given = { name: 'db_password', reference: 'env:X', origin: 'flag' as const, secret: true }
    const plan = planOf(fence('', 'echo "<db_password>" | tee copy; export KEPT="<db_password>"; cd /'), {
      values: [given],
    })
    const { result } = await run(plan, { secrets: new Map([['db_password', value]]) })
    expect([result, file('copy')]).toEqual(['succeeded', `${value}\n`])
    const files = readdirSync(join(folder, 'runs'), { recursive: true, withFileTypes: true }).filter((each) =>
      each.isFile(),
    )
    expect(files.length).toBeGreaterThan(2)
    for (const { parentPath, name } of files) expect(readFileSync(join(parentPath, name), 'utf8')).not.toContain(value)
  })
  test('a secret that is part of a name of the run is refused before anything begins', async () => {
    const given = { name: 'db_password', reference: 'env:X', origin: 'flag' as const, secret: true }
    const plan = planOf(fence('', 'echo "<db_password>"'), { values: [given] })
    const { outcome } = {
      outcome: await startRun(request(plan), surroundings({ secrets: new Map([['db_password', 'mend-it']]) })),
    }
    expect(outcome).toMatchObject({ ok: false, refusal: { code: 'run/secret-unsafe', parameter: 'db_password' } })
    expect(readdirSync(folder)).toEqual([])
  })
  test('a resumed run goes on with the plan it had, whatever became of the page', async () => {
    writeFileSync(join(folder, 'log'), '')
    const plan = planOf(fence('', '# 1. One', 'cd /; V=kept', '# 2. Two', `echo "$V $PWD" >> ${folder}/log`))
    const pause = new AbortController()
    const watcher = { event: ({ type }: RunEvent) => type === 'step.started' && pause.abort() }
    await run(plan, { pause: pause.signal, watcher })
    const resumed = await resumeRun({ run: 'r1', secretsFor: async () => new Map() }, surroundings())
    expect([read(resumed).result, file('log')]).toEqual(['succeeded', 'kept /\n'])
  })
})
