/** Procedures at several targets, and blocks of other languages, as a user runs them; stand-ins for docker, kubectl and psql. */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { RunEvent } from '../../src/runbook/record/events.ts'
import { opsbook } from './run-opsbook.ts'

let folder = ''
let server: Server
let address = ''

const PAGES: Readonly<Record<string, string>> = {
  'restart.md': `# Worker

## Restart

**Steps**:

\`\`\`bash
# 1. Look at it
echo version 7

# 2. Restart it
echo "restarting $NODE"; test ! -e "$WORK/fail-$NODE"

# 3. Note it
echo done >>"$WORK/done-$NODE"
\`\`\`
`,
  'health.md': `# Health

## Look

**Steps**:

\`\`\`http
GET http://ADDRESS/healthz/<service>
Accept: application/json
X-Key: <api-key>
\`\`\`

\`\`\`sql
SELECT count(*) FROM orders WHERE state = '<state>';
\`\`\`

\`\`\`promql
sum(rate(http_requests_total{job="<service>"}[5m]))
\`\`\`

\`\`\`logql
{app="<service>"} |= "error"
\`\`\`
`,
}

const CONFIG = `variables: [NODE, WORK]
run:
  policy: { unattendedChanges: true }
  targets:
    web-1: { docker: web-1 }
    web-2: { docker: web-2, user: app }
    web-3: { kubectl: deployment/web, namespace: shop, container: app }
    web-4: { podman: web-4 }
  groups:
    web: [web-1, web-2, web-3, web-4]
  executors:
    sql: { psql: { host: db.internal, port: 5433, database: shop, user: reader, password: env:SHOP_PASSWORD } }
    promql: { prometheus: "http://ADDRESS/prom" }
    http: true
    logql: { command: [cat] }
`

