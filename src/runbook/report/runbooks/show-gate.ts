import type { z } from 'zod'
import { visible } from '../../../kit/visible.ts'
import { countBySeverity } from '../check-report.ts'
import type { CheckedBook } from './checked-book.ts'
import type { gateShape } from './runbook-shape.ts'

const BROKEN_SHOWN = 20

/** The verdict of the baseline, with lines that break it. */
export function showGate({ claims, findings, accepted, pages, checkedAt }: CheckedBook): z.input<typeof gateShape> {
  return {
    passed: claims.every((claim) => claim.passed),
    claims: claims.map(({ id, claim, passed, summary, broken }) => ({
      ...{ id, claim: visible(claim), passed, summary: visible(summary) },
      broken: broken.slice(0, BROKEN_SHOWN).map(({ file, line, text }) => ({ page: file, line, text: visible(text) })),
    })),
    counts: countBySeverity(findings.filter(({ fingerprint }) => !accepted.has(fingerprint))),
    ...{ accepted: accepted.size, pages: pages.length, checkedAt: checkedAt.toISOString() },
  }
}
