import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { openSession, type Session } from './actions.ts'
import { inheritedEnvironment } from './environment.ts'
import type { StepRequest } from './session.ts'
import { localTransport, type Transport } from './transport.ts'

const linux = process.platform === 'linux'
let folder = ''
let session: Session | undefined
afterEach(async () => {
  await session?.close({ everything: true })
  session = undefined
  rmSync(folder, { recursive: true, force: true })
})

async function open(transport: Transport = localTransport(), graceMs = 200): Promise<Session> {
  folder = mkdtempSync(join(tmpdir(), 'opsbook-stop-'))
  const opened = await openSession({ transport, environment: inheritedEnvironment(process.env), cwd: folder, graceMs })
  if (!opened.ok) throw new Error(JSON.stringify(opened.refusal))
  session = opened.value
  return session
}

const step = (text: string, more: Partial<StepRequest> = {}): StepRequest => ({
  id: 's',
  language: 'bash',
  text,
  ...more,
})
const ignore = () => undefined
/** Processes, zombies aside, whose command line contains the word. */
const named = (word: string) =>
  readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(word)
    } catch {
      return false
    }
  })
let serial = 0
/** A duration nobody else sleeps, to find the sleeper again. */
const nap = () => `99${process.pid}.${++serial}`

const LOCAL = localTransport()
/** Three streams and nothing else, as through ssh or docker. */
const FRAMED: Transport = { target: 'framed', argv: ['bash', '--noprofile', '--norc'], channels: 'framed' }

for (const transport of linux ? [LOCAL, FRAMED] : []) {
  const where = transport.target
  test(`${where}: a time-out ends every kind of descendant, the next step has the state`, async () => {
    const session = await open(transport)
    const n = nap()
    await session.run(step('mkdir d; cd d; v=kept'), ignore)
    const text = `v=lost
      sleep ${n} &
      setsid sleep ${n} &
      (setsid bash -c 'sleep ${n} & sleep ${n}' &)
      ( (trap "" TERM; while :; do sleep 0.05; done) & )
      nohup sleep ${n} >/dev/null 2>&1 &
      env -i sleep ${n} &
      (env -i setsid sleep ${n} &)
      (env -i setsid bash -c '(env -i setsid sleep ${n} &)' >/dev/null 2>&1 &)
      trap '' TERM
      echo before; sleep ${n}; echo never`
    const outcome = await session.run(step(text, { timeoutMs: 300 }), ignore)
    expect(outcome.end).toEqual({ kind: 'timed-out', processes: 'all-gone', survivors: [] })
    expect(Buffer.from(outcome.stdout.tail).toString()).toBe('before\n')
    expect(named(n)).toEqual([])
    const after = await session.run(step('echo "$v ${PWD##*/}"'), ignore)
    expect(Buffer.from(after.stdout.tail).toString()).toBe('kept d\n')
    expect(after).toMatchObject({ restored: true, restoreProblems: [] })
  })

  test(`${where}: SIGTERM comes first and lets a trap clean up`, async () => {
    const session = await open(transport, 3000)
    const text = `trap 'sleep 0.2; echo cleaned >proof; exit 9' TERM; echo ready; sleep ${nap()} & wait`
    const outcome = await session.run(step(text, { timeoutMs: 300 }), ignore)
    expect(outcome.end).toMatchObject({ kind: 'timed-out', processes: 'all-gone' })
    expect(readFileSync(join(folder, 'proof'), 'utf8')).toBe('cleaned\n')
    expect(outcome.durationMs).toBeLessThan(2500)
  })

  test(`${where}: the trap of a shell that a time-out has ended is not carried out again`, async () => {
    const session = await open(transport, 3000)
    await session.run(step(`trap 'echo bye >>farewell' EXIT`), ignore)
    await session.run(step(`sleep ${nap()}`, { timeoutMs: 200 }), ignore)
    await session.run(step('true'), ignore)
    await session.close()
    expect(readFileSync(join(folder, 'farewell'), 'utf8')).toBe('bye\n')
  })

  test(`${where}: what an earlier step has left running is not touched`, async () => {
    const session = await open(transport)
    const n = nap()
    await session.run(step(`sleep ${n} & (setsid sleep ${n} &); sleep 0.1`), ignore)
    await delay(50)
    await session.run(step(`sleep ${nap()}`, { timeoutMs: 100 }), ignore)
    expect(named(n)).toHaveLength(2)
    await session.close({ everything: true })
    expect(named(n)).toHaveLength(0)
  })

  test(`${where}: cancelling ends a step the same way`, async () => {
    const session = await open(transport)
    const abort = new AbortController()
    const n = nap()
    const running = session.run(step(`echo begun; sleep ${n}`, { signal: abort.signal }), () => abort.abort())
    expect((await running).end).toEqual({ kind: 'cancelled', processes: 'all-gone', survivors: [] })
    expect(named(n)).toHaveLength(0)
    const early = await session.run(step('touch canary', { signal: abort.signal }), ignore)
    expect(early.end.kind).toBe('cancelled')
    expect(existsSync(join(folder, 'canary'))).toBe(false)
  })
}

test.runIf(linux)('processes that multiply are ended all the same', async () => {
  const session = await open()
  const n = nap()
  // Every generation starts two more and leaves; the depth bounds what a failing test could leave behind.
  const text = `grow() { (($1 == 0)) || { (setsid bash -c "$(declare -f grow); grow $(($1 - 1)) & grow $(($1 - 1)) & sleep ${n}" &) ; }; }; trap '' TERM; grow 7; sleep ${n}`
  const outcome = await session.run(step(text, { timeoutMs: 150 }), ignore)
  expect(outcome.end).toEqual({ kind: 'timed-out', processes: 'all-gone', survivors: [] })
  expect(named(n)).toHaveLength(0)
})
