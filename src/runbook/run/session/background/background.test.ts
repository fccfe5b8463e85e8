import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { openSession, type Session } from '../actions.ts'
import { inheritedEnvironment } from '../environment.ts'
import { WATCH_PROGRAM } from '../processes/process-programs.ts'
import { localTransport } from '../transport.ts'
import { startBackground } from './actions.ts'

let session: Session | undefined
let folder = ''
afterEach(async () => {
  await session?.close({ everything: true })
  rmSync(folder, { recursive: true, force: true })
})

async function open(): Promise<Session> {
  folder = mkdtempSync(join(tmpdir(), 'opsbook-background-'))
  const opened = await openSession({
    transport: localTransport(),
    environment: inheritedEnvironment(process.env),
    cwd: folder,
    graceMs: 200,
  })
  if (!opened.ok) throw new Error(JSON.stringify(opened.refusal))
  session = opened.value
  return session
}

const quiet = () => undefined
const marked = (mark: string) =>
  readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'latin1').includes(mark)
    } catch {
      return false
    }
  })

test('it starts in the state of the session, is waited for, and ends when the session closes', async () => {
  const session = await open()
  await session.run(
    {
      id: 'a',
      language: 'bash',
      text: 'name=web; serve() { sleep 0.2; echo "$name up" >up; sleep 600 & (setsid sleep 600 &); wait; }',
    },
    quiet,
  )
  const started = await startBackground(
    session,
    { id: 'b', language: 'bash', text: 'echo serving; serve' },
    { sink: quiet, ready: { text: 'test -s up', everyMs: 20, timeoutMs: 5000 } },
  )
  if (!started.ok) throw new Error(JSON.stringify(started))
  expect(readFileSync(join(folder, 'up'), 'utf8')).toBe('web up\n')
  expect(marked(started.value.session).length).toBeGreaterThanOrEqual(3)
  const meanwhile = await session.run({ id: 'c', language: 'bash', text: 'echo "$name"' }, quiet)
  expect(Buffer.from(meanwhile.stdout.tail).toString()).toBe('web\n')
  await session.close()
  const outcome = await started.value.ended
  expect(outcome.end).toMatchObject({ kind: 'cancelled', processes: 'all-gone' })
  expect(Buffer.from(outcome.stdout.tail).toString()).toBe('serving\n')
  expect(marked(started.value.session)).toEqual([])
})

test('one that ends or is not ready in time is told, and nothing of it stays', async () => {
  const session = await open()
  const start = (text: string, ready: string) =>
    startBackground(
      session,
      { id: 'b', language: 'bash', text },
      { sink: quiet, ready: { text: ready, everyMs: 20, timeoutMs: 300 } },
    )
  expect(await start('echo no; exit 3', 'false')).toMatchObject({
    ok: false,
    notReady: 'it ended before it was ready',
    outcome: { end: { kind: 'shell-ended', status: 3 } },
  })
  expect(await start('sleep 600', 'sleep 10')).toMatchObject({
    ok: false,
    notReady: 'it was not ready within 0.3 s',
    outcome: { end: { kind: 'cancelled' } },
  })
  expect(await start('true', 'true')).toMatchObject({ ok: true })
  expect(await startBackground(session, { id: 'b', language: 'klingon', text: 'x' }, { sink: quiet })).toMatchObject({
    ok: true,
    value: {},
  })
})

test('the watcher ends everything when whoever started it is gone, and leaves when told', async () => {
  const mark = `beef${process.pid}`
  const victim = spawn('bash', ['-c', 'trap "" TERM; (setsid sleep 600 &) ; sleep 600; true'], {
    env: { ...process.env, OPSBOOK_SESSION_ID: mark },
    stdio: 'ignore',
  })
  await expect.poll(() => marked(mark).length).toBe(3)
  const watch = (last: string) => {
    const watcher = spawn('bash', ['--noprofile', '--norc'], { stdio: ['pipe', 'ignore', 'ignore'] })
    watcher.stdin.end(`${WATCH_PROGRAM}${mark}\n${last}`)
    return new Promise((resolve) => watcher.on('exit', resolve))
  }
  await watch('done\n')
  expect(marked(mark)).toHaveLength(3)
  await watch('')
  expect(marked(mark).filter((pid) => pid !== String(victim.pid))).toEqual([])
  expect(victim.exitCode ?? victim.signalCode).toBe('SIGKILL')
})
