import { isMap, isScalar, parseAllDocuments } from 'yaml'
import { readCron, readTimer, type Schedule } from '../artifact/timers.ts'
import type { Repository } from '../book.ts'
import { tooDeepForYaml } from '../yaml-depth.ts'
import { nameOf } from './path-names.ts'
import { perRepository } from './per-repository.ts'

/** A scheduled job that the repository installs. */
export interface InstalledJob extends Schedule {
  /** Name of the unit or CronJob. */
  name: string
  file: string
}

/** The backup jobs a repository installs: systemd timers and Kubernetes CronJobs whose name says so. */
export const backupJobs: (repository: Repository) => readonly InstalledJob[] = perRepository(({ artifacts }) =>
  artifacts
    .flatMap(({ file, text }) => {
      if (file.endsWith('.timer')) return readTimer(text).map((schedule) => ({ ...schedule, name: nameOf(file), file }))
      if (/\.ya?ml$/i.test(file) && /^kind:\s*CronJob\b/m.test(text)) return cronJobs(file, text)
      return []
    })
    .filter(({ name }) => /backup|snapshot|dump/i.test(name)),
)

function cronJobs(file: string, text: string): InstalledJob[] {
  if (tooDeepForYaml(text) !== undefined) return []
  return parseAllDocuments(text, { logLevel: 'silent', prettyErrors: false }).flatMap((document) => {
    const root = 'contents' in document ? document.contents : null
    if (!isMap(root) || String(root.get('kind')) !== 'CronJob') return []
    const schedule = root.getIn(['spec', 'schedule'], true)
    const name = root.getIn(['metadata', 'name'])
    const written = isScalar(schedule) ? String(schedule.value) : ''
    const everySeconds = readCron(written)
    if (everySeconds === undefined) return []
    const line = text.slice(0, isScalar(schedule) ? (schedule.range?.[0] ?? 0) : 0).split('\n').length
    return [{ everySeconds, text: written, line, name: String(name ?? ''), file }]
  })
}
