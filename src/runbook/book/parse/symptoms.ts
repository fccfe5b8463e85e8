import type { Document } from '../document.ts'
import type { Symptom } from '../page.ts'
import { type ColumnWords, cellText, findColumns } from './columns.ts'
import { outlineOf } from './outline.ts'
import { readSymptomBullets } from './symptom-bullets.ts'
import { readSymptomSection } from './symptom-section.ts'

const COLUMNS: ColumnWords<'symptom' | 'cause' | 'action' | 'severity' | 'target'> = {
  symptom: [
    'symptom',
    'symptoms',
    'problem',
    'issue',
    'error',
    'error message',
    'what you see',
    'if you see',
    'observation',
    'observed behavior',
  ],
  cause: [
    'likely cause',
    'cause',
    'causes',
    'possible cause',
    'possible causes',
    'potential cause',
    'potential causes',
    'probable cause',
    'common cause',
    'root cause',
    'reason',
    'diagnosis',
  ],
  action: [
    'action',
    'actions',
    'fix',
    'solution',
    'solutions',
    'resolution',
    'remedy',
    'remediation',
    'what to do',
    'mitigation',
    'recovery',
    'response',
    'workaround',
    'next step',
    'next steps',
    'verification',
    'check',
  ],
  severity: ['severity', 'priority', 'sev'],
  target: ['section', 'runbook', 'procedure', 'playbook', 'see'],
}

/**
 * Every "if you see this, do that" of a page, from tables, from sections with symptoms and remedies, from bullets and
 * from quoted error messages. The words stay the author's; this is what a search for an error text looks through.
 */
export function readSymptoms(document: Document): readonly Symptom[] {
  const outline = outlineOf(document)
  const found: Symptom[] = []
  for (const { table, section } of outline.tables) {
    const columns = findColumns(table, COLUMNS)
    const action = columns.action ?? columns.target
    if (columns.symptom === undefined || (columns.cause === undefined && action === undefined)) continue
    for (const row of table.rows) {
      const symptom = cellText(row, columns.symptom)
      if (!symptom) continue
      const severity = cellText(row, columns.severity)
      found.push({
        symptom,
        cause: cellText(row, columns.cause),
        action: cellText(row, action),
        line: row.line,
        source: 'table',
        section: section.title,
        ...(severity ? { severity } : {}),
        repaired: row.repaired,
        codes: row.cells.flatMap((cell) => cell.inline.codes.map((code) => code.text)),
      })
    }
  }
  for (const section of outline.sections) found.push(...readSymptomSection(section))
  for (const { list, section } of outline.lists) found.push(...readSymptomBullets(list, section))
  return found.sort((a, b) => a.line - b.line)
}
