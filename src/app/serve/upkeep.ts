/** What a server does for itself once a day, on one of its replicas: forget what nobody needs any more, back itself up. */
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Database } from '../../db/database.ts'
import { forgetEvents } from '../../db/events.ts'
import type { Jobs } from '../../db/jobs.ts'
import { forgetOldAlerts, USUAL_DAYS } from '../../response/alert/forget/actions.ts'
import { forgetRequests } from '../../response/incident/store.ts'
import { forgetMessages } from '../../response/page/notify/health/store.ts'
import { backUp } from '../back-up.ts'
import type { Store } from '../open-store.ts'
import type { BackupSettings } from '../server-config.ts'
import type { AuditedPart } from './self-audit.ts'
import { noteDone, noteFailed, upkeepStates } from './upkeep-store.ts'

export interface UpkeepParts {
  readonly store: Store
  readonly jobs: Pick<Jobs, 'work' | 'schedule' | 'enqueue'>
  readonly version: string
  readonly clock: () => Date
  /** What the settings say now. */
  readonly backups: () => BackupSettings | undefined
  /** Days that messages to people are kept. */
  readonly keepDays: () => number
}

const FORGET = 'upkeep.forget'
const BACKUP = 'upkeep.backup'
const DAY_MS = 86_400_000
/** Followers who were away longer read the state itself. */
const EVENTS_DAYS = 7
/** Nobody repeats a request whose answer was lost weeks ago. */
const REQUEST_DAYS = 7
/** A backup that failed is tried again before the next day. */
const AGAIN_MS = 3_600_000
/** A day, and time for the backup itself. */
const BACKUP_LATE_MS = 26 * 3_600_000
const FILE = /^opsbook-\d{8}T\d{6}Z\.gz$/

export interface Upkeep {
  readonly audited: AuditedPart
  /** To be called when the settings have changed. */
  readonly schedule: () => Promise<void>
}

/** Takes the daily work on, and says when it is due. */
export async function startUpkeep(parts: UpkeepParts): Promise<Upkeep> {
  await workUpkeep(parts)
  await scheduleUpkeep(parts)
  return { audited: auditedUpkeep(parts), schedule: () => scheduleUpkeep(parts) }
}

async function scheduleUpkeep({ jobs, backups }: Pick<UpkeepParts, 'jobs' | 'backups'>): Promise<void> {
  await jobs.schedule(FORGET, '17 3 * * *')
  const settings = backups()
  if (!settings) return
  const [hour, minute] = settings.at.split(':').map(Number)
  await jobs.schedule(BACKUP, `${minute} ${hour} * * *`)
}

async function workUpkeep(parts: UpkeepParts): Promise<void> {
  const { store, jobs, clock, backups, keepDays } = parts
  const { db } = store.open
  await jobs.work({
    ...{ name: FORGET, concurrency: 1 },
    handle: async (_data, signal) => {
      await noted(db, 'forget', () => forgetOld(db, { now: clock(), keepDays: keepDays() }, signal))
    },
  })
  await jobs.work({
    ...{ name: BACKUP, concurrency: 1 },
    handle: async () => {
      const settings = backups()
      if (!settings || (await noted(db, 'backup', () => backUpDaily(parts, settings)))) return
      await jobs.enqueue(db, BACKUP, {}, { startAfter: new Date(clock().getTime() + AGAIN_MS) })
    },
  })
}

/** Deletes what is old enough that nobody asks for it. */
export async function forgetOld(
  db: Database,
  { now, keepDays }: { readonly now: Date; readonly keepDays: number },
  signal: AbortSignal,
): Promise<void> {
  await forgetOldAlerts(db, USUAL_DAYS, now, signal)
  await forgetEvents(db, new Date(now.getTime() - EVENTS_DAYS * DAY_MS))
  await forgetRequests(db, REQUEST_DAYS)
  await forgetMessages(db, keepDays, signal)
}

/** Writes a backup, proves it, and only then removes the oldest beyond those that are kept. */
export async function backUpDaily(
  { store, version, clock }: Pick<UpkeepParts, 'store' | 'version' | 'clock'>,
  { folder, keep }: BackupSettings,
): Promise<string> {
  const at = clock()
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, `opsbook-${at.toISOString().replace(/[-:]|\.\d+/g, '')}.gz`)
  try {
    await backUp(store, { path, version, at, verify: true })
  } catch (error) {
    // What was not proved must not look like a backup.
    await rm(path, { force: true })
    throw error
  }
  const all = (await readdir(folder)).filter((name) => FILE.test(name)).sort()
  for (const name of all.slice(0, Math.max(0, all.length - keep))) await rm(join(folder, name))
  return path
}

/** What went wrong stays a finding until it has gone well. */
export const auditedUpkeep = ({
  store,
  clock,
  backups,
}: Pick<UpkeepParts, 'store' | 'clock' | 'backups'>): AuditedPart => ({
  name: 'upkeep',
  look: async () => {
    const states = await upkeepStates(store.open.db)
    const found = states.flatMap(({ task, trouble }) => (trouble === null ? [] : [`${task} failed: ${trouble}`]))
    const last = states.find(({ task }) => task === 'backup')
    const late = last?.doneAt != null && clock().getTime() - last.doneAt.getTime() > BACKUP_LATE_MS
    return backups() && late && last.trouble === null
      ? [...found, `the last good backup is of ${last.doneAt.toISOString()}`]
      : found
  },
})

async function noted(db: Database, task: string, work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
  } catch (error) {
    await noteFailed(db, task, error instanceof Error ? error.message : String(error))
    return false
  }
  await noteDone(db, task)
  return true
}
