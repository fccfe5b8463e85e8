import type { Metadata } from '../page.ts'
import { dayAfter, daysBetween, isoDay, readDate } from './dates.ts'
import { type LineFinding, onLines } from './line-findings.ts'
import { page } from './place.ts'
import type { Rule } from './rule.ts'

/** Dates of reviews and drills that have passed. */
export const reviewOverdue: Rule = {
  id: 'RB405',
  name: 'review-overdue',
  summary: 'The next review or drill that the page announces lies ahead.',
  why:
    'A page that says when it will be reviewed next, and was not, tells its reader that nobody has looked at it since. ' +
    'A date alone proves little, though: run the commands instead of only moving the date.',
  severity: 'warning',
  kinds: { template: 'off', postmortem: 'off', redirect: 'off' },
  examples: [
    {
      title: 'A review that did not happen',
      bad: page('# Restore', '', 'Text.', '', '**Last Updated**: 2025-11-21', '**Next Review**: 2026-02-21 ⟵'),
      good: page('# Restore', '', 'Text.', '', '**Last Updated**: 2026-02-20', '**Next Review**: 2026-05-20'),
      now: '2026-03-02',
    },
    {
      title: 'A rhythm in the front matter',
      bad: page('---', 'last_reviewed_on: 2025-01-10 ⟵', 'review_in: 6 months', '---', '', '# Restore'),
      good: page('---', 'last_reviewed_on: 2025-12-10', 'review_in: 6 months', '---', '', '# Restore'),
      now: '2026-03-02',
    },
  ],
  *page({ file, metadata }, { now, repository }) {
    yield* onLines(repository, findings(metadata, now), file)
  },
}

function* findings(metadata: Metadata, now: Date): Iterable<LineFinding> {
  const drill = due(metadata, 'nextDrill', now)
  if (drill)
    yield finding(
      metadata,
      'nextDrill',
      `The drill announced for ${isoDay(drill)} is ${ago(drill, now)}`,
      'Hold it and note what was learned, or set a new date',
    )
  const review = due(metadata, 'nextReview', now)
  if (review) {
    yield finding(
      metadata,
      'nextReview',
      `The review announced for ${isoDay(review)} is ${ago(review, now)}`,
      'Go through the page, best by running its commands, and set the next date',
    )
    return
  }
  if (metadata.nextReview === undefined) yield* overdueByRhythm(metadata, now)
}

type DateField = 'nextDrill' | 'nextReview'

/** The announced day, when it has passed and no review since is on record. */
function due(metadata: Metadata, field: DateField, now: Date): Date | undefined {
  const text = metadata[field]
  const date = text === undefined ? undefined : readDate(text)
  if (!date || daysBetween(date, now) < 1) return undefined
  const reviewed = metadata.lastReviewed === undefined ? undefined : readDate(metadata.lastReviewed)
  return field === 'nextReview' && reviewed && reviewed >= date && reviewed <= now ? undefined : date
}

const ago = (date: Date, now: Date): string => {
  const days = daysBetween(date, now)
  return `${days} ${days === 1 ? 'day' : 'days'} overdue`
}

/** "Review Cycle: Quarterly" together with the day of the last review; a weaker sign than an announced date. */
function* overdueByRhythm(metadata: Metadata, now: Date): Iterable<LineFinding> {
  const { reviewCycle, lastReviewed, lastUpdated } = metadata
  const field = lastReviewed === undefined ? 'lastUpdated' : 'lastReviewed'
  const last = lastReviewed ?? lastUpdated
  const from = last === undefined ? undefined : readDate(last)
  const until = from && reviewCycle !== undefined ? dayAfter(from, reviewCycle) : undefined
  if (!from || !until || daysBetween(until, now) < 1) return
  const what = field === 'lastReviewed' ? 'reviewed' : 'changed'
  yield {
    ...finding(
      metadata,
      field,
      `Last ${what} on ${isoDay(from)} and to be reviewed ${reviewCycle!.toLowerCase()}: due since ${isoDay(until)}`,
      'Go through the page, best by running its commands, and note the day',
    ),
    severity: 'info',
  }
}

function finding({ lines }: Metadata, field: string, message: string, hint: string): LineFinding {
  return { line: lines[field] ?? 1, message, hint }
}
