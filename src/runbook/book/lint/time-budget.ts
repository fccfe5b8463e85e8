import { type Duration, readDuration, readTimeBudget } from '../../../kit/duration.ts'
import type { List } from '../document.ts'
import type { Page, Procedure, RecoveryObjective } from '../page.ts'
import { labelledParts, outlineOf } from '../parse/outline.ts'
import { waitFindings } from './fixed-waits.ts'
import { type LineFinding, onLines } from './line-findings.ts'
import { page } from './place.ts'
import type { Rule } from './rule.ts'
import { inWords } from './time-words.ts'
import { stemsOf } from './word-stems.ts'

/** The times of the parts fit into the time of the whole. */
export const timeBudget: Rule = {
  id: 'RB603',
  name: 'time-budget',
  summary: 'The times of phases, agenda items and waits add up to no more than the time promised for the whole.',
  why:
    'A recovery whose phases take four and a quarter hours does not meet an objective of four hours, however well ' +
    'everything goes. Better to find out at a desk than in the third hour.',
  severity: 'warning',
  kinds: { template: 'off', postmortem: 'off' },
  examples: [
    {
      title: 'Phases against the objective',
      bad: page(
        '# Disaster recovery',
        '',
        '| Component | RTO |',
        '| --- | --- |',
        '| Shop service | 2 hours |',
        '',
        '## Complete service recovery ⟵',
        '',
        '### Phase 1: Servers (1-2 hours)',
        '',
        '```bash',
        'make servers',
        '```',
        '',
        '### Phase 2: Data (1 hour)',
        '',
        '```bash',
        'make data',
        '```',
      ),
      good: page(
        '# Disaster recovery',
        '',
        '| Component | RTO |',
        '| --- | --- |',
        '| Shop service | 4 hours |',
        '',
        '## Complete service recovery',
        '',
        '### Phase 1: Servers (1-2 hours)',
        '',
        '```bash',
        'make servers',
        '```',
        '',
        '### Phase 2: Data (1 hour)',
        '',
        '```bash',
        'make data',
        '```',
      ),
    },
    {
      title: 'An agenda that does not fit',
      bad: page(
        '# Review',
        '',
        '**Agenda** (1 hour): ⟵',
        '',
        '1. Summary (15 min)',
        '2. Timeline (30 min)',
        '3. Actions (30 min)',
      ),
      good: page(
        '# Review',
        '',
        '**Agenda** (1 hour):',
        '',
        '1. Summary (10 min)',
        '2. Timeline (30 min)',
        '3. Actions (20 min)',
      ),
    },
    {
      title: 'Waits longer than the promise',
      bad: page(
        '# Restart',
        '',
        '## Restart the queue',
        '',
        '```bash',
        '# 1. Stop',
        'queuectl stop',
        'sleep 15 ⟵',
        '# 2. Start',
        'queuectl start',
        '```',
        '',
        '**Expected Time**: < 10 seconds',
      ),
      good: page(
        '# Restart',
        '',
        '## Restart the queue',
        '',
        '```bash',
        '# 1. Stop',
        'queuectl stop',
        'sleep 5',
        '# 2. Start',
        'queuectl start',
        '```',
        '',
        '**Expected Time**: < 10 seconds',
      ),
    },
  ],
  *page(page, { repository }) {
    for (const procedure of page.procedures) {
      yield* onLines(repository, phaseFindings(page, procedure), page.file)
      yield* onLines(repository, waitFindings(procedure, repository), page.file)
    }
    yield* onLines(repository, listFindings(page), page.file)
  },
}

interface Sum {
  min: number
  max: number
  count: number
}

function phaseSum({ phases }: Procedure): Sum {
  const sum = { min: 0, max: 0, count: 0 }
  for (const { timeBound } of phases) {
    // "(After 7 days)" says when, not how long.
    if (!timeBound || /\bafter\b|\bT\+/i.test(timeBound.text)) continue
    sum.min += timeBound.minSeconds
    sum.max += timeBound.maxSeconds
    sum.count++
  }
  return sum
}

