import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sshdCommand } from '../../../../test/sshd-command.ts'
import { openSession, type Session } from './actions.ts'
import { inheritedEnvironment } from './environment.ts'
import type { StepRequest } from './session.ts'
import { sshTransport } from './transport.ts'

/** A real sshd on loopback, with keys of its own, when the machine has one. */
const SSHD = sshdCommand('ssh.test.ts')
const ready = SSHD !== undefined

let folder = ''
let server: ChildProcess | undefined
let port = 0

beforeAll(async () => {
  if (!ready) return
  folder = mkdtempSync(join(tmpdir(), 'obs-'))
  mkdirSync(join(folder, 'control'))
  for (const key of ['host', 'user'])
    spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, key)])
  port = await freePort()
  const lines = [
    ...[`Port ${port}`, 'ListenAddress 127.0.0.1', `HostKey ${folder}/host`, `AuthorizedKeysFile ${folder}/user.pub`],
    ...[
      'PasswordAuthentication no',
      'UsePAM no',
      'StrictModes no',
      'PidFile none',
      'PermitRootLogin prohibit-password',
    ],
  ]
  writeFileSync(join(folder, 'sshd_config'), `${lines.join('\n')}\n`)
  const client = `Host here\n HostName 127.0.0.1\n Port ${port}\n User ${userInfo().username}\n IdentityFile ${folder}/user\n IdentitiesOnly yes\n UserKnownHostsFile ${folder}/known\n`
  writeFileSync(join(folder, 'config'), client)
  server = spawn(SSHD![0]!, [...SSHD!.slice(1), '-D', '-e', '-f', join(folder, 'sshd_config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await new Promise<void>((resolve) =>
    server!.stderr!.on('data', (text) => String(text).includes('listening') && resolve()),
  )
})

afterAll(() => {
  if (!ready) return
  spawnSync('ssh', ['-F', join(folder, 'config'), '-o', `ControlPath=${folder}/control/%C`, '-O', 'exit', 'here'])
  server?.kill('SIGTERM')
  rmSync(folder, { recursive: true, force: true })
})

const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

async function open() {
  const transport = sshTransport({
    host: 'here',
    configFile: join(folder, 'config'),
    controlFolder: join(folder, 'control'),
  })
  if (!transport.ok) throw new Error('refused')
  return openSession({
    transport: transport.value,
    environment: inheritedEnvironment(process.env),
    graceMs: 300,
    cwd: folder,
  })
}

const run = async (session: Session, text: string, more: Partial<StepRequest> = {}) => {
  const outcome = await session.run({ id: 's', language: 'bash', text, ...more }, () => undefined)
  return { ...outcome, out: Buffer.from(outcome.stdout.tail).toString() }
}

test.runIf(ready)(
  'an unknown host is refused, a known one keeps state, ends processes and survives a cut',
  async () => {
    const unknown = await open()
    expect(unknown).toMatchObject({
      ok: false,
      refusal: { code: 'session/no-answer', reason: expect.stringContaining('Host key verification failed') },
    })
    const [type, key] = spawnSync('cat', [join(folder, 'host.pub')])
      .stdout.toString()
      .split(' ')
    writeFileSync(join(folder, 'known'), `[127.0.0.1]:${port} ${type} ${key}\n`)
    const opened = await open()
    if (!opened.ok) throw new Error(JSON.stringify(opened.refusal))
    const session = opened.value
    await run(session, 'mkdir d; cd d; v=kept', { env: { POD: "a'b\n$(touch canary)" } })
    expect(await run(session, 'echo "$v $POD ${PWD##*/}"; test -n "$SSH_CONNECTION"')).toMatchObject({
      ...{ out: "kept a'b\n$(touch canary) d\n", end: { kind: 'finished', status: 0 } },
    })
    const slow = await run(session, '(setsid sleep 600 &); trap "" TERM; sleep 600; echo never', { timeoutMs: 400 })
    expect(slow).toMatchObject({ end: { kind: 'timed-out', processes: 'all-gone' }, out: '' })
    expect(await run(session, 'echo "$v ${PWD##*/}"')).toMatchObject({ restored: true, out: 'kept d\n' })
    expect((await run(session, 'kill -9 $(ps -o ppid= $PPID); sleep 2')).end.kind).toBe('lost')
    expect(await run(session, 'echo "$v"; exit 4')).toMatchObject({
      restored: true,
      out: 'kept\n',
      end: { kind: 'shell-ended', status: 4 },
    })
    expect((await run(session, 'ls')).out).toBe('')
    const seconds = performance.now()
    for (let round = 0; round < 20; round++) await run(session, 'true')
    expect((performance.now() - seconds) / 20).toBeLessThan(50)
    await session.close({ everything: true })
  },
  30_000,
)
