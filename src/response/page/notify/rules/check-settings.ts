/** What may be said about how to be reached, and what may not. */
import { Temporal } from 'temporal-polyfill'
import type { Severity } from '../../../incident/severity.ts'
import type { NotificationRule, QuietHours } from './notification-rules.ts'

export interface WantedSettings {
  readonly rules: readonly NotificationRule[] | null
  readonly quiet: (QuietHours & { readonly severities?: readonly Severity[] | undefined }) | null
}

export interface SettingsProblem {
  readonly code: string
  readonly message: string
  readonly hint?: string
  readonly at: string
}

const URGENT: readonly Severity[] = ['P0', 'P1']
/** Somebody who is asleep can be given this long before the first message, and no longer. */
const LONGEST_FIRST_SECONDS = 300

/** The first thing that is wrong; undefined when nothing is. `own` are the ids of the person's contact methods. */
export function settingsProblem(
  { rules, quiet }: WantedSettings,
  own: ReadonlySet<string>,
): SettingsProblem | undefined {
  for (const [index, rule] of (rules ?? []).entries()) {
    const problem = ruleProblem(rule, `rules.${index}`, own)
    if (problem) return problem
    const twice = rule.severities.find((each) =>
      (rules ?? []).slice(0, index).some(({ severities }) => severities.includes(each)),
    )
    if (twice) return { code: 'rules/twice', message: `two rules are for ${twice}`, at: `rules.${index}.severities` }
  }
  return quiet ? quietProblem(quiet) : undefined
}

function ruleProblem(
  { severities, steps }: NotificationRule,
  at: string,
  own: ReadonlySet<string>,
): SettingsProblem | undefined {
  const foreign = steps.findIndex(({ method }) => !own.has(method))
  if (foreign >= 0)
    return {
      ...{ code: 'rules/method', message: `"${steps[foreign]!.method}" is no contact method of this person` },
      ...{ hint: 'opsbook contact list', at: `${at}.steps.${foreign}.method` },
    }
  const first = Math.min(...steps.map(({ afterSeconds }) => afterSeconds))
  if (severities.some((severity) => URGENT.includes(severity)) && !(first <= LONGEST_FIRST_SECONDS))
    return {
      ...{ code: 'rules/urgent-late', message: 'P0 and P1 cannot be put off: somebody is waiting for an answer' },
      ...{ hint: `Begin within ${LONGEST_FIRST_SECONDS / 60} minutes`, at: `${at}.steps` },
    }
  return undefined
}

function quietProblem({
  severities,
  from,
  to,
  zone,
}: NonNullable<WantedSettings['quiet']>): SettingsProblem | undefined {
  const urgent = severities?.find((severity) => URGENT.includes(severity))
  if (urgent)
    return {
      ...{ code: 'quiet/urgent', message: `quiet hours cannot hold back ${urgent}: that is what being on call is for` },
      ...{ hint: 'They hold back P2 and P3. Hand over your shift instead', at: 'quiet.severities' },
    }
  if (from === to)
    return { code: 'quiet/empty', message: 'quiet hours that end when they begin never end', at: 'quiet.to' }
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone)
    return undefined
  } catch {
    return {
      ...{ code: 'quiet/zone', message: `"${zone}" is no time zone`, hint: 'One is written like Europe/Berlin' },
      at: 'quiet.zone',
    }
  }
}
