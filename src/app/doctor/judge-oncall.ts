/** What a server finds wrong with who is on call, line by line. */
import type { Finding } from './finding.ts'

interface OncallProblem {
  readonly code: string
  readonly severity: 'error' | 'warning' | 'info'
  readonly message: string
}

export interface OncallProblems {
  readonly items: readonly OncallProblem[]
  /** Where in the list more begin; null when these are all. */
  readonly next: string | null
  readonly asksReachability: boolean
}

const SHOWN = 10

/** One line a problem, the worst first, or one that says that there is none. */
export function judgeOncall({ items, next, asksReachability }: OncallProblems): Finding[] {
  if (items.length === 0) {
    const measured = asksReachability
      ? 'somebody who can be reached, for the next two weeks'
      : 'somebody for the next two weeks; how they are reached is not known here'
    return [{ check: 'oncall.problems', what: 'on call', state: 'ok', measured }]
  }
  const lines = items.slice(0, SHOWN).map(
    ({ code, severity, message }): Finding => ({
      ...{ check: code.replace('/', '.'), what: 'on call', measured: message },
      state: severity === 'error' ? 'wrong' : 'warning',
      fix: FIXES[code] ?? 'opsbook oncall preview shows the schedule',
    }),
  )
  const rest = items.length - lines.length
  const more = { check: 'oncall.problems', what: 'on call', state: 'warning' } as const
  const count = next === null ? String(rest) : `more than ${rest}`
  return rest === 0 && next === null ? lines : [...lines, { ...more, measured: `${count} further problems` }]
}

const FIXES: Readonly<Record<string, string>> = {
  'oncall/unknown-login': 'mend the login in opsbook.yaml, or add the person: opsbook auth setup',
  'oncall/unreachable-person': 'they add and verify a contact method',
  'oncall/nobody-reachable': 'opsbook oncall override puts somebody on who can be reached',
  'oncall/unproven-channel': 'send a test page to them',
}
