import type { Symptom } from '../page.ts'
import { page } from './place.ts'
import type { Rule } from './rule.ts'

/** Words that fill a cell and say nothing. */
const NOTHING = /^(?:|[-–—.?…]+|n\/?a|none|tbd|todo|unknown|\?+)$/i

/** Every symptom has a cause and something to do. */
export const symptomEntry: Rule = {
  id: 'RB411',
  name: 'symptom-entry',
  summary: 'Each row of a table of symptoms gives a cause and an action.',
  why:
    'The row was found in a hurry and the decisive cell is empty. If there is no known fix, say so and name who knows ' +
    'more. Columns that no row of the table uses are not asked for.',
  severity: 'warning',
  kinds: { template: 'off' },
  examples: [
    {
      title: 'An empty action',
      bad: page(
        '# Troubleshooting',
        '',
        '| Symptom | Cause | Action |',
        '| --- | --- | --- |',
        '| Orders hang | Queue full | Restart the worker |',
        '| Login fails | Clock is off | | ⟵',
      ),
      good: page(
        '# Troubleshooting',
        '',
        '| Symptom | Cause | Action |',
        '| --- | --- | --- |',
        '| Orders hang | Queue full | Restart the worker |',
        '| Login fails | Clock is off | Start `chronyd` |',
      ),
    },
  ],
  *page({ symptoms, document }) {
    const tables = symptoms.filter(({ source }) => source === 'table')
    for (const symptom of tables) {
      const same = tables.filter(({ section }) => section === symptom.section)
      for (const field of ['cause', 'action'] as const) {
        if (!NOTHING.test(symptom[field].trim()) || !isUsed(field, same)) continue
        yield {
          span: {
            line: symptom.line,
            column: 1,
            endLine: symptom.line,
            endColumn: (document.lines[symptom.line - 1] ?? '').length + 1,
          },
          message: `The row "${symptom.symptom}" gives no ${field}`,
          hint:
            field === 'action'
              ? 'Say what to do, or that no fix is known and whom to ask'
              : 'Say what causes it, or that it is not known',
        }
      }
    }
  },
}

const isUsed = (field: 'cause' | 'action', rows: readonly Symptom[]) =>
  rows.some((row) => !NOTHING.test(row[field].trim()))
