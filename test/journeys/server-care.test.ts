/** The server looked after with the real command line: backup under load, restore, reload, status, doctor. */
import { spawn } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { bin, opsbook } from './run-opsbook.ts'

interface Told {
  path: string
  status: string
  names: string[]
}

/** Somebody who is told; remembers of what. */
async function receiver() {
  const told: Told[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (piece) => {
      text += piece
    })
    request.on('end', () => {
      const { status, alerts } = JSON.parse(text) as { status: string; alerts: { labels: { alertname: string } }[] }
      told.push({ path: request.url ?? '', status, names: alerts.map(({ labels }) => labels.alertname) })
      response.end()
    })
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => void server.close())
  return { told, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

const settings = (hook: string, more: string) => `book: docs
alerting:
  route:
    receiver: people
    group_by: [alertname]
    group_wait: 1s
    group_interval: 2s
    repeat_interval: 1h
    routes:
      - { matchers: ['alertname="Load"'], receiver: nobody }
${more}
  receivers:
    - { name: nobody }
    - name: people
      webhook_configs: [{ url: '${hook}/people' }]
    - name: others
      webhook_configs: [{ url: '${hook}/others' }]
`

function place() {
  const folder = mkdtempSync(join(tmpdir(), 'opsbook-care-'))
  chmodSync(folder, 0o711)
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'book/docs'), { recursive: true })
  writeFileSync(
    join(folder, 'book/docs/queue.md'),
    '# Queue\n\n## Look\n\n1. Count:\n\n   ```bash\n   wc -l queue.txt\n   ```\n',
  )
  return folder
}

