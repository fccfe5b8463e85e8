import type { Repository } from '../book.ts'
import { type Evidence, readEvidence } from '../evidence-file.ts'
import { contentFingerprint } from '../findings/fingerprint.ts'
import type { Page } from '../page.ts'
import { daysBetween, isoDay, readDate } from './dates.ts'
import { onLines } from './line-findings.ts'
import { perRepository } from './per-repository.ts'
import { page } from './place.ts'
import type { Rule } from './rule.ts'

const FILE = '.opsbook/verified.json'
const DAYS = 90

const TESTED = ['# Restore', '', '## Restore the Data', '', '```bash', 'ls backup', '```']
const CHANGED = ['# Restore', '', '## Restore the Data', '', '```bash', 'ls backups', '```']

const evidence = (date: string) =>
  JSON.stringify({
    schema: 'opsbook.verified/v1',
    pages: {
      'docs/runbooks/example.md': {
        ...{ date, commit: 'c0ffee', contentHash: contentFingerprint(page(...TESTED)), environment: { os: 'linux' } },
        ...{ passed: 3, failed: 0, unverified: 0, standIns: 0 },
      },
    },
  })

/** Pages whose last test no longer says anything about them. */
export const verifiedStale: Rule = {
  id: 'RB404',
  name: 'verified-stale',
  summary: 'A page that was tested is still the page that was tested, and not too long ago.',
  why:
    'The evidence file says which pages were carried out, and when. A page that changed since, failed, or was last tested ' +
    'months ago looks verified and is not: its commands meet programs, flags and outputs that moved on. Test it again ' +
    'with "opsbook test --write-evidence .opsbook/verified.json"; "test: evidenceDays" in opsbook.yaml says how long a ' +
    'test counts. Books without an evidence file are never reported.',
  severity: 'warning',
  kinds: { template: 'off', postmortem: 'off', redirect: 'off' },
  examples: [
    {
      title: 'A page that was changed after its test',
      bad: page('# Restore ⟵', ...CHANGED.slice(1)),
      good: page(...TESTED),
      files: { [FILE]: evidence('2026-02-01T10:00:00Z') },
      now: '2026-03-02',
    },
  ],
  *page(tested, { repository, now, settings }) {
    const found = evidenceOf(repository).get(tested.file)
    const message = found && problem(tested, found, { now, days: settings.evidenceDays ?? DAYS })
    if (!message) return
    const hint = `Test it again: opsbook test --write-evidence ${FILE}`
    yield* onLines(repository, [{ line: tested.titleLine, message, hint }], tested.file)
  },
}

function problem({ document }: Page, found: Evidence, { now, days }: { now: Date; days: number }): string | undefined {
  const date = readDate(found.date.slice(0, 10))
  const on = date ? ` on ${isoDay(date)}` : ''
  if (contentFingerprint(document.text) !== found.contentHash) return `The page changed since it was tested${on}`
  if (found.failed > 0) return `The page failed when it was last tested${on}`
  const age = date ? daysBetween(date, now) : Number.POSITIVE_INFINITY
  return age > days
    ? `The page was last tested${on}, ${Number.isFinite(age) ? `${age} days ago` : 'at an unknown time'}`
    : undefined
}

/** Page → evidence, from every evidence file; each speaks of the pages beside its folder. */
export const evidenceOf = perRepository(({ artifacts }: Repository): ReadonlyMap<string, Evidence> => {
  const pages = new Map<string, Evidence>()
  for (const { file, text } of artifacts) {
    if (file !== FILE && !file.endsWith(`/${FILE}`)) continue
    const base = file.slice(0, file.length - FILE.length)
    for (const [name, entry] of readEvidence(text) ?? []) pages.set(base + name, entry)
  }
  return pages
})
