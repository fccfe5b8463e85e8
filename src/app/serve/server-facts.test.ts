import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { testDatabase } from '../../../test/test-database.ts'
import { publish } from '../../db/events.ts'
import { sealOf } from '../../db/seal.ts'
import { serverMetrics } from '../../http/metrics.ts'
import type { Store } from '../open-store.ts'
import type { SelfAudit } from './self-audit.ts'
import { serverMeasures } from './server-measures.ts'
import { auditedUpkeep, backUpDaily, forgetOld } from './upkeep.ts'
import { noteDone, noteFailed } from './upkeep-store.ts'

const scraped = async (parts: Parameters<typeof serverMeasures>[0]) => {
  const { route } = serverMetrics(serverMeasures(parts), '1.2.3')
  const { body } = await route.handle({} as never)
  const lines = String(body)
    .split('\n')
    .filter((line) => /^opsbook_(?!process|nodejs|http)/.test(line))
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]))
}

const quiet: Pick<SelfAudit, 'lastClean' | 'findings'> = { lastClean: () => undefined, findings: () => [] }

const alone = { facts: () => ({ isConfigured: false, lastSentAt: undefined, trouble: undefined }) }

test('metrics tell the truth when everything is wrong, and when nothing is', async () => {
  const { db } = await testDatabase()
  const clock = () => new Date('2030-01-01T00:01:30Z')
  const startedAt = new Date('2030-01-01T00:00:00Z')
  const calm = await scraped({
    db,
    clock,
    startedAt,
    audit: quiet,
    deadMan: alone,
    jobs: { counts: async () => ({ queued: 0, dead: 0 }) },
  })
  expect(Object.fromEntries(calm)).toMatchObject({
    ...{ opsbook_notification_oldest_unsent_seconds: 0, opsbook_alert_groups_overdue: 0, opsbook_jobs_dead: 0 },
    ...{ opsbook_runners_silent: 0, opsbook_self_audit_findings: 0, opsbook_self_audit_clean_age_seconds: 90 },
  })
  expect([...calm.keys()].filter((name) => /alerts_open|incidents_open|subscription/.test(name))).toEqual([])

  await sql`insert into alert_deliveries (id, group_id, group_key, receiver, delivery, body, created_at)
    values ('d', 'g', 'k', 'r', 'w', '{}', now() - interval '100 seconds')`.execute(db)
  await sql`insert into alert_groups (id, route_id, group_key, labels, next_flush_at)
    values ('g', 'r', 'k', '{}', now() - interval '20 seconds'), ('h', 'r', 'k', '{}', now() - interval '5 seconds')`.execute(
    db,
  )
  await sql`insert into runners (id, name, token_hash, version, host, enrolled_by, last_seen_at, draining)
    values ('a', 'gone', 'a', '1', 'h', 'ana', now() - interval '1 minute', false), ('b', 'here', 'b', '1', 'h', 'ana', now(), false),
      ('c', 'drained', 'c', '1', 'h', 'ana', now() - interval '1 minute', true)`.execute(db)
  await sql`insert into subscriptions (name, cursor) values ('follower', '0-0'), ('quick', '999999999-0')`.execute(db)
  await publish(db, [{ type: 'alert.opened', subject: 'a', data: {} }])
  await sql`update events set at = now() - interval '50 seconds'`.execute(db)
  await sql`insert into alerts (id, integration_id, key, episode, fingerprint, told_name, words_hash, summary, severity, labels, annotations,
      links, details, starts_at, end_is_timeout, count, opened_at, last_seen_at, open)
    select 'alert_' || n, 'i', n::text, 1, n::text, 'n', 'w', 's', case when n = 1 then 'critical' else 'error' end, '{}', '{}', '[]', '{}',
      now(), false, 1, now(), now(), n < 4 from generate_series(1, 5) n`.execute(db)
  await sql`insert into incidents (id, kind, title, severity, status, opened_at, version, state)
    values ('i1', 'normal', 't', 'P1', 'open', now(), 1, '{}'), ('i2', 'normal', 't', 'P1', 'resolved', now(), 1, '{}')`.execute(
    db,
  )
  const wrong = await scraped({
    ...{ db, clock, startedAt, jobs: { counts: async () => ({ queued: 4, dead: 2 }) } },
    deadMan: { facts: () => ({ isConfigured: true, lastSentAt: startedAt, trouble: 'not taken' }) },
    audit: { lastClean: () => new Date('2030-01-01T00:01:00Z'), findings: () => ['jobs: 2 jobs were given up'] },
  })
  const about = (name: string, value: number) => expect(Math.abs(wrong.get(name)! - value), name).toBeLessThan(20)
  about('opsbook_notification_oldest_unsent_seconds', 100)
  about('opsbook_subscription_lag_seconds{subscription="follower"}', 50)
  expect(Object.fromEntries(wrong)).toMatchObject({
    ...{
      opsbook_notifications_unsent: 1,
      opsbook_alert_groups_overdue: 1,
      opsbook_jobs_dead: 2,
      opsbook_jobs_queued: 4,
    },
    opsbook_dead_man_age_seconds: 90,
    ...{ opsbook_runners_silent: 1, 'opsbook_subscription_lag_seconds{subscription="quick"}': 0 },
    ...{ 'opsbook_alerts_open{severity="critical"}': 1, 'opsbook_alerts_open{severity="error"}': 2 },
    ...{
      'opsbook_incidents_open{severity="P1"}': 1,
      opsbook_self_audit_findings: 1,
      opsbook_self_audit_clean_age_seconds: 30,
    },
  })
})

