import type { Document } from '../document.ts'
import type { Quantity } from '../page.ts'
import { type ColumnWords, cellText, findColumns } from './columns.ts'
import { outlineOf } from './outline.ts'
import { readQuantity } from './quantity.ts'

/** One row of a page's own list of alerts. */
export interface ListedAlert {
  name: string
  /** As written: `Error rate >10%`. */
  condition: string
  quantity?: Quantity
  /** As written: `5m`. */
  duration: string
  severity: string
  line: number
  section: string
}

const COLUMNS: ColumnWords<'name' | 'condition' | 'duration' | 'severity'> = {
  name: ['alert name', 'alert', 'alertname', 'rule'],
  condition: ['condition', 'threshold', 'expression', 'expr', 'trigger', 'alert if', 'when'],
  duration: ['duration', 'for', 'pending', 'window'],
  severity: ['severity', 'priority', 'level'],
}

/** The alerts a page lists in tables with a name and a condition: `Alert Name | Condition | Duration | Severity`. */
export function readListedAlerts(document: Document): readonly ListedAlert[] {
  return outlineOf(document).tables.flatMap(({ table, section }) => {
    const columns = findColumns(table, COLUMNS)
    if (columns.name === undefined || columns.condition === undefined) return []
    return table.rows.flatMap((row) => {
      const name = cellText(row, columns.name)
      const condition = cellText(row, columns.condition)
      const quantity = readQuantity(condition)
      if (!name || !condition) return []
      return [
        {
          name,
          condition,
          ...(quantity ? { quantity } : {}),
          duration: cellText(row, columns.duration),
          severity: cellText(row, columns.severity),
          line: row.line,
          section: section.title,
        },
      ]
    })
  })
}
