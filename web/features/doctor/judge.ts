/** What of a server's status is good, to look at, or wrong. */
import type { ServerStatus } from '../../../src/http/contract.ts'
import type { Tone } from '../../ui/status.tsx'
import { span } from '../../ui/time-words.ts'

export interface Finding {
  readonly what: string
  readonly tone: Tone
  /** The judgement in a word or two. */
  readonly words: string
  readonly measured: string
  readonly fix?: string
}

const CLOCKS_APART_MS = 2_000
const SLOW_MS = 50
const WAITED_SECONDS = 15

export function judge(status: ServerStatus): readonly Finding[] {
  return [
    database(status),
    clocks(status),
    migrations(status),
    jobs(status),
    deliveries(status),
    runners(status),
    runs(status),
    itself(status),
    ...upkeep(status),
  ]
}

const good = (what: string, measured: string): Finding => ({ what, tone: 'good', words: 'Good', measured })

const database = ({ database: { latencyMs, sizeBytes, kind } }: ServerStatus): Finding => {
  const measured = `${kind}, ${(sizeBytes / 1e6).toFixed(0)} MB, answers in ${latencyMs.toFixed(1)} ms`
  if (latencyMs < SLOW_MS) return good('Database', measured)
  return {
    what: 'Database',
    tone: 'warning',
    words: 'Slow',
    measured,
    fix: 'Look at the load and the disk of its machine.',
  }
}

const clocks = ({ now, database }: ServerStatus): Finding => {
  const apart = Math.abs(Date.parse(now) - Date.parse(database.now))
  const measured = `${apart} ms between the server and its database`
  if (apart < CLOCKS_APART_MS) return good('Clocks', measured)
  return {
    what: 'Clocks',
    tone: 'bad',
    words: 'Apart',
    measured,
    fix: 'Let both machines take their time from the same NTP servers.',
  }
}

const migrations = ({ database: { migrations } }: ServerStatus): Finding => {
  const measured = `${migrations.applied} applied`
  if (migrations.missing.length === 0) return good('Schema', measured)
  const fix = `Run: opsbook server migrate (${migrations.missing.join(', ')})`
  return { what: 'Schema', tone: 'bad', words: 'Behind', measured, fix }
}

const jobs = ({ jobs: { queued, dead }, subscriptions }: ServerStatus): Finding => {
  const slow = Object.entries(subscriptions).filter(([, seconds]) => seconds > WAITED_SECONDS)
  const measured = `${queued} wait, ${dead} given up`
  if (slow.length > 0) {
    const fix = `${slow.map(([name, seconds]) => `${name} is ${span(seconds * 1_000)} behind`).join(', ')}: look at the log.`
    return { what: 'Work', tone: 'bad', words: 'Behind', measured, fix }
  }
  if (dead > 0)
    return { what: 'Work', tone: 'warning', words: 'Given up', measured, fix: 'The log says why jobs were given up.' }
  return good('Work', measured)
}

const deliveries = ({ deliveries: { pending, oldestSeconds }, overdueGroups }: ServerStatus): Finding => {
  const measured = `${pending} wait${pending > 0 ? `, the oldest for ${span(oldestSeconds * 1_000)}` : ''}; ${overdueGroups} groups overdue`
  if (oldestSeconds < 60 && overdueGroups === 0) return good('Notifications', measured)
  return {
    what: 'Notifications',
    tone: 'bad',
    words: 'Stuck',
    measured,
    fix: 'A receiver may not answer; the log names it.',
  }
}

const runners = ({ runners: { all, silent } }: ServerStatus): Finding => {
  if (all === 0)
    return {
      what: 'Runners',
      tone: 'warning',
      words: 'None',
      measured: 'nothing can be carried out',
      fix: 'Enrol one on the page Runners.',
    }
  const measured = `${all} enrolled`
  if (silent.length === 0) return good('Runners', measured)
  return { what: 'Runners', tone: 'warning', words: 'Silent', measured, fix: `Not heard of: ${silent.join(', ')}.` }
}

const runs = ({ lostRuns }: ServerStatus): Finding =>
  lostRuns === 0
    ? good('Runs', 'none whose runner fell silent')
    : {
        what: 'Runs',
        tone: 'unknown',
        words: 'Unknown',
        measured: `${lostRuns} whose runner fell silent`,
        fix: 'Open Runs and say what became of them.',
      }

const itself = ({ selfAudit: { lastCleanAt, findings } }: ServerStatus): Finding => {
  const measured =
    lastCleanAt === null ? 'no clean look yet' : `last clean ${new Date(lastCleanAt).toLocaleTimeString('en-GB')}`
  if (findings.length === 0) return good('Its look at itself', measured)
  return { what: 'Its look at itself', tone: 'bad', words: 'Found something', measured, fix: findings.join('; ') }
}

const upkeep = ({ upkeep }: ServerStatus): readonly Finding[] =>
  upkeep.map(({ task, doneAt, failedAt, trouble }): Finding => {
    const measured = doneAt === null ? 'not done yet' : `done ${new Date(doneAt).toLocaleString('en-GB')}`
    const isWorse = failedAt !== null && (doneAt === null || failedAt > doneAt)
    if (!isWorse) return good(`Upkeep: ${task}`, measured)
    return { what: `Upkeep: ${task}`, tone: 'bad', words: 'Failed', measured, fix: trouble ?? 'The log says why.' }
  })
