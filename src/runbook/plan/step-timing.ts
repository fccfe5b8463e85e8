import type { Step } from '../book/page.ts'
import type { Timeouts } from './plan.ts'
import type { StepAnnotation } from './step-annotation.ts'

const UNIT: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, '': 1 }
const SLEEP = /\bsleep\s{1,8}(\d{1,6}(?:\.\d{1,3})?)([smhd]?)\b/g
const OWN_TIMEOUT =
  /--(?:timeout|wait-timeout|max-time|grace-period)[ =](\d{1,6})(s|m|h)?\b|\btimeout\s{1,8}(\d{1,6})([smh]?)\s/g

/**
 * Seconds after which a step is stopped. What the author says about the step counts; else the standard time, but never
 * less than twice the time the page promises, nor less than its commands wait by themselves (`sleep 60`,
 * `--timeout=5m`).
 */
export function timeoutOf(step: Step, annotation: StepAnnotation | undefined, timeouts: Timeouts): number {
  if (annotation?.timeoutSeconds !== undefined) return annotation.timeoutSeconds
  const promised = (step.timeBound?.maxSeconds ?? 0) * 2
  const waits = step.commands.reduce((sum, { text }) => sum + ownWaits(text), 0)
  return Math.max(timeouts.stepSeconds, promised, waits > 0 ? waits + 60 : 0)
}

function ownWaits(text: string): number {
  let seconds = 0
  for (const [, amount, unit] of text.matchAll(SLEEP)) seconds += Number(amount) * UNIT[unit ?? '']!
  for (const match of text.matchAll(OWN_TIMEOUT))
    seconds += Number(match[1] ?? match[3]) * UNIT[match[2] ?? match[4] ?? '']!
  return seconds
}
