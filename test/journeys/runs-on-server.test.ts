/** `opsbook runs … --on-server` through the real command line, the real server and its own runner. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { expectContract } from './json-contract.ts'
import { type Served, served } from './serving.ts'

const SHOP = `# Runbook — shop

## Look at the shop

\`\`\`bash
# 1. Look at the queue
echo "3 orders"; echo "slow" >&2
# 2. Print the state
cat state.txt
# Expected: open
\`\`\`

## Wait for the shop

\`\`\`bash
# 1. Begin
echo "it begins"
# 2. Wait
for n in 1 2 3 4 5 6 7 8; do echo "round $n"; sleep 1; done
\`\`\`

## Wait for ever

\`\`\`bash
# 1. Wait
echo "it takes a while"; sleep 120
\`\`\`

## Move the shop

\`\`\`bash
# 1. Move it
echo half > moved.txt; sleep 25; echo whole > moved.txt
\`\`\`

## Close the shop

\`\`\`bash {#close approve=1}
echo closed >> closed.txt
\`\`\`

## Clear the shop

\`\`\`bash {#clear approve=1}
echo cleared >> cleared.txt
\`\`\`
`

const YAML = 'book: docs\nrun:\n  policy: { unattendedChanges: true }\n'

let house: Served
const runs = (args: readonly string[], as?: string) => house.cli(['runs', ...args, '--on-server'], as)

/** Asks for a run and waits until it is where it is wanted. */
async function begin(procedure: string, state: string, result?: string): Promise<string> {
  const { id } = await house.api<{ id: string }>('POST', '/runs', {
    ...{ page: 'docs/SHOP.md', procedure, mode: 'yes-changes' },
  })
  await until(async () => {
    const run = await house.api<{ state: string; result: string }>('GET', `/runs/${id}`)
    return run.state === state && (result === undefined || run.result === result)
  })
  return id
}

async function until(is: () => Promise<boolean>, limitMs = 60_000): Promise<void> {
  const end = performance.now() + limitMs
  while (!(await is())) {
    if (performance.now() > end) throw new Error('it does not come')
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

const inBook = (name: string) => join(house.folder, 'book', name)

/** The journal the server has, byte for byte. */
async function journal(run: string): Promise<string> {
  const { stdout } = await house.cli(['api', 'GET', `/runs/${run}/events`])
  return stdout
}

/** Somebody else who may come in, signed in on the command line. */
async function joinIn(login: string, role: string): Promise<void> {
  const { link } = await house.api<{ link: string }>('POST', '/users', { login, name: login, role })
  const password = join(house.folder, 'password')
  await fetch(`${house.url}/api/v1/auth/link`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: link.split('#')[1], password: readFileSync(password, 'utf8') }),
  })
  const signedIn = await house.cli(
    ['auth', 'login', '--server', house.url, '--login', login, '--password-file', password],
    login,
  )
  expect(signedIn).toMatchObject({ code: 0 })
}

/** A way to the server that is cut whenever somebody likes, in the middle of whatever is on it. */
async function fragileWay(): Promise<{ url: string; cut: () => number }> {
  const target = new URL(house.url)
  const lines = new Set<Socket>()
  const proxy = createServer((client) => {
    const server = connect(Number(target.port), target.hostname)
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => other.destroy())
    }
    lines.add(client).add(server)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void proxy.close())
  const cut = () => {
    const open = [...lines].filter(({ destroyed }) => !destroyed)
    for (const line of open) line.destroy()
    return open.length
  }
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, cut }
}

