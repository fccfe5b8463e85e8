import { onLines } from './line-findings.ts'
import { page } from './place.ts'
import type { Rule } from './rule.ts'
import { contradictions } from './severity-contradictions.ts'
import { severityScales } from './severity-index.ts'
import { shapeFindings } from './severity-shape.ts'
import { useFindings } from './severity-use-findings.ts'

/** One scale of severities for all pages, with response times that agree. */
export const severityScale: Rule = {
  id: 'RB410',
  name: 'severity-scale',
  summary: 'Severity scales agree with each other and with what runbooks and tables say of single incidents.',
  why:
    'Two pages that demand different response times for the same severity mean that one of them is wrong, and nobody ' +
    'knows which when it counts. Mixed scales (P0 to P3 here, P1 to P4 there) make "P1" ambiguous in the very ' +
    'message that should be clear. Scales that are mixed on purpose can be mapped with `severityAliases`.',
  severity: 'error',
  kinds: { template: 'off' },
  examples: [
    {
      title: 'Two pages, two response times',
      file: 'docs/runbooks/incidents.md',
      bad: page(
        '# Incidents',
        '',
        '| Severity | Response Time |',
        '| --- | --- |',
        '| P0 | 5 minutes | ⟵',
        '| P1 | 1 hour |',
      ),
      good: page(
        '# Incidents',
        '',
        '| Severity | Response Time |',
        '| --- | --- |',
        '| P0 | 15 minutes |',
        '| P1 | 1 hour |',
      ),
      files: {
        'docs/README.md': page(
          '# Operations',
          '',
          '| Severity | Response Time |',
          '| --- | --- |',
          '| P0 | 15 minutes |',
          '| P1 | 1 hour |',
        ),
      },
    },
    {
      title: 'No response times at all',
      bad: page(
        '# Incidents',
        '',
        '## Severity levels ⟵',
        '',
        '- **P0**: everything is down',
        '- **P1**: a part is down',
        '- **P2**: it is slow',
      ),
      good: page(
        '# Incidents',
        '',
        '| Severity | Response Time |',
        '| --- | --- |',
        '| P0 | 5 minutes |',
        '| P1 | 1 hour |',
        '| P2 | 1 day |',
      ),
    },
    {
      title: 'A runbook against the scale',
      bad: page(
        '# Incidents',
        '',
        '| Severity | Response Time |',
        '| --- | --- |',
        '| P0 | 5 minutes |',
        '| P1 | 1 hour |',
        '',
        '## Memory',
        '',
        '**Severity**: P0',
        '**Response Time**: 10 minutes ⟵',
      ),
      good: page(
        '# Incidents',
        '',
        '| Severity | Response Time |',
        '| --- | --- |',
        '| P0 | 5 minutes |',
        '| P1 | 1 hour |',
        '',
        '## Memory',
        '',
        '**Severity**: P0',
        '**Response Time**: 5 minutes',
      ),
    },
  ],
  *repository(repository, context) {
    const scales = severityScales(repository)
    yield* onLines(repository, contradictions(scales, context))
    const pages = new Map(repository.pages.map((each) => [each.file, each]))
    for (const placed of scales) yield* onLines(repository, shapeFindings(placed, scales, pages.get(placed.file)!))
    for (const each of repository.pages) {
      if (each.kind !== 'template') yield* onLines(repository, useFindings(each, scales))
    }
  },
}
