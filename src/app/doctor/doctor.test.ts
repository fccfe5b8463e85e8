import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { testDatabase } from '../../../test/test-database.ts'
import type { ServerStatus } from '../serve/status-route.ts'
import { judged, sizeOf, spanOf } from './finding.ts'
import { judgeStatus } from './judge-status.ts'
import { lookAtDatabase, skew } from './look-at-database.ts'
import { lookAtFolder } from './look-at-folder.ts'
import { lookAtSecrets } from './look-at-secrets.ts'

const WELL: ServerStatus = {
  ...{ version: '1.2.3', startedAt: '2030-01-01T00:00:00Z', uptimeSeconds: 7_200, now: '2030-01-01T02:00:00Z' },
  database: {
    ...{ kind: 'embedded', version: '18.4', sizeBytes: 12_000_000, latencyMs: 0.4, now: '2030-01-01T02:00:00Z' },
    migrations: { applied: 10, missing: [] },
  },
  ...{ jobs: { queued: 3, dead: 0 }, deliveries: { pending: 0, oldestSeconds: 0 }, overdueGroups: 0, lostRuns: 0 },
  ...{ subscriptions: { 'alerts-to-incidents': 0 }, runners: { all: 1, silent: [] }, alerts: {}, incidents: {} },
  selfAudit: { lastCleanAt: '2030-01-01T01:59:40Z', findings: [] },
  deadMan: { isConfigured: true, lastSentAt: '2030-01-01T01:59:30Z', trouble: null },
  heartbeats: { up: 3, late: 1 },
  upkeep: [{ task: 'backup', doneAt: '2030-01-01T00:00:00Z', failedAt: null, trouble: null }],
}
const lines = (status: ServerStatus, ours = '1.2.3') =>
  judgeStatus(status, ours).flatMap(({ state, what, measured, fix }) =>
    state === 'ok'
      ? []
      : [`${state} ${what}: ${measured}${fix === undefined ? '' : ` -> ${fix.split(' ').slice(0, 3).join(' ')}`}`],
  )

test('a server that is well has nothing to be mended', () => expect(lines(WELL)).toEqual([]))

test.each<[Partial<ServerStatus>, string]>([
  [{ version: '1.3.0' }, 'warning server: version 1.3.0, up for 2.0 h; this command is 1.2.3 -> use the same'],
  [{ overdueGroups: 2 }, 'wrong alert groups: 2 overdue -> restart the server;'],
  [
    { deliveries: { pending: 4, oldestSeconds: 400 } },
    'wrong notifications: 4 wait, the oldest for 7 min -> see whether the',
  ],
  [
    { deliveries: { pending: 4, oldestSeconds: 40 } },
    'warning notifications: 4 wait, the oldest for 40 s -> see whether the',
  ],
  [{ jobs: { queued: 1, dead: 2 } }, 'wrong jobs: 1 wait, 2 given up -> look for "jobs"'],
  [{ subscriptions: { follower: 90, quick: 0 } }, 'wrong followers: behind: follower 90 s -> look for "trouble"'],
  [{ runners: { all: 2, silent: ['web-1'] } }, 'warning runners: silent: web-1 -> start them again,'],
  [{ lostRuns: 1 }, 'warning runs: 1 of unknown outcome -> opsbook runs list,'],
  [
    { deadMan: { isConfigured: false, lastSentAt: null, trouble: null } },
    'warning dead man: nobody outside notices when this server dies -> name one in',
  ],
  [
    { deadMan: { isConfigured: true, lastSentAt: '2030-01-01T01:00:00Z', trouble: 'not taken: answered with 503' } },
    'wrong dead man: given 60 min ago; not taken: answered with 503 -> see whether server.deadMan.url',
  ],
  [{ heartbeats: { up: 3, down: 1 } }, 'warning heartbeats: 3 up, 1 down -> opsbook heartbeat list'],
  [
    { selfAudit: { lastCleanAt: null, findings: [] } },
    'wrong self-audit: none clean since the start, 2.0 h ago -> see what it',
  ],
  [{ selfAudit: { ...WELL.selfAudit, findings: ['jobs: stuck'] } }, 'wrong found: jobs: stuck'],
  [{ upkeep: [{ ...WELL.upkeep[0]!, trouble: 'disk full' }] }, 'wrong backup: last proved 2.0 h ago -> disk full'],
  [
    { database: { ...WELL.database, migrations: { applied: 9, missing: ['0099-new'] } } },
    'warning schema: missing: 0099-new -> opsbook server migrate',
  ],
])('%j', (change, expected) => expect(lines({ ...WELL, ...change })).toEqual([expected]))