/** The phases of a procedure against its own bound and against the recovery objectives it has to meet. */
function* phaseFindings(page: Page, procedure: Procedure): Iterable<LineFinding> {
  const sum = phaseSum(procedure)
  if (sum.count < 2) return
  const bound = procedure.timeBound
  if (bound && sum.min > bound.maxSeconds && !/[>~]|at least/.test(bound.text)) {
    yield {
      line: bound.line,
      message: `"${procedure.title}" is to take ${bound.text}, but its ${sum.count} timed phases take ${range(sum)}`,
      hint: 'Raise the time of the whole, or shorten its phases',
    }
  }
  const missed = objectivesFor(procedure, page).filter(
    ({ rtoSeconds }) => rtoSeconds !== undefined && sum.max > rtoSeconds,
  )
  if (missed.length === 0) return
  const named = missed.map(({ name, rtoSeconds, line }) => `${inWords(rtoSeconds!)} for "${name}" (line ${line})`)
  yield {
    line: procedure.line,
    message: `The phases of "${procedure.title}" add up to ${range(sum)}, more than the recovery time objective of ${named.join(', ')}`,
    hint: 'Shorten or overlap phases, or set an objective that can be met',
  }
}

const minutes = (seconds: number) => (seconds % 60 === 0 ? seconds / 60 : Math.round(seconds / 6) / 10)
const range = ({ min, max }: Sum) =>
  min === max || min === 0 ? `${minutes(max)} minutes` : `${minutes(min)} to ${minutes(max)} minutes`

const WHOLE = /\b(?:complete|full|total|entire|whole|all components)\b/i

/** A recovery of everything has to meet every objective of the page; any other one those whose name it shares. */
function objectivesFor({ title, when }: Procedure, { objectives }: Page): readonly RecoveryObjective[] {
  const about = `${title} ${when ?? ''}`
  if (WHOLE.test(title) && /recover|restor|rebuild|failover/i.test(title)) return objectives
  const words = new Set(stemsOf(about))
  return objectives.filter(({ name }) => {
    const own = stemsOf(name).filter((word) => !/^(?:scenario|recover|procedure)/.test(word))
    return own.length > 0 && own.filter((word) => words.has(word)).length >= Math.min(2, own.length)
  })
}

/** A label or heading with a time, and the list below it whose items all have times. */
function* listFindings(page: Page): Iterable<LineFinding> {
  for (const section of outlineOf(page.document).sections) {
    if (!section.blocks.some(({ kind }) => kind === 'list')) continue
    const parts = labelledParts(section.blocks).map((part) => ({
      name: part.name,
      line: part.line,
      whole: part.qualifier === undefined ? undefined : readDuration(part.qualifier),
      list: part.blocks[0],
    }))
    const own = section.heading
      ? [{ name: section.title, line: section.line, whole: readTimeBudget(section.title), list: section.blocks[0] }]
      : []
    for (const { name, line, whole, list } of [...own, ...parts]) {
      if (!whole || list?.kind !== 'list') continue
      const sum = itemSum(list)
      if (!sum || sum.min <= whole.maxSeconds) continue
      yield {
        line,
        message: `"${name}" is given ${whole.text}, but its ${sum.count} items take ${range(sum)}`,
        hint: 'Make the items fit, or give the whole more time',
      }
    }
  }
}

function itemSum({ items }: List): Sum | undefined {
  const budgets = items.map(({ inline }) => readTimeBudget(inline.text.split('\n', 1)[0]!))
  if (budgets.length < 2 || budgets.some((budget) => budget === undefined)) return undefined
  const all = budgets as Duration[]
  return {
    min: all.reduce((sum, { minSeconds, maxSeconds }) => sum + (minSeconds || maxSeconds), 0),
    max: all.reduce((sum, { maxSeconds }) => sum + maxSeconds, 0),
    count: all.length,
  }
}