async function serve(folder: string, data: string) {
  const child = spawn(
    process.execPath,
    [bin, 'serve', 'book', '--no-runner', '--listen', '127.0.0.1:0', '--data', data],
    {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, LANG: 'C.UTF-8', OPSBOOK_RUNS: join(folder, 'runs') },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const said = { out: '', log: '' }
  child.stdout.setEncoding('utf8').on('data', (text) => {
    said.out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said.log += text
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await ended
  })
  await vi.waitFor(() => expect(`${said.out}${said.log}`).toMatch(/serving on http\S+/), { timeout: 90_000 })
  const url = /serving on (\S+)/.exec(said.out)![1]!
  const stop = () => {
    child.kill('SIGTERM')
    return ended
  }
  return {
    url,
    said,
    stop,
    setup: () => /(http\S+\/setup#\S+)/.exec(said.out)![1]!,
    hangUp: () => child.kill('SIGHUP'),
  }
}

const fire = (url: string, key: string, alertname: string, more: object = {}) =>
  fetch(`${url}/api/v2/alerts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify([{ labels: { alertname }, ...more }]),
  })

const tokenOf = (folder: string, url: string): string =>
  JSON.parse(readFileSync(join(folder, '.config/opsbook/credentials.json'), 'utf8')).servers[url].token

test('a server is reloaded, backed up under load, restored elsewhere, and tells nobody twice', {
  timeout: 420_000,
}, async () => {
  const folder = place()
  const cli = (...args: string[]) =>
    opsbook(args, { cwd: folder, env: { HOME: folder, OPSBOOK_RUNS: join(folder, 'runs') }, timeoutMs: 120_000 })
  const { told, url: hook } = await receiver()
  const write = (text: string) => writeFileSync(join(folder, 'book/opsbook.yaml'), text)
  write(settings(hook, ''))
  const one = await serve(folder, join(folder, 'one'))
  writeFileSync(join(folder, 'password'), 'a long enough password\n', { mode: 0o600 })
  const made = await cli('auth', 'setup', one.setup(), '--login', 'ana', '--name', 'Ana', '--password-file', 'password')
  expect(made).toMatchObject({ code: 0 })
  const token = tokenOf(folder, one.url)
  const ask = (method: string, path: string, body?: object) =>
    fetch(`${one.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
  const created = await ask('POST', '/api/v1/integrations', { name: 'prometheus', dialect: 'alertmanager-api' })
  const { key } = (await created.json()) as { key: string }

  // Told once.
  expect((await fire(one.url, key, 'Down')).status).toBe(200)
  await vi.waitFor(() => expect(told).toEqual([{ path: '/people', status: 'firing', names: ['Down'] }]), {
    timeout: 20_000,
  })

  // What it says of itself.
  const status = await cli('server', 'status', '--json')
  expect(status).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(status.stdout)).toMatchObject({
    ...{ schema: 'opsbook.server-status/v1', overdueGroups: 0, jobs: { dead: 0 }, selfAudit: { findings: [] } },
    ...{ database: { kind: 'embedded', migrations: { missing: [] } }, deliveries: { pending: 0 } },
  })
  expect((await cli('server', 'status')).stdout).toMatch(/✓ database · embedded PostgreSQL \d+/)
  const doctor = await cli('doctor', '--data', join(folder, 'one'))
  expect(doctor).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/✓ file modes[\s\S]*✓ schema[\s\S]*✓ clock of the server/),
  })
  chmodSync(join(folder, 'one/database-password'), 0o644)
  const open = await cli('doctor', '--db', '--data', join(folder, 'one'), '--json')
  chmodSync(join(folder, 'one/database-password'), 0o600)
  expect(open.code).toBe(3)
  expect(JSON.parse(open.stdout).findings).toContainEqual(
    expect.objectContaining({
      check: 'db.modes',
      state: 'wrong',
      fix: `chmod go= ${join(folder, 'one/database-password')}`,
    }),
  )
  expect((await (await ask('GET', '/metrics')).text()).split('\n')).toContain('opsbook_alert_groups_overdue 0')

  // Wrong settings are refused whole, with every error; the old ones stay in force.
  write(
    settings(hook, '      - { matchers: [\'alertname="Slow"\'], receiver: others }')
      .replace('repeat_interval: 1h', 'repeat_interval: soon')
      .replace('book: docs', 'book: docs\nunknown: 1'),
  )
  one.hangUp()
  await vi.waitFor(() => expect(one.said.log).toMatch(/the old ones stay in force/), { timeout: 10_000 })
  const refused = await ask('POST', '/-/reload')
  expect(refused.status).toBe(422)
  const { message } = (await refused.json()) as { message: string }
  expect(message).toMatch(/unknown/)
  expect(message).toMatch(/soon|repeat_interval/)
  await fire(one.url, key, 'Slow')
  await vi.waitFor(() => expect(told.at(-1)).toEqual({ path: '/people', status: 'firing', names: ['Slow'] }), {
    timeout: 20_000,
  })

  // Right ones are in force at once; whoever was told is not told again.
  write(settings(hook, '      - { matchers: [\'alertname="Full"\'], receiver: others }'))
  one.hangUp()
  await vi.waitFor(() => expect(one.said.log).toMatch(/read anew/), { timeout: 10_000 })
  await fire(one.url, key, 'Full')
  await vi.waitFor(() => expect(told.at(-1)).toEqual({ path: '/others', status: 'firing', names: ['Full'] }), {
    timeout: 20_000,
  })
  await sleep(3_000)
  expect(told).toHaveLength(3)

  // A backup while alerts pour in, proved by restoring it.
  let pouring = true
  let poured = 0
  const load = (async () => {
    for (; pouring; poured += 1)
      expect((await fire(one.url, key, 'Load', { startsAt: new Date().toISOString() })).status).toBe(200)
  })()
  const backup = await cli('server', 'backup', 'all.gz', '--verify', '--data', join(folder, 'one'))
  pouring = false
  await load
  expect(backup).toMatchObject({ code: 0, stdout: expect.stringContaining('restored on trial: the same') })
  expect(poured).toBeGreaterThan(0)
  expect(await one.stop()).toBe(0)

  // Elsewhere: what was told is not told again, and its end is.
  mkdirSync(join(folder, 'two'), { mode: 0o711 })
  cpSync(join(folder, 'one/secret-key'), join(folder, 'two/secret-key'))
  const restored = await cli('server', 'restore', 'all.gz', '--data', join(folder, 'two'))
  expect(restored).toMatchObject({ code: 0 })
  const again = await cli('server', 'restore', 'all.gz', '--data', join(folder, 'two'))
  expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('not empty') })
  const two = await serve(folder, join(folder, 'two'))
  expect(two.said.out).not.toContain('/setup#')
  await fire(two.url, key, 'Down')
  await sleep(6_000)
  expect(told.slice(3)).toEqual([])
  const signedIn = await fetch(`${two.url}/api/v1/auth/session`, { headers: { authorization: `Bearer ${token}` } })
  const ended = new Date(Date.now() - 1_000).toISOString()
  await fire(two.url, key, 'Down', { endsAt: ended })
  await vi.waitFor(() => expect(told.slice(3)).toEqual([{ path: '/people', status: 'resolved', names: ['Down'] }]), {
    timeout: 20_000,
  })
  // Whoever was signed in when the backup was written signs in again.
  expect(signedIn.status).toBe(401)
})
