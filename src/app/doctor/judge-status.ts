/** What a server says of itself, judged line by line. */
import type { ServerStatus } from '../serve/status-route.ts'
import { type Finding, judged, sizeOf, spanOf } from './finding.ts'
import { judgeHeartbeats } from './judge-heartbeats.ts'

/** A self-audit is made every half minute. */
const AUDIT_LATE_SECONDS = 120

export function judgeStatus(status: ServerStatus, ourVersion: string): Finding[] {
  return [...serverLines(status, ourVersion), ...workLines(status), ...judgeHeartbeats(status), ...auditLines(status)]
}

function serverLines(status: ServerStatus, ourVersion: string): Finding[] {
  const { version, uptimeSeconds, database } = status
  const { migrations } = database
  return [
    {
      ...{ check: 'server.version', what: 'server', state: version === ourVersion ? 'ok' : 'warning' },
      measured: `version ${version}, up for ${spanOf(uptimeSeconds)}${version === ourVersion ? '' : `; this command is ${ourVersion}`}`,
      ...(version === ourVersion ? {} : { fix: 'use the same version on both sides' }),
    },
    {
      ...{ check: 'server.database', what: 'database', state: judged(database.latencyMs, 50, 1_000) },
      measured: `${database.kind} PostgreSQL ${database.version}, ${sizeOf(database.sizeBytes)}, answers in ${database.latencyMs} ms`,
      ...(database.latencyMs < 50 ? {} : { fix: 'look at the load and the disk of the database' }),
    },
    {
      ...{ check: 'server.migrations', what: 'schema', state: migrations.missing.length === 0 ? 'ok' : 'warning' },
      measured:
        migrations.missing.length === 0
          ? `${migrations.applied} migrations applied`
          : `missing: ${migrations.missing.join(', ')}`,
      ...(migrations.missing.length === 0 ? {} : { fix: 'opsbook server migrate' }),
    },
  ]
}

function workLines({ jobs, deliveries, overdueGroups, subscriptions, runners, lostRuns }: ServerStatus): Finding[] {
  const lags = Object.entries(subscriptions)
  const slowest = Math.max(0, ...lags.map(([, lag]) => lag))
  const behind = lags.filter(([, lag]) => lag > 10).map(([name, lag]) => `${name} ${spanOf(lag)}`)
  return [
    {
      ...{ check: 'server.deliveries', what: 'notifications', state: judged(deliveries.oldestSeconds, 30, 300) },
      measured:
        deliveries.pending === 0
          ? 'none wait'
          : `${deliveries.pending} wait, the oldest for ${spanOf(deliveries.oldestSeconds)}`,
      ...(deliveries.oldestSeconds < 30
        ? {}
        : { fix: 'see whether the receiver answers; the log of the server says why not' }),
    },
    {
      ...{ check: 'server.groups', what: 'alert groups', state: overdueGroups === 0 ? 'ok' : 'wrong' },
      measured: overdueGroups === 0 ? 'none overdue' : `${overdueGroups} overdue`,
      ...(overdueGroups === 0 ? {} : { fix: 'restart the server; if it stays so, look at its log' }),
    },
    {
      ...{ check: 'server.subscriptions', what: 'followers', state: judged(slowest, 10, 60) },
      measured: behind.length === 0 ? 'none behind' : `behind: ${behind.join(', ')}`,
      ...(slowest < 10 ? {} : { fix: 'look for "trouble" in the log of the server' }),
    },
    {
      ...{ check: 'server.jobs', what: 'jobs', state: jobs.dead === 0 ? 'ok' : 'wrong' },
      measured: `${jobs.queued} wait, ${jobs.dead} given up`,
      ...(jobs.dead === 0 ? {} : { fix: 'look for "jobs" in the log of the server' }),
    },
    {
      ...{ check: 'server.runners', what: 'runners', state: runners.silent.length === 0 ? 'ok' : 'warning' },
      measured: runners.silent.length === 0 ? `${runners.all}, none silent` : `silent: ${runners.silent.join(', ')}`,
      ...(runners.silent.length === 0 ? {} : { fix: 'start them again, or opsbook runner drain NAME' }),
    },
    {
      ...{ check: 'server.lost-runs', what: 'runs', state: lostRuns === 0 ? 'ok' : 'warning' },
      measured: lostRuns === 0 ? 'none of unknown outcome' : `${lostRuns} of unknown outcome`,
      ...(lostRuns === 0 ? {} : { fix: 'opsbook runs list, then opsbook runs decide' }),
    },
  ]
}

function auditLines({ now, startedAt, selfAudit, upkeep }: ServerStatus): Finding[] {
  const { lastCleanAt, findings } = selfAudit
  const age = (Date.parse(now) - Date.parse(lastCleanAt ?? startedAt)) / 1_000
  const clean: Finding = {
    ...{ check: 'server.self-audit', what: 'self-audit', state: age > AUDIT_LATE_SECONDS ? 'wrong' : 'ok' },
    measured: lastCleanAt === null ? `none clean since the start, ${spanOf(age)} ago` : `clean ${spanOf(age)} ago`,
    ...(age > AUDIT_LATE_SECONDS ? { fix: 'see what it found, below' } : {}),
  }
  const backup = upkeep.find(({ task }) => task === 'backup')
  return [
    clean,
    ...findings.map((measured): Finding => ({ check: 'server.self-audit', what: 'found', state: 'wrong', measured })),
    ...(backup?.doneAt
      ? [
          {
            ...({ check: 'server.backup', what: 'backup', state: backup.trouble === null ? 'ok' : 'wrong' } as const),
            measured: `last proved ${spanOf((Date.parse(now) - Date.parse(backup.doneAt)) / 1_000)} ago`,
            ...(backup.trouble === null ? {} : { fix: backup.trouble }),
          },
        ]
      : []),
  ]
}
