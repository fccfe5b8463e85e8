/**
 * The promise of `examples/shop`: every command of its pages works as written and prints what the page expects.
 * Breaks the shop in each of its ways and repairs it with nothing but the text of the runbook.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'

const SHOP = 'examples/shop'
const PAGES = `${SHOP}/docs/operations`
const HEALTHY = { status: 'ok', queue: 'ok', worker: 'up', payments: 'ok', storage: 'ok' }

interface Check {
  command: string
  expected?: string
}

/** The checks of a section, its rollback apart: a person reads that one only when the steps went wrong. */
function readSection(page: string, title: string): { steps: Check[]; rollback: Check[] } {
  const found: { steps: Check[]; rollback: Check[] } = { steps: [], rollback: [] }
  let level = 0
  let part: 'steps' | 'rollback' = 'steps'
  let fence: string[] | undefined
  for (const line of readFileSync(`${PAGES}/${page}`, 'utf8').split('\n')) {
    const heading = fence ? null : /^(#{2,}) (.*)$/.exec(line)
    if (heading && level > 0 && heading[1]!.length <= level) break
    if (heading?.[2] === title) level = heading[1]!.length
    if (level === 0) continue
    const label = fence ? undefined : (heading?.[2] ?? /^\*\*(\w+)\*\*:/.exec(line)?.[1])
    if (label) part = label === 'Rollback' ? 'rollback' : 'steps'
    if (!fence && /^ *```bash$/.test(line)) fence = []
    else if (fence && /^ *```$/.test(line)) {
      found[part].push(...readFence(fence))
      fence = undefined
    } else fence?.push(line.trim())
  }
  if (level === 0) throw new Error(`no section "${title}" in ${page}`)
  return found
}

function readFence(lines: readonly string[]): Check[] {
  const checks: Check[] = []
  let commands: string[] = []
  for (const line of lines) {
    const expected = /^# Expected: (.*)$/.exec(line)?.[1]
    if (expected !== undefined) {
      checks.push({ command: commands.join('\n'), expected })
      commands = []
    } else if (line !== '' && !line.startsWith('#')) commands.push(line)
  }
  if (commands.length > 0) checks.push({ command: commands.join('\n') })
  return checks
}

function holds(expected: string, output: string): boolean {
  const comparison = /^([<>]) ([\d.]+)$/.exec(expected)
  if (comparison) {
    const [value, limit] = [Number.parseFloat(output), Number(comparison[2])]
    return comparison[1] === '<' ? value < limit : value > limit
  }
  if (expected === 'no output') return output === ''
  if (expected.startsWith('{'))
    return output.startsWith('{') && isDeepStrictEqual(JSON.parse(output), JSON.parse(expected))
  if (/^".*"$/.test(expected)) return output.includes(expected.slice(1, -1))
  return output === expected
}

/** Every command that a test has run, for the last test to see that none was left out. */
const performed = new Set<string>()

let folder: string
let env: NodeJS.ProcessEnv
let apiUrl: string

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

const shop = (script: string, ...args: string[]) =>
  execFileSync(`bin/${script}`, args, { cwd: SHOP, env, encoding: 'utf8', stdio: 'pipe' })

/** What `GET /health` says, or undefined when nobody answers. */
async function health(): Promise<unknown> {
  const response = await fetch(`${apiUrl}/health`).catch(() => undefined)
  return response?.json()
}

/** Runs the checks in one bash session and returns those whose command failed or whose output is another one. */
function perform(checks: readonly Check[]): unknown[] {
  expect(checks.length).toBeGreaterThan(0)
  for (const { command } of checks) performed.add(command)
  const out = join(folder, 'out')
  mkdirSync(out, { recursive: true })
  const file = (index: number, kind: string) => join(out, `${index}.${kind}`)
  const script = checks.map(
    ({ command }, i) => `{ ${command}\n} >'${file(i, 'out')}' 2>'${file(i, 'err')}'\necho $? >'${file(i, 'code')}'\n`,
  )
  writeFileSync(join(out, 'session'), script.join(''))
  spawnSync('bash', ['--noprofile', '--norc', join(out, 'session')], { cwd: SHOP, env, timeout: 40_000 })
  return checks.flatMap(({ command, expected }, i) => {
    const [output, errors, code] = ['out', 'err', 'code'].map((kind) => readFileSync(file(i, kind), 'utf8').trim())
    const good = code === '0' && errors === '' && (expected === undefined || holds(expected, output!))
    return good ? [] : [{ command, expected, output, errors, code }]
  })
}

/** Processes of this test's shop: each names its data folder in its arguments. */
const processesLeft = () =>
  execFileSync('ps', ['-ww', '-eo', 'args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes('service/') && line.includes(folder))

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'opsbook shop-'))
  const [api, worker] = [await freePort(), await freePort()]
  apiUrl = `http://127.0.0.1:${api}`
  env = {
    PATH: process.env.PATH,
    SHOP_DATA: join(folder, 'data'),
    SHOP_API_PORT: String(api),
    SHOP_WORKER_PORT: String(worker),
  }
  shop('start')
  expect(await health()).toEqual(HEALTHY)
})

afterEach(async () => {
  expect(shop('stop')).toBe('api is down\nworker is down\n')
  expect(processesLeft()).toEqual([])
  expect(await health()).toBeUndefined()
  rmSync(folder, { recursive: true })
})

