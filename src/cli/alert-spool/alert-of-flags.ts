import { SIGNAL_SEVERITIES } from '../../response/alert/signal.ts'
import { usageFailure } from '../failure.ts'

export interface AlertFlags {
  severity?: string
  key?: string
  label: readonly string[]
  annotation: readonly string[]
  link?: string
  note?: string
  resolve?: boolean
  acknowledge?: boolean
}

/** What the command line says, in the form of our own that the intake for JSON reads without a mapping. */
export function alertOfFlags(summary: string | undefined, flags: AlertFlags, now: Date): Record<string, unknown> {
  const { severity, key, link, note, resolve, acknowledge } = flags
  if (resolve && acknowledge)
    throw usageFailure('contradiction', '--resolve and --acknowledge contradict each other', 'Leave one of them out')
  if (summary === undefined && !((resolve || acknowledge) && key !== undefined))
    throw usageFailure(
      'missing-argument',
      'say what is wrong: one line that a person reads first',
      'With --resolve or --acknowledge --key alone is enough',
    )
  if (severity !== undefined && !SIGNAL_SEVERITIES.some((each) => each === severity))
    throw usageFailure('invalid-value', `--severity takes ${SIGNAL_SEVERITIES.join(', ')}, not "${severity}"`)
  const given = { summary, severity, key, link, note }
  return {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    action: resolve ? 'resolve' : acknowledge ? 'acknowledge' : 'trigger',
    labels: pairsOf('--label', flags.label),
    annotations: pairsOf('--annotation', flags.annotation),
    // It may be delivered much later.
    [resolve ? 'endsAt' : 'startsAt']: now.toISOString(),
  }
}

function pairsOf(flag: string, pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const sign = pair.indexOf('=')
      if (sign < 1) throw usageFailure('invalid-value', `${flag} takes NAME=VALUE, not "${pair}"`)
      return [pair.slice(0, sign), pair.slice(sign + 1)]
    }),
  )
}
