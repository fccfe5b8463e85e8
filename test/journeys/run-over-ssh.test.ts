/** A whole run at two targets over a real sshd on loopback, with keys of its own. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sshdCommand } from '../sshd-command.ts'
import { opsbook } from './run-opsbook.ts'

const SSHD = sshdCommand('run-over-ssh.test.ts')
const ready = SSHD !== undefined

const PAGE = `# Worker

## Restart

**Steps**:

\`\`\`bash
# 1. Look at it
echo version 7; test -n "$SSH_CONNECTION"

# 2. Restart it
port=\${SSH_CONNECTION##* }
echo "try $port" >><log-file>
test ! -e <log-file>-$port

# 3. The shell is still the same
test -n "$port" && echo "$port" >><log-file>-done
\`\`\`
`

let folder = ''
let server: ChildProcess | undefined
let ports: number[] = []

beforeAll(async () => {
  if (!ready) return
  folder = mkdtempSync(join(tmpdir(), 'obs-'))
  mkdirSync(join(folder, 'tmp'))
  for (const key of ['host', 'user'])
    spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, key)])
  ports = [await freePort(), await freePort()]
  const lines = [
    ...ports.map((port) => `Port ${port}`),
    ...[`ListenAddress 127.0.0.1`, `HostKey ${folder}/host`, `AuthorizedKeysFile ${folder}/user.pub`],
    ...[
      'PasswordAuthentication no',
      'UsePAM no',
      'StrictModes no',
      'PidFile none',
      'PermitRootLogin prohibit-password',
    ],
  ]
  writeFileSync(join(folder, 'sshd_config'), `${lines.join('\n')}\n`)
  const [type, key] = readFileSync(join(folder, 'host.pub'), 'utf8').split(' ')
  writeFileSync(join(folder, 'known'), ports.map((port) => `[127.0.0.1]:${port} ${type} ${key}\n`).join(''))
  const shared = ` HostName 127.0.0.1\n User ${userInfo().username}\n IdentitiesOnly yes\n UserKnownHostsFile ${folder}/known\n`
  writeFileSync(join(folder, 'config'), `Host web-*\n${shared}`)
  const targets = ports.map(
    (port, index) =>
      `    web-${index + 1}: { ssh: web-${index + 1}, port: ${port}, configFile: ${folder}/config, identityFile: ${folder}/user }\n`,
  )
  const groups = '  groups: { web: [web-1, web-2] }\n'
  const policy = '  policy: { unattendedChanges: true }\n'
  writeFileSync(join(folder, 'opsbook.yaml'), `run:\n${policy}  targets:\n${targets.join('')}${groups}`)
  writeFileSync(join(folder, 'page.md'), PAGE)
  server = spawn(SSHD![0]!, [...SSHD!.slice(1), '-D', '-e', '-f', join(folder, 'sshd_config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  await new Promise<void>((resolve) =>
    server!.stderr!.on('data', (text) => {
      said += text
      if (said.split('listening').length > 2) resolve()
    }),
  )
})
afterAll(() => {
  if (!ready) return
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

const run = (...args: string[]) =>
  opsbook(['run', '--trust', '--yes-changes', ...args, '--param', `log-file=${folder}/log`, 'page.md#restart'], {
    cwd: folder,
    env: { HOME: folder, OPSBOOK_RUNS: join(folder, 'runs'), TMPDIR: join(folder, 'tmp') },
  })
const lines = (name: string) => readFileSync(join(folder, name), 'utf8').trim().split('\n')

test.runIf(ready)(
  'one target fails within the budget, the other is done, and only the first is tried again',
  async () => {
    writeFileSync(join(folder, `log-${ports[1]}`), '')
    const first = await run('--target', 'web', '--max-failures', '1')
    expect(first.stderr).toBe('')
    expect(first.stdout).toMatch(/web-1, web-2 \(2\)\n {2}│ version 7\n/)
    expect(first.stdout).toMatch(/web-2 ✗ failed in .*: ended with status 1/)
    expect(first.stdout).toContain('1 of 2 targets failed, the others are done')
    expect(first.code).toBe(1)
    expect(lines('log').sort()).toEqual(ports.map((port) => `try ${port}`).sort())
    expect(lines('log-done')).toEqual([`${ports[0]}`])

    rmSync(join(folder, `log-${ports[1]}`))
    const [before = ''] = readdirSync(join(folder, 'runs'))
    const second = await run('--retry-failed', before, '--json')
    expect(JSON.parse(second.stdout)).toMatchObject({ result: 'succeeded', targets: ['web-2'] })
    expect(lines('log-done')).toEqual(ports.map(String))
    expect(lines('log')).toHaveLength(3)
    // The shared connections are gone with the runs, and their folders too.
    expect(readdirSync(join(folder, 'tmp'))).toEqual([])
  },
  60_000,
)

test.runIf(ready)(
  'a target that cannot be reached has failed before anything ran there',
  async () => {
    const { code, stdout } = await run('--target', `ssh:nobody-knows-this-host.invalid`, '--format', 'json')
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ result: 'failed' })
  },
  60_000,
)