test('runs of a server are looked at, approved, refused, stopped and decided as those of this machine', {
  timeout: 300_000,
}, async () => {
  house = await served({ 'SHOP.md': SHOP }, YAML)
  writeFileSync(inBook('state.txt'), 'shut\n')
  expect(await runs(['list'])).toMatchObject({
    code: 0,
    stdout: '',
    stderr: expect.stringContaining('there are no such runs at'),
  })
  expect(await runs(['view', 'last'])).toMatchObject({
    code: 5,
    stdout: '',
    stderr: expect.stringContaining('there is no run "last"'),
  })

  // Looking at one that failed.
  const id = await begin('look-at-the-shop', 'finished')
  const [table, plain, list, view, machine, raw, logs, stream, markdown, junit, watch] = await Promise.all([
    ...[
      runs(['list']),
      runs(['list', '--plain']),
      runs(['list', '--json']),
      runs(['view', id.slice(-5)]),
      runs(['view', 'last', '--json']),
    ],
    ...[runs(['view', id, '--format', 'ndjson']), runs(['logs', id]), runs(['logs', id, 'print the', '-q'])],
    ...[runs(['export', id]), runs(['export', id, '--format', 'junit']), runs(['watch', id])],
  ])
  expect(table!.stdout).toMatch(/^✗ failed {7}docs\/SHOP\.md#look-at-the-shop\n {15}\d{8}-\d{6}-\w{5} · /)
  expect(plain!.stdout.split('\t').slice(0, 3)).toEqual([id, 'failed', 'docs/SHOP.md#look-at-the-shop'])
  expectContract('runs', JSON.parse(list!.stdout))
  expectContract('run', JSON.parse(machine!.stdout))
  const { head } = JSON.parse(machine!.stdout).record
  expect(JSON.parse(list!.stdout)).toMatchObject({
    runs: [{ run: id, result: 'failed', actor: 'Ana', head }],
    left_out: 0,
  })
  expect(view!.stdout).toContain('│ 3 orders\n  │ slow\n')
  expect(view!.stdout).toMatch(/record {2}✓ \d+ lines, each follows/)
  expect(raw!.stdout).toBe(await journal(id))
  expect(logs!.stdout).toContain('│ 3 orders\n│ slow\n')
  expect(stream!.stdout).toBe('│ shut\n')
  expect(markdown!.stdout).toContain('```console\n$ cat state.txt\nshut\n```')
  expect(junit!.stdout).toContain('tests="2" failures="1"')
  expect(watch!.code).toBe(3)
  expect(watch!.stdout).toContain('✗ not as expected')
  const kept = await runs(['view', id, '--anchor', `${head.events}:${head.hash}`])
  expect([kept.code, kept.stdout]).toEqual([0, expect.stringContaining('the one that was kept')])
  expect((await runs(['view', id, '--anchor', `${head.events}:${'0'.repeat(64)}`])).code).toBe(3)

  // Approved by somebody else, who may; and refused.
  await joinIn('ben', 'operator')
  await joinIn('eve', 'viewer')
  const closing = await begin('close-the-shop', 'waiting')
  expect(await runs(['watch', closing])).toMatchObject({
    code: 6,
    stdout: expect.stringContaining(`next   opsbook runs approve ${closing} --on-server`),
  })
  expect(await runs(['approve', closing], 'eve')).toMatchObject({ code: 4, stdout: '' })
  expect(await runs(['approve', closing, '--hash', '000000'], 'ben')).toMatchObject({ code: 5, stdout: '' })
  const approved = await runs(['approve', closing, '--expires', '30m', '--note', 'CHG-1'], 'ben')
  expect(approved).toMatchObject({ code: 0, stdout: expect.stringContaining('approved by ben: Close the shop') })
  await until(async () => (await runs(['watch', closing])).code === 0)
  expect(readFileSync(inBook('closed.txt'), 'utf8')).toBe('closed\n')
  expect(await runs(['approve', closing], 'ben')).toMatchObject({ code: 5 })
  const clearing = await begin('clear-the-shop', 'waiting')
  expect((await runs(['list', '--result', 'waiting', '--plain'])).stdout).toContain(clearing)
  expect(await runs(['reject', clearing, '--note', 'not now'], 'ben')).toMatchObject({ code: 0 })
  await until(async () => (await house.api<{ state: string }>('GET', `/runs/${clearing}`)).state === 'finished')
  expect(await runs(['watch', clearing])).toMatchObject({
    code: 6,
    stdout: expect.stringContaining('rejected by ben: not now'),
  })
  expect(await runs(['resume', clearing])).toMatchObject({ code: 5, stdout: '' })
  expect(existsSync(inBook('cleared.txt'))).toBe(false)
  const filtered = await runs(['list', '--page', 'SHOP.md#clear-the-shop', '--result', 'rejected', '--json'])
  expect(JSON.parse(filtered.stdout).runs.map(({ run }: { run: string }) => run)).toEqual([clearing])
  const first = JSON.parse((await runs(['list', '--limit', '1', '--json'])).stdout)
  expect(first).toMatchObject({ runs: [{ run: clearing }], left_out: null })

  // Looked at while it goes, over a line that is cut.
  const way = await fragileWay()
  const waiting = await begin('wait-for-the-shop', 'running')
  const token = JSON.parse(readFileSync(join(house.folder, 'ana/opsbook/credentials.json'), 'utf8')).servers[house.url]
    .token
  writeFileSync(join(house.folder, 'token'), token)
  const watching = house.cli([
    'runs',
    'watch',
    waiting,
    '--server',
    way.url,
    '--token-file',
    join(house.folder, 'token'),
  ])
  let cuts = 0
  for (let tries = 0; tries < 12; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 400))
    cuts += way.cut()
  }
  const watched = await watching
  expect(cuts).toBeGreaterThan(1)
  expect(watched.code).toBe(0)
  expect(watched.stderr).toContain('looks again')
  expect(watched.stdout.match(/│ .*$/gm)).toEqual([
    '│ it begins',
    ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => `│ round ${n}`),
  ])

  // Stopped.
  const endless = await begin('wait-for-ever', 'running')
  expect((await runs(['watch', endless, '--timeout', '1s'])).code).toBe(8)
  expect(await runs(['cancel', endless, '--note', 'enough'])).toMatchObject({
    code: 0,
    stdout: `✓ ${endless} is over: cancelled\n`,
  })
  expect((await runs(['watch', endless])).code).toBe(130)
  expect((await runs(['cancel', endless])).code).toBe(5)
  await until(async () => (await runs(['view', endless])).stdout.includes('cancelled by Ana: enough'))

  // Its runner dies in the middle of a change: nobody knows, until somebody says it.
  const moving = await begin('move-the-shop', 'running')
  await until(async () => existsSync(inBook('moved.txt')))
  const begun = JSON.parse((await journal(moving)).split('\n')[0]!)
  process.kill(begun.process.pid, 'SIGKILL')
  await until(async () => (await runs(['watch', moving, '--timeout', '5s'])).code === 7)
  const decided = await runs(['decide', moving, '--as', 'succeeded', '--note', 'I have looked'])
  expect(decided).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`next  opsbook runs resume ${moving} --on-server`),
  })
  expect((await runs(['decide', moving, '--as', 'failed'])).code).toBe(5)
  expect(await runs(['resume', moving])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Move the shop: done'),
  })
  expect(readFileSync(inBook('moved.txt'), 'utf8')).toBe('half\n')
})
