import type { Page } from '../page.ts'
import { labelledParts, outlineOf } from '../parse/outline.ts'
import { demandedSections } from './demanded-sections.ts'
import { page } from './place.ts'
import type { Rule } from './rule.ts'

const RUNBOOKS: ReadonlySet<Page['kind']> = new Set(['runbook', 'alert-runbook'])
const DEMAND = page('# Operations', '', 'Each runbook should include an "Automation Candidate" section.')

/** Runbooks have the section on automation that the book demands of them. */
export const automationCandidate: Rule = {
  id: 'RB412',
  name: 'automation-candidate',
  summary: 'Where a page of the book demands a section on automation of every runbook, each runbook has it.',
  why:
    'The team has agreed to write down what could be automated in each runbook. This is only asked for where a page of ' +
    'the same repository says so ("each runbook should include an Automation Candidate section").',
  severity: 'info',
  kinds: { template: 'off' },
  examples: [
    {
      title: 'The section is demanded and missing',
      file: 'docs/runbooks/restart.md',
      bad: page('# Restart runbook ⟵', '', '## Steps', '', '```bash', 'systemctl restart shop', '```'),
      good: page(
        '# Restart runbook',
        '',
        '## Steps',
        '',
        '```bash',
        'systemctl restart shop',
        '```',
        '',
        '## Automation candidate',
        '',
        'The restart itself, see issue 12.',
      ),
      files: { 'docs/README.md': DEMAND },
    },
  ],
  *page(page, { repository }) {
    if (!RUNBOOKS.has(page.kind) || page.procedures.length === 0) return
    const demand = demandedSections(repository).find(({ title }) => /automat/i.test(title))
    if (!demand || demand.file === page.file || hasSection(page)) return
    const line = page.titleLine
    yield {
      span: { line, column: 1, endLine: line, endColumn: (page.document.lines[line - 1] ?? '').length + 1 },
      message: `The runbook has no section "${demand.title}", which \`${demand.file}\` (line ${demand.line}) demands of each`,
      hint: 'Add it and name a step that could run by itself, or say "none, because …"',
    }
  },
}

const hasSection = ({ document }: Page) =>
  outlineOf(document).sections.some(
    (section) =>
      /automat/i.test(section.title) || labelledParts(section.blocks).some(({ name }) => /automat/i.test(name)),
  )
