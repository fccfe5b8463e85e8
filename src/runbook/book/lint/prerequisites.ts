import type { Page } from '../page.ts'
import { labelledParts, outlineOf } from '../parse/outline.ts'
import { page } from './place.ts'
import type { Rule } from './rule.ts'

const WORDS =
  /\b(?:pre-?requisites?|requirements?|before you (?:begin|start)|you(?:'ll| will)? need|access(?:es)?|permissions?|required tools?|tools?|inputs?|setup|set-up|preparations?|pre-?checks?|preconditions?|environment)\b/i
/** Below this number of commands a page hardly needs a list of what to have at hand. */
const FEW = 3

/** Pages with commands say what one needs before the first of them. */
export const prerequisites: Rule = {
  id: 'RB416',
  name: 'prerequisites',
  summary: 'A runbook with commands says which access, tools and inputs they need.',
  why:
    'Finding out at step four that a token is missing leaves a procedure half done. A heading or label such as ' +
    '"Prerequisites", "Access" or "Before you start" anywhere on the page is enough.',
  severity: 'off',
  kinds: { runbook: 'info', 'alert-runbook': 'off', drill: 'info' },
  examples: [
    {
      title: 'Straight to the commands',
      file: 'docs/runbooks/restore.md',
      bad: page(
        '# Restore runbook ⟵',
        '',
        '## Restore',
        '',
        '```bash',
        'aws s3 cp s3://backup/db.dump .',
        'dropdb shop',
        'createdb shop',
        'pg_restore -d shop db.dump',
        '```',
      ),
      good: page(
        '# Restore runbook',
        '',
        '**Prerequisites**: access to the backup bucket, `psql` 16',
        '',
        '## Restore',
        '',
        '```bash',
        'aws s3 cp s3://backup/db.dump .',
        'dropdb shop',
        'createdb shop',
        'pg_restore -d shop db.dump',
        '```',
      ),
    },
  ],
  *page(page) {
    if (page.procedures.some((procedure) => procedure.prerequisites.length > 0) || commandCount(page) <= FEW) return
    const { sections } = outlineOf(page.document)
    const said = sections.some(
      (section) => WORDS.test(section.title) || labelledParts(section.blocks).some(({ name }) => WORDS.test(name)),
    )
    if (said || page.procedures.some(({ steps }) => steps.some(({ phase }) => phase === 'prerequisite'))) return
    const line = page.titleLine
    yield {
      span: { line, column: 1, endLine: line, endColumn: (page.document.lines[line - 1] ?? '').length + 1 },
      message: 'The page has commands and does not say which access, tools or inputs they need',
      hint: 'Add a line "**Prerequisites**:" before the first command',
    }
  },
}

const commandCount = ({ procedures }: Page) =>
  procedures.reduce((count, { steps }) => count + steps.reduce((sum, { commands }) => sum + commands.length, 0), 0)