/** Takes the words up to its container or pod, and starts what comes behind it. */
const CONTAINER = `#!/bin/bash
printf '%s ' "\${0##*/}" "$@" >>"$HOME/argv"; echo >>"$HOME/argv"
case \${0##*/} in
kubectl) NODE=web-3; while [[ $1 != -- ]];do shift;done; shift;;
*) while [[ $1 != -- ]];do shift;done; NODE=$2; shift 2;;
esac
export NODE WORK=$HOME; exec "$@"
`
const PSQL = `#!/bin/bash
{ echo "args $*"; env | grep ^PG | sort; cat; } >"$HOME/psql"
printf 'password is %s\\n' "$PGPASSWORD"
`

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/prom/api/v1/query')
      response.end('{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"12.5"]}]}}')
    else response.end(`{"path": "${request.url}"}\nkey ${request.headers['x-key']}\n`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`
  folder = mkdtempSync(join(tmpdir(), 'opsbook-targets-'))
  mkdirSync(join(folder, 'bin'))
  for (const [name, text] of [
    ['docker', CONTAINER],
    ['podman', CONTAINER],
    ['kubectl', CONTAINER],
    ['psql', PSQL],
  ] as const) {
    writeFileSync(join(folder, 'bin', name), text)
    chmodSync(join(folder, 'bin', name), 0o755)
  }
  for (const [name, text] of Object.entries(PAGES))
    writeFileSync(join(folder, name), text.replaceAll('ADDRESS', address))
  writeFileSync(join(folder, 'opsbook.yaml'), CONFIG.replaceAll('ADDRESS', address))
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => {
  for (const name of readdirSync(folder)) if (/^(?:fail|done)-|^argv$/.test(name)) rmSync(join(folder, name))
  rmSync(join(folder, 'runs'), { recursive: true, force: true })
})

const run = (args: readonly string[], env: Record<string, string> = {}) =>
  opsbook(args, {
    cwd: folder,
    env: { HOME: folder, OPSBOOK_RUNS: join(folder, 'runs'), PATH: `${folder}/bin:${process.env.PATH}`, ...env },
  })

const runs = () => readdirSync(join(folder, 'runs')).sort()
const eventsOf = (name: string): RunEvent[] =>
  readFileSync(join(folder, 'runs', name, 'journal.ndjson'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RunEvent)
const startedAt = (name: string) =>
  eventsOf(name).flatMap((event) =>
    event.type === 'step.started' ? [`${event.target} ${event.step.split('/').at(-1)}`] : [],
  )
const fail = (...names: string[]) => {
  for (const name of names) writeFileSync(join(folder, `fail-${name}`), '')
}
const doneAt = () =>
  readdirSync(folder)
    .filter((name) => name.startsWith('done-'))
    .sort()
    .join(' ')

test('a group goes through in batches, output that is the same is shown once, and one may fail', async () => {
  fail('web-3')
  const args = [
    'run',
    '--trust',
    '--yes-changes',
    '--target',
    'web',
    '--batch',
    '1,100%',
    '--max-failures',
    '25%',
    'restart.md#restart',
  ]
  const { code, stdout, stderr } = await run(args)
  expect(stderr).toBe('')
  expect(code).toBe(1)
  expect(stdout).toMatch(/batch 1 of 2: web-1\n/)
  expect(stdout).toMatch(/batch 2 of 2: web-2, web-3, web-4\n/)
  expect(stdout).toMatch(/ {2}web-2, web-3, web-4 \(3\)\n {2}│ version 7\n {2}✓ done at 3 targets in /)
  expect(stdout).toMatch(/✓ done at 2 of 3 in .*\n {2}web-3 ✗ failed in .*: ended with status 1\n/)
  expect(stdout).toContain('1 of 4 targets failed, the others are done')
  expect(doneAt()).toBe('done-web-1 done-web-2 done-web-4')
  const argv = readFileSync(join(folder, 'argv'), 'utf8')
  expect(argv).toContain('docker exec -i --user app -- web-2 bash --noprofile --norc')
  expect(argv).toContain('podman exec -i -- web-4 bash')
  expect(argv).toContain('kubectl --namespace=shop --container=app exec -i deployment/web -- bash')
}, 60_000)

test('beyond the budget nothing further begins; then only what failed is tried again', async () => {
  fail('web-2')
  const first = await run(['run', '--trust', '--yes-changes', '--target', 'web', '--batch', '2', 'restart.md#restart'])
  expect(first.code).toBe(1)
  const [before = ''] = runs()
  expect(startedAt(before).filter((each) => /^web-[34]/.test(each))).toEqual([])
  rmSync(join(folder, 'fail-web-2'))
  const again = await run([
    'run',
    '--trust',
    '--trust',
    '--yes-changes',
    '--retry-failed',
    'last',
    '--format',
    'json',
    'restart.md#restart',
  ])
  expect(again.code).toBe(0)
  expect(JSON.parse(again.stdout)).toMatchObject({ result: 'succeeded', targets: ['web-2'] })
  // Both may have begun in the same second; then chance sorts them.
  const second = runs().find((each) => each !== before) ?? ''
  expect(new Set(startedAt(second).map((each) => each.split(' ')[0]))).toEqual(new Set(['web-2']))
  expect(await run(['run', '--trust', '--yes-changes', '--retry-failed', second, 'restart.md#restart'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('nothing failed'),
  })
}, 60_000)

test('what cannot be meant is refused before anything is started', async () => {
  for (const [args, words] of [
    [['--target', 'wbe'], 'Did you mean web'],
    [['--target', 'person'], 'people of a run'],
    [['--target', 'web', '--batch', '0'], 'neither a number of targets'],
    [['--target', 'web', '--max-failures', 'few'], 'a number or a percentage'],
    [['--target', 'web', '--retry-failed', '20260101-000000-aaaa'], 'contradict'],
    [['--retry-failed', '20260101-000000-aaaa'], 'there is no run'],
    [['--params-file', 'restart.md'], 'restart.md'],
    [['--alert', 'restart.md'], 'no alert as JSON'],
  ] as const) {
    const { code, stderr } = await run(['run', '--trust', '--yes-changes', ...args, 'restart.md#restart'])
    expect(code, words).not.toBe(0)
    expect(stderr).toContain(words)
  }
}, 60_000)

test('where and with what is part of the plan and of its hash', async () => {
  const values = ['--param', 'service=api', '--param', 'state=open', '--secret', 'api-key=env:API_KEY']
  const plan = async (...args: string[]) => {
    const { code, stdout, stderr } = await run(['plan', '--json', ...args, ...values, 'health.md#look'])
    if (code !== 0) throw new Error(stderr)
    return JSON.parse(stdout) as { hash: string; executors: object; targets: object[]; notices: string[]; risk: string }
  }
  const local = await plan()
  expect(local.risk).toBe('read-only')
  expect(local.executors).toMatchObject({ http: { kind: 'http' }, sql: { kind: 'psql', port: 5433 } })
  const one = await plan('--target', 'docker:a')
  const other = await plan('--target', 'docker:b')
  expect(new Set([local.hash, one.hash, other.hash]).size).toBe(3)
  expect((await plan('--target', 'web')).notices.join()).toContain('from this machine, once for each target')
  const { stdout } = await run(['plan', '--target', 'web-3', ...values, 'health.md#look'])
  expect(stdout.replace(/\s+/g, ' ')).toContain('kubernetes deployment/web, namespace shop, container app')
  expect(stdout).toContain('env:SHOP_PASSWORD')
}, 60_000)

test('requests, queries and statements go to what the settings name, with values from files', async () => {
  writeFileSync(join(folder, 'values.yaml'), 'state: "it\'s `$(touch canary)`"\n')
  writeFileSync(join(folder, 'alert.json'), '{"alerts":[{"labels":{"service":"api","alertname":"Down"}}]}')
  const args = [
    'run',
    '--trust',
    '--auto',
    '--params-file',
    'values.yaml',
    '--alert',
    'alert.json',
    '--secret',
    'api-key=env:API_KEY',
    'health.md#look',
  ]
  const { code, stdout, stderr } = await run(args, { SHOP_PASSWORD: 'correct-horse', API_KEY: 'battery-staple' })
  expect(stderr).toBe('')
  expect(stdout).toMatch(/│ HTTP\/1\.1 200 OK\n[\s\S]*│ \{"path": "\/healthz\/api"\}/)
  expect(stdout).toMatch(/│ 12\.5\n/)
  expect(stdout).toContain('│ {app="api"} |= "error"')
  expect(code).toBe(0)
  const psql = readFileSync(join(folder, 'psql'), 'utf8')
  expect(psql.split('\n').slice(0, 6)).toEqual([
    'args -X --no-password --set=ON_ERROR_STOP=1 --file=-',
    'PGDATABASE=shop',
    'PGHOST=db.internal',
    'PGPASSWORD=correct-horse',
    'PGPORT=5433',
    'PGUSER=reader',
  ])
  expect(psql).toContain('\\set OPSBOOK_PARAM_STATE `printf \'%s\\n\' "$OPSBOOK_PARAM_STATE"`\nSELECT count(*)')
  expect(psql).toContain("state = :'OPSBOOK_PARAM_STATE';")
  expect(stdout).toContain('│ key [redacted]')
  expect(stdout).not.toMatch(/correct-horse|battery-staple/)
  const record = readFileSync(join(folder, 'runs', runs()[0]!, 'journal.ndjson'), 'utf8')
  expect(record).not.toMatch(/correct-horse|battery-staple/)
  expect(record).toContain('password is ')
}, 60_000)
