import type { Table } from '../document.ts'
import { keyOf } from './outline.ts'

const STAGE =
  /^(?:after \S.*|\d+(?:st|nd|rd|th) .*|first response|initial response|escalation(?: level)? \d|level \d|tier \d|l\d)$/

/** Header words of columns that say whom to call next. */
const isStage = (header: string): boolean => STAGE.test(keyOf(header))

/** True for a table whose columns after the first are stages of an escalation: `Severity | First Response | After 1 hour`. */
export function isEscalationMatrix(table: Table): boolean {
  const stages = table.header.slice(1).filter((cell) => isStage(cell.text))
  return stages.length > 0 && stages.length * 2 >= table.header.length - 1
}