const failures: [name: string, page: string, procedure: string, visible: object | undefined][] = [
  ['worker-crash', 'runbooks/worker.md', 'Worker Down', { worker: 'down' }],
  ['queue-poison', 'runbooks/queue.md', 'Queue Blocked', { worker: 'blocked' }],
  ['slow-payments', 'runbooks/payments.md', 'Slow Payments', { payments: 'slow' }],
  ['storage-full', 'runbooks/storage.md', 'Storage Full', { storage: 'full' }],
  ['bad-config', 'runbooks/api-service.md', 'API Down', undefined],
]

test.each(failures)('%s is repaired by %s, "%s"', async (name, page, procedure, visible) => {
  shop('break', name)
  const broken = await health()
  if (visible) expect(broken).toMatchObject({ status: 'degraded', ...visible })
  else expect(broken).toBeUndefined()

  expect(perform(readSection(page, procedure).steps)).toEqual([])
  expect(await health()).toEqual(HEALTHY)
  shop('seed-orders', '3')
  expect(shop('queue-depth', '--wait', '10')).toBe('0\n')
  expect(orders().filter((order) => order.status !== 'completed')).toEqual([])
})

const orders = () => {
  const names = readdirSync(join(folder, 'data/orders'))
  return names.map((name) => JSON.parse(readFileSync(join(folder, 'data/orders', name), 'utf8')))
}

test('rollbacks of the repairs work as written', async () => {
  shop('break', 'queue-poison')
  const blocked = readSection('runbooks/queue.md', 'Queue Blocked')
  expect(perform([...blocked.steps, ...blocked.rollback])).toEqual([])
  expect(readdirSync(join(folder, 'data/queue'))).toHaveLength(1)
  rmSync(join(folder, 'data/queue', readdirSync(join(folder, 'data/queue'))[0]!))

  shop('break', 'payments-recover')
  shop('deploy', 'config/standby-payments.json')
  expect(perform(readSection('runbooks/payments.md', 'Slow Payments').rollback)).toEqual([])
  expect(await health()).toEqual(HEALTHY)
})

test('all other procedures work as written', async () => {
  shop('seed-orders', '3')
  const both = (page: string, title: string) => {
    const { steps, rollback } = readSection(page, title)
    return [...steps, ...rollback]
  }
  const checks = [
    ...both('procedures/backup-restore.md', 'Back Up Now'),
    ...both('README.md', 'Start Here'),
    ...both('procedures/routines.md', 'Daily Check'),
    ...both('procedures/routines.md', 'Weekly Check'),
    ...both('runbooks/api-service.md', 'Restart the Shop'),
    ...both('runbooks/api-service.md', 'API Errors'),
    ...both('runbooks/worker.md', 'Pause the Worker'),
    ...both('runbooks/queue.md', 'Queue Backlog'),
    ...both('runbooks/storage.md', 'Raise the Quota'),
    ...both('procedures/backup-restore.md', 'Restore from Backup'),
    ...both('procedures/deployment.md', 'Deploy a Release'),
    ...both('procedures/rollback.md', 'Roll Back a Release'),
    ...both('drills/worker-crash-drill.md', 'Prepare (T+0)'),
    ...both('drills/worker-crash-drill.md', 'Break the Worker (T+1)'),
    ...readSection('runbooks/worker.md', 'Worker Down').steps,
    ...both('drills/worker-crash-drill.md', 'Verify (T+10..15)'),
  ]
  expect(perform(checks)).toEqual([])
  expect(await health()).toEqual(HEALTHY)
})

test('a backup keeps the newest 48, as the retention says', () => {
  const backups = join(folder, 'data/backups')
  for (let day = 10; day < 60; day++) writeFileSync(join(backups, `shop-201501${day}T000000Z.tar.gz`), '')
  shop('backup')
  const kept = readdirSync(backups).sort()
  expect(kept).toHaveLength(48)
  expect(kept[0]).toBe('shop-20150113T000000Z.tar.gz')
})

test('pages and alert rules name only metrics that the shop serves', async () => {
  const served = await (await fetch(`${apiUrl}/metrics`)).text()
  const named = [...readdirSync(PAGES, { recursive: true, encoding: 'utf8' }), '../../monitoring/alerts.yml']
    .filter((file) => /\.(md|yml)$/.test(file))
    .flatMap((file) => readFileSync(`${PAGES}/${file}`, 'utf8').match(/\bshop_[a-z_]+/g) ?? [])
  expect(named.length).toBeGreaterThan(20)
  expect([...new Set(named)].filter((metric) => !served.includes(`\n${metric}`))).toEqual([])
})

test('no command of the pages was left out above', () => {
  const pages = readdirSync(PAGES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.md'))
  const written = pages.flatMap((page) => {
    const fences = readFileSync(`${PAGES}/${page}`, 'utf8').matchAll(/^( *)```bash\n([\s\S]*?)^ *```$/gm)
    return [...fences].flatMap(([, , body]) => readFence(body!.split('\n').map((line) => line.trim())))
  })
  expect(written.length).toBeGreaterThan(50)
  expect(written.filter(({ command }) => !performed.has(command))).toEqual([])
})
