import type { Cell, Table, TableRow } from '../document.ts'
import { tidySpaces } from './outline.ts'

/** For each meaning of a column, the header words that carry it, the most telling first. */
export type ColumnWords<Key extends string> = Readonly<Record<Key, readonly string[]>>
type Columns<Key extends string> = Readonly<Partial<Record<Key, number>>>

/**
 * Which column of a table means what, by the words of its header. Words are compared in lower case, with and without
 * what stands in parentheses; a column has one meaning, given to the first key that asks for it.
 */
export function findColumns<Key extends string>(table: Table, words: ColumnWords<Key>): Columns<Key> {
  const headers = table.header.map((cell) => headerKey(cell.text))
  const taken = new Set<number>()
  const columns: Partial<Record<Key, number>> = {}
  for (const key of Object.keys(words) as Key[]) {
    const column = words[key]
      .map((word) => headers.findIndex(({ full, short }, at) => !taken.has(at) && (full === word || short === word)))
      .find((at) => at >= 0)
    if (column === undefined) continue
    taken.add(column)
    columns[key] = column
  }
  return columns
}

function headerKey(text: string): { full: string; short: string } {
  const full = tidySpaces(text)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}#()&/ -]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return { full, short: full.replace(/\s*\([^()]*\)$/, '') }
}

/** The text of a row's cell; empty where there is no such column or the author wrote a dash. */
export function cellText(row: TableRow, column: number | undefined): string {
  const cell = column === undefined ? undefined : row.cells[column]
  return cell ? plainCell(cell) : ''
}

/** A cell's words: `[[#anchor|Text]]` is its text, a lone dash is nothing. */
export function plainCell(cell: Cell): string {
  const written = tidySpaces(cell.text)
  const text = written.includes('[[') ? written.replace(/\[\[(?:[^\]|]*\|)?([^\]|]*)\]\]/g, '$1').trim() : written
  return /^[-–—]$/.test(text) ? '' : text
}
