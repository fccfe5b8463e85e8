import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { openSession, type Session } from '../actions.ts'
import { inheritedEnvironment } from '../environment.ts'
import type { StepRequest } from '../session.ts'
import { localTransport, type Transport } from '../transport.ts'
import { runInTerminal, type TerminalRequest } from './actions.ts'
import { recordedBytes } from './recorded-bytes.ts'

const hasScript = spawnSync('script', ['--version']).status === 0
let session: Session | undefined
let folder = ''
afterEach(async () => {
  await session?.close({ everything: true })
  rmSync(folder, { recursive: true, force: true })
})

async function open(
  transport: Transport = localTransport(),
  environment = inheritedEnvironment(process.env),
): Promise<Session> {
  folder = mkdtempSync(join(tmpdir(), 'opsbook-terminal-test-'))
  const opened = await openSession({ transport, environment, cwd: folder, graceMs: 200 })
  if (!opened.ok) throw new Error(JSON.stringify(opened.refusal))
  session = opened.value
  return session
}

async function show(session: Session, step: Partial<StepRequest>, request: Partial<TerminalRequest> = {}) {
  let text = ''
  const outcome = await runInTerminal(
    session,
    { id: 's', language: 'bash', text: '', ...step },
    {
      attended: true,
      stdio: ['ignore', 'ignore', 'ignore'],
      sink: ({ bytes }) => {
        text += Buffer.from(bytes).toString('utf8')
      },
      ...request,
    },
  )
  return { ...outcome, text: text.replaceAll('\r\n', '\n') }
}

test.runIf(hasScript)('a step gets a terminal, the state of the session and its own values', async () => {
  const session = await open()
  const quiet = () => undefined
  await session.run(
    { id: 's', language: 'bash', text: 'mkdir d; cd d; f() { echo "f $1"; }; v="a b"', env: { POD: 'old' } },
    quiet,
  )
  const text = 'tty; f 1; echo "$v $POD $SECRET ${PWD##*/} ${OPSBOOK_START-none}"; v=lost; exit 7'
  const { end, text: shown } = await show(session, { text, env: { POD: 'new' }, secretEnv: { SECRET: 'x' } })
  expect(end).toEqual({ kind: 'finished', status: 7 })
  expect(shown).toMatch(/^\/dev\/pts\/\d+\nf 1\na b new x d none\n$/)
  const after = await session.run({ id: 's', language: 'bash', text: 'echo "$v"' }, quiet)
  expect(Buffer.from(after.stdout.tail).toString()).toBe('a b\n')
  expect((await show(session, { text: 'echo "${PWD##*/}"', cwd: '..' })).text).toBe(`${folder.split('/').at(-1)}\n`)
})

test.runIf(hasScript)('a time-out ends what runs in the terminal', async () => {
  const session = await open()
  const { end, text } = await show(session, { text: 'echo begun; sleep 60', timeoutMs: 300 })
  expect(end).toMatchObject({ kind: 'timed-out', processes: 'all-gone' })
  expect(text).toContain('begun')
})

test('without a person, a terminal or bash it is refused', async () => {
  const session = await open()
  const refusals = [
    (await show(session, { text: 'vi' }, { attended: false })).end,
    (await show(session, { text: 'x', language: 'python' })).end,
    (await show(session, { text: 'x', env: { LD_PRELOAD: 'x' } })).end,
    (await show(session, { text: 'x', env: { V: Uint8Array.of(255) } })).end,
  ]
  expect(refusals.map((end) => (end.kind === 'refused' ? end.refusal.code : end.kind))).toEqual([
    ...['session/no-terminal', 'session/no-terminal', 'session/bad-variable', 'session/bad-variable'],
  ])
})

test('a machine without script says so', async () => {
  const session = await open()
  const bare = { ...session.options.environment, PATH: folder }
  Object.assign(session.options, { environment: bare })
  expect((await show(session, { text: 'true' })).end).toMatchObject({
    kind: 'refused',
    refusal: { code: 'session/no-terminal' },
  })
})

test('the lines of script are taken away, and nothing else', () => {
  const check = (whole: string, bare: string, size: number) => {
    const filter = recordedBytes()
    const parts: Uint8Array[] = []
    for (let at = 0; at < whole.length; at += size)
      parts.push(filter.push(Buffer.from(whole.slice(at, at + size), 'latin1')))
    expect(Buffer.concat([...parts, filter.end()]).toString('latin1')).toBe(bare)
  }
  const body = `Script started on my own\n${'\xff\x1b[2J'.repeat(2000)}\n`
  for (const size of [1, 7, 4096, 1e6]) {
    check(
      `Script started on 2026-01-01 [COMMAND="x"]\n${body}\nScript done on 2026-01-01 [COMMAND_EXIT_CODE="0"]\n`,
      body,
      size,
    )
    check('Script started on 2026 [x]\nok', 'ok', size)
    check('', '', size)
  }
})
