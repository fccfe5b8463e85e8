import { readCadence } from '../../../kit/duration.ts'
import type { Repository } from '../book.ts'
import type { Page, RecoveryObjective } from '../page.ts'
import { outlineOf, textOf } from '../parse/outline.ts'
import { backupJobs, type InstalledJob } from './backup-schedules.ts'
import { joinWords } from './join-words.ts'
import { type LineFinding, onLines } from './line-findings.ts'
import { page } from './place.ts'
import type { Rule } from './rule.ts'
import { everyWords, inWords } from './time-words.ts'

const TIMER = '[Timer]\nOnCalendar=daily\n\n[Install]\nWantedBy=timers.target\n'
const OBJECTIVES = (rpo: string, backup: string) =>
  page(
    '# Disaster recovery',
    '',
    '| Component | RTO | RPO | Backup Frequency |',
    '| --- | --- | --- | --- |',
    `| Orders | 2 hours | ${rpo} | ${backup} |`,
  )

/** Backups run as often as the recovery point objective needs. */
export const scheduleVsObjective: Rule = {
  id: 'RB604',
  name: 'schedule-vs-objective',
  summary:
    'Backups run at least as often as the recovery point objective allows data to be lost, on paper and in fact.',
  why:
    'With a backup each night, a failure in the evening loses a day of data, whatever the table of objectives ' +
    'promises. Where the repository holds the timers or CronJobs that make the backups, they are the fact.',
  severity: 'warning',
  kinds: { template: 'off', postmortem: 'off' },
  examples: [
    {
      title: 'On paper',
      bad: OBJECTIVES('1 hour', 'Daily').replace('| Daily |', '| Daily | ⟵'),
      good: OBJECTIVES('1 hour', 'Hourly'),
    },
    {
      title: 'In fact',
      bad: OBJECTIVES('1 hour', 'Hourly').replace('| Hourly |', '| Hourly | ⟵'),
      good: OBJECTIVES('24 hours', 'Daily'),
      files: { 'deploy/shop-backup.timer': TIMER },
    },
  ],
  *repository(repository) {
    yield* onLines(repository, findings(repository))
  },
}

function* findings(repository: Repository): Iterable<LineFinding> {
  const jobs = backupJobs(repository)
  for (const each of repository.pages) {
    if (each.kind === 'template' || each.kind === 'postmortem') continue
    for (const objective of each.objectives) yield* objectiveFindings(each, objective, jobs)
    yield* clashes(each)
    const promised = uninstalled(each, jobs)
    if (promised) yield promised
  }
}

const placeOf = ({ file, line }: InstalledJob) => `\`${file}\` (line ${line})`

/** One objective, against the frequency in its own row and against the jobs that are installed. */
function* objectiveFindings(
  { file }: Page,
  { name, rpoSeconds, backup, line }: RecoveryObjective,
  jobs: readonly InstalledJob[],
): Iterable<LineFinding> {
  if (rpoSeconds === undefined || rpoSeconds === 0) return
  const written = backup === undefined ? undefined : readCadence(backup)
  if (written && written.days * 86_400 > rpoSeconds * 1.01) {
    yield {
      file,
      line,
      message: `"${name}" may lose at most ${inWords(rpoSeconds)}, but is backed up ${written.text.toLowerCase()}`,
      hint: 'Back it up more often, or state the loss that is really accepted',
    }
    return
  }
  const [fastest] = [...jobs].sort((a, b) => a.everySeconds - b.everySeconds)
  // A row without a word on backups may be protected in another way, for example by a replica.
  if (!fastest || !written || fastest.everySeconds <= rpoSeconds * 1.01) return
  yield {
    file,
    line,
    message: `"${name}" may lose at most ${inWords(rpoSeconds)}, but the only backup job of this repository runs ${everyWords(fastest.everySeconds)}: \`${fastest.text}\` in ${placeOf(fastest)}`,
    hint: 'Install a job that runs often enough, or state the loss that is really accepted',
  }
}

/** A scenario that names a component and allows more to be lost than the component does. */
function* clashes({ file, document, objectives }: Page): Iterable<LineFinding> {
  const { sections } = outlineOf(document)
  const components = objectives.filter(({ backup, name }) => backup !== undefined && name.includes(' '))
  for (const scenario of objectives) {
    if (scenario.backup !== undefined || scenario.rpoSeconds === undefined) continue
    const section = sections.find(({ title }) => title === scenario.name)
    const text = section ? textOf(section.blocks).toLowerCase() : ''
    const component = components.find(({ name }) => text.includes(name.toLowerCase()))
    if (component?.rpoSeconds === undefined || scenario.rpoSeconds <= component.rpoSeconds) continue
    yield {
      file,
      line: scenario.line,
      message: `"${scenario.name}" accepts a loss of ${inWords(scenario.rpoSeconds)}, although it is about "${component.name}", which may lose at most ${inWords(component.rpoSeconds)} (line ${component.line})`,
      hint: 'Decide how much of it may be lost and say the same in both places',
    }
  }
}

/** Rhythms of backups that a page promises and no installed job keeps. */
function uninstalled({ file, policies }: Page, jobs: readonly InstalledJob[]): LineFinding | undefined {
  if (jobs.length === 0) return undefined
  const promised = policies.filter(
    ({ kind, text, seconds, section }) =>
      kind === 'cadence' &&
      seconds !== undefined &&
      /backups?\b/i.test(`${section} ${text}`) &&
      !/test|drill|verif|review|restor/i.test(text),
  )
  const missing = promised.filter(
    ({ seconds }) => !jobs.some(({ everySeconds }) => Math.abs(everySeconds - seconds!) < 0.05 * seconds!),
  )
  const [first] = missing
  if (!first) return undefined
  const rhythms = [...new Set(missing.map(({ seconds }) => everyWords(seconds!)))]
  const installed = jobs.map((job) => `\`${job.name}\` runs ${everyWords(job.everySeconds)}`)
  return {
    file,
    line: first.line,
    message: `Backups are promised ${joinWords(rhythms)}, but no job of this repository runs then: ${[...new Set(installed)].join(', ')}`,
    hint: 'Install the jobs, or describe the backups that are made',
  }
}
