/** One message that stands for many. */
import type { Composed } from '../../composed.ts'

export interface GroupFacts {
  /** What the first few of them say, the most important first. */
  readonly first: readonly Composed[]
  readonly count: number
  readonly alerts: number
  readonly thread: string
  readonly links: Pick<Composed, 'url' | 'actions' | 'replyCode'>
  readonly at: Date
}

/** Counts, worst severity and first titles; whatever is not listed is in the count. */
export function groupNotification({ first, count, alerts, thread, links, at }: GroupFacts): Composed {
  const ranked = [...first].sort((a, b) => (a.severity ?? '~').localeCompare(b.severity ?? '~'))
  const worst = ranked[0]
  const lines = ranked.map(({ severity, reference, title }) => [severity, reference, title].filter(Boolean).join(' '))
  const since = ranked.flatMap((each) => (each.since ? [each.since] : [])).sort((a, b) => a.getTime() - b.getTime())[0]
  const noun = worst?.kind === 'update' ? 'updates' : 'incidents'
  return {
    ...{
      kind: worst?.kind === 'update' ? 'update' : 'grouped',
      thread,
      isUrgent: ranked.some(({ isUrgent }) => isUrgent),
    },
    title: `${count} ${noun}${worst ? `, first: ${worst.title}` : ''}`,
    ...(worst?.severity === undefined ? {} : { severity: worst.severity }),
    ...(since === undefined ? {} : { since }),
    lines: count > lines.length ? [...lines, `and ${count - lines.length} more`] : lines,
    counted: { incidents: count, alerts },
    ...links,
    at,
  }
}
