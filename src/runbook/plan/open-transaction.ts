import { applyTextEdits } from './apply-text-edits.ts'
import { readCodeLiterals } from './code-literal.ts'

const BEGINS = /^\s*(?:begin|start\s+transaction)\b/i
const ENDS = /^\s*(?:commit|end|abort|rollback(?!(?:\s+(?:work|transaction))?\s+to\b)|prepare\s+transaction)\b/i

/**
 * Line of a statement, from 0, that begins a transaction which the text does not end. Each text has a connection of its
 * own: what it did would be taken back in silence, and what follows in other texts would not belong to it.
 */
export function openTransaction(text: string): number | undefined {
  const edits = readCodeLiterals(text, 'sql').map(({ start, end, kind }) => {
    // Lines stay where they are; a command of psql ends nothing that SQL began.
    const blank = text.slice(start, end).replace(/[^\n]/g, ' ')
    return { start, end, text: kind === 'string' || kind === 'name' ? `x${blank.slice(1)}` : blank }
  })
  let open: number | undefined
  let at = 0
  for (const statement of applyTextEdits(text, edits).split(';')) {
    if (BEGINS.test(statement)) open ??= at + statement.search(/\S/)
    else if (ENDS.test(statement)) open = undefined
    at += statement.length + 1
  }
  return open === undefined ? undefined : text.slice(0, open).split('\n').length - 1
}