test('spans, sizes and limits in words', () => {
  expect([3, 300, 9_000, 200_000].map(spanOf)).toEqual(['3 s', '5 min', '2.5 h', '2.3 days'])
  expect([0, 999, 61_000_000, 81.5e9].map(sizeOf)).toEqual(['0 B', '999 B', '61 MB', '81.5 GB'])
  expect([9, 10, 20].map((value) => judged(value, 10, 20))).toEqual(['ok', 'warning', 'wrong'])
  expect([500, -2_000, 40_000].map((ms) => skew('c', 'w', ms).state)).toEqual(['ok', 'warning', 'wrong'])
})

const folder = () => {
  const made = mkdtempSync(join(tmpdir(), 'opsbook-doctor-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

test('a folder that is not there is looked at without being made', async () => {
  const root = folder()
  const found = await lookAtFolder(join(root, 'not/yet'), {})
  expect(found.map(({ check }) => check)).toEqual(['db.folder', 'db.programs', 'db.disk', 'db.fsync'])
  expect(found.find(({ check }) => check === 'db.fsync')?.measured).toMatch(/^\d+\.\d\d ms$/)
  expect(readdirSync(root)).toEqual([])
})

test('a folder others may write into is found, with the command that mends it', async () => {
  const root = folder()
  chmodSync(root, 0o777)
  const found = await lookAtFolder(root, {})
  expect(found.filter(({ state }) => state === 'wrong')).toMatchObject([
    { check: 'db.modes', fix: `chmod go-w ${root}` },
  ])
  expect(await lookAtDatabase(root, {})).toMatchObject([{ state: 'ok', measured: 'at rest; the server starts it' }])
})

test("a database of one's own: reachable, fresh, away", async () => {
  const { config } = await testDatabase()
  const address = `postgres://${config.user}:${encodeURIComponent(String(config.password))}@/${config.database}?host=${encodeURIComponent(config.host!)}`
  const states = async (url: string) =>
    Object.fromEntries(
      (await lookAtDatabase('/nowhere', { OPSBOOK_DATABASE_URL: url })).map(({ check, state }) => [check, state]),
    )
  expect(await states(address)).toMatchObject({
    'db.durable': 'ok',
    'db.clock': 'ok',
    'db.migrations': 'ok',
    'security.secret-key': 'wrong',
  })
  expect(await states('postgres://ana@127.0.0.1:1/nothing')).toMatchObject({ 'db.unreachable': 'wrong' })
  const fresh = await testDatabase({ migrated: false })
  expect(await states(address.replace(String(config.database), String(fresh.config.database)))).toMatchObject({
    'db.migrations': 'warning',
  })
})

test('a token in the environment and an open file are told', () => {
  const file = join(folder(), 'credentials.json')
  expect(lookAtSecrets({}, [['credentials', file]]).map(({ state }) => state)).toEqual(['ok'])
  const root = folder()
  chmodSync(root, 0o755)
  const found = lookAtSecrets({ OPSBOOK_TOKEN: 'x' }, [['credentials', root]])
  expect(found).toMatchObject([{ state: 'warning' }, { state: 'wrong', fix: `chmod go= ${root}` }])
  expect(existsSync(file)).toBe(false)
})
