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
    const used = usedFields(tables)
    for (const symptom of tables) {
      for (const field of ['cause', 'action'] as const) {
        if (!NOTHING.test(symptom[field].trim()) || !used.has(`${field} ${symptom.section}`)) continue
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

/** `action Common Issues` for every column that some row of the section fills. */
function usedFields(rows: readonly Symptom[]): ReadonlySet<string> {
  const used = new Set<string>()
  for (const row of rows) {
    for (const field of ['cause', 'action'] as const) {
      if (!NOTHING.test(row[field].trim())) used.add(`${field} ${row.section}`)
    }
  }
  return used
}