test('a daily backup is proved, old ones go, and a failure is a finding until one went well', async () => {
  const open = await testDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'opsbook-daily-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const store = { open, config: open.config, seal: sealOf(Buffer.alloc(32)), shown: 'test' } as unknown as Store
  for (const day of ['01', '02', '03']) writeFileSync(join(folder, `opsbook-202901${day}T023000Z.gz`), 'old')
  writeFileSync(join(folder, 'other.gz'), 'not ours')
  const clock = () => new Date('2030-01-01T02:30:00Z')
  const settings = { folder, keep: 2, at: '02:30' }
  await backUpDaily({ store, version: '1.2.3', clock }, settings)
  expect(readdirSync(folder).sort()).toEqual(['opsbook-20290103T023000Z.gz', 'opsbook-20300101T023000Z.gz', 'other.gz'])
  const broken = backUpDaily({ store, version: '1.2.3', clock }, { ...settings, folder: join(folder, 'other.gz') })
  await expect(broken).rejects.toThrow(/EEXIST|ENOTDIR/)

  const look = (now: Date) => auditedUpkeep({ store, clock: () => now, backups: () => settings }).look()
  expect(await look(new Date())).toEqual([])
  await noteDone(open.db, 'backup')
  await noteFailed(open.db, 'backup', 'no space left on device')
  expect(await look(new Date())).toEqual(['backup failed: no space left on device'])
  await noteDone(open.db, 'backup')
  expect(await look(new Date())).toEqual([])
  expect(await look(new Date(Date.now() + 30 * 3_600_000))).toEqual([
    expect.stringMatching(/^the last good backup is of 20/),
  ])
})

test('events nobody follows any more are forgotten after a week, younger ones are not', async () => {
  const { db } = await testDatabase()
  await publish(
    db,
    ['old', 'young'].map((subject) => ({ type: 'alert.opened', subject, data: {} })),
  )
  await sql`update events set at = now() - interval '8 days' where subject = 'old'`.execute(db)
  await sql`insert into incident_requests (actor_id, request_key, fingerprint, at) values ('ana', 'k', 'f', now() - interval '8 days')`.execute(
    db,
  )
  await forgetOld(db, { now: new Date(), keepDays: 90 }, new AbortController().signal)
  const { rows } = await sql`select subject, (select count(*) from incident_requests) as requests from events`.execute(
    db,
  )
  expect(rows).toEqual([{ subject: 'young', requests: 0 }])
})
