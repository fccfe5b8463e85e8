/**
 * Work to be done later or elsewhere: a small port over pg-boss on the same database. A job is enqueued in the transaction of what
 * it follows from, runs at least once on any replica, and on another one within 12 s when its replica dies. Handlers are idempotent.
 */

import type pg from 'pg'
import { fromKysely, PgBoss } from 'pg-boss'
import type { Database } from './database.ts'

/** What a queue carries is JSON; each feature checks what it takes out. */
export type JobData = Readonly<Record<string, unknown>>

export interface JobTime {
  /** Not before this. Absent: at once. */
  readonly startAfter?: Date
}

export interface NewJob extends JobTime {
  readonly data: JobData
}

export interface Queue {
  readonly name: string
  /** Jobs of this queue one replica runs at a time. */
  readonly concurrency?: number
  /** Tries before it goes to the queue of dead jobs, where `server status` shows it. */
  readonly tries?: number
  readonly handle: (data: JobData, signal: AbortSignal) => Promise<void>
}

export interface Jobs {
  /** Puts a job into a queue; it exists if and only if the transaction commits. */
  readonly enqueue: (tx: Database, queue: string, data: JobData, time?: JobTime) => Promise<void>
  /** The same for many of one queue, in one statement. */
  readonly enqueueAll: (tx: Database, queue: string, jobs: readonly NewJob[]) => Promise<void>
  /** Takes a queue's jobs from now on. */
  readonly work: (queue: Queue) => Promise<void>
  /** A job at each time of a cron expression (five fields, UTC), once for all replicas. */
  readonly schedule: (queue: string, cron: string) => Promise<void>
  /** Jobs that wait, and those that were given up. */
  readonly counts: () => Promise<{ queued: number; dead: number }>
  /** Finishes what runs (at most `graceMs`), takes nothing new. */
  readonly stop: (graceMs: number) => Promise<void>
}

const DEAD = 'dead'
/** How often a worker looks for jobs that have come due; jobs for now are announced. */
const POLL_SECONDS = 0.5

export interface JobsOptions {
  readonly config: pg.PoolConfig
  readonly onTrouble: (message: string) => void
}

/** Starts the job engine; its tables live in the schema `opsbook_jobs`. */
export async function startJobs({ config, onTrouble }: JobsOptions): Promise<Jobs> {
  const { connectionString, host, port, user, password, database, application_name } = config
  const boss = new PgBoss({
    ...(connectionString === undefined
      ? { host: host!, user: user!, password: password as string, database: database!, ...(port ? { port } : {}) }
      : { connectionString }),
    application_name: application_name ?? 'opsbook',
    schema: 'opsbook_jobs',
    max: 4,
    useListenNotify: true,
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 1,
    maintenanceIntervalSeconds: 60,
    persistWarnings: false,
  })
  boss.on('error', (error) => onTrouble(error.message))
  await boss.start()
  const known = new Set<string>()
  const ensure = async (name: string, tries: number) => {
    if (known.has(name)) return
    if (name !== DEAD) await ensure(DEAD, 1)
    await boss.createQueue(name, {
      notify: true,
      retryLimit: tries - 1,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 60,
      heartbeatSeconds: 10,
      expireInSeconds: 600,
      deleteAfterSeconds: name === DEAD ? 30 * 86_400 : 3_600,
      ...(name === DEAD ? {} : { deadLetter: DEAD }),
    })
    known.add(name)
  }
  return {
    enqueue: async (tx, queue, data, { startAfter } = {}) => {
      await boss.send(queue, data, { db: fromKysely(tx), ...(startAfter ? { startAfter } : {}) })
    },
    enqueueAll: async (tx, queue, jobs) => {
      if (jobs.length > 0) await boss.insert(queue, [...jobs], { db: fromKysely(tx) })
    },
    work: async ({ name, concurrency = 2, tries = 12, handle }) => {
      await ensure(name, tries)
      const polling = { pollingIntervalSeconds: POLL_SECONDS, notifyPollingIntervalSeconds: POLL_SECONDS }
      await boss.work<JobData>(name, { ...polling, localConcurrency: concurrency }, async ([job]) => {
        if (job) await handle(job.data, job.signal)
      })
    },
    schedule: (queue, cron) => boss.schedule(queue, cron),
    counts: async () => {
      const queues = await boss.getQueues()
      const sum = (names: (name: string) => boolean) =>
        queues.filter(({ name }) => names(name)).reduce((all, { queuedCount }) => all + (queuedCount ?? 0), 0)
      return { queued: sum((name) => name !== DEAD), dead: sum((name) => name === DEAD) }
    },
    stop: (graceMs) => boss.stop({ graceful: true, timeout: graceMs, close: true }),
  }
}
