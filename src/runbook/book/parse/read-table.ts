import type { Cell, Table, TableRow } from '../document.ts'
import { readCellInline } from './read-inline.ts'

interface RawCell {
  text: string
  column: number
}

/**
 * Reads a table from its source lines. GFM cuts a row at every unescaped pipe, even inside code and `[[a|b]]` links,
 * and drops what is then too much; here such a row is put together again when that makes it fit the header.
 *
 * @param source the table's lines as they stand in the file, header first, delimiter second
 * @param firstLine line number of the header, from 1
 */
export function readTable(source: readonly string[], firstLine: number): Table {
  const headerCells = splitRow(source[0] ?? '', false)
  const header = headerCells.map((cell) => readCell(cell, firstLine))
  const rows: TableRow[] = []
  for (let index = 2; index < source.length; index++) {
    const line = firstLine + index
    const { cells, repaired } = fitRow(source[index]!, header.length)
    rows.push({ line, repaired, cells: cells.map((cell) => readCell(cell, line)) })
  }
  return { kind: 'table', line: firstLine, endLine: firstLine + source.length - 1, header, rows }
}

function fitRow(source: string, width: number): { cells: RawCell[]; repaired: boolean } {
  const plain = splitRow(source, false)
  if (plain.length > width) {
    const careful = splitRow(source, true)
    if (careful.length === width) return { cells: careful, repaired: true }
  }
  const cells = plain.slice(0, width)
  while (cells.length < width) cells.push({ text: '', column: source.length + 1 })
  return { cells, repaired: false }
}

/** Cuts a row at its pipes; `careful` keeps pipes inside backticks and double brackets. */
function splitRow(source: string, careful: boolean): RawCell[] {
  const start = /^[ \t>]*\|?/.exec(source)![0].length
  const text = source.trimEnd()
  const end = text.endsWith('|') && !text.endsWith('\\|') ? text.length - 1 : text.length
  const cells: RawCell[] = []
  let from = start
  let fence = ''
  let brackets = 0
  for (let at = start; at < end; at++) {
    const sign = text[at]
    if (careful && text.startsWith('\\[[', at)) {
      brackets++
      at += 2
    } else if (sign === '\\') at++
    else if (careful && sign === '`') {
      const run = /^`+/.exec(text.slice(at, at + 64))![0]
      if (fence === '' && text.indexOf(run, at + run.length) >= 0) fence = run
      else if (fence === run) fence = ''
      at += run.length - 1
    } else if (careful && text.startsWith('[[', at)) brackets++
    else if (careful && sign === ']' && brackets > 0) brackets = 0
    else if (sign === '|' && fence === '' && brackets === 0) {
      cells.push(cut(text, from, at))
      from = at + 1
    }
  }
  if (from < end || cells.length === 0) cells.push(cut(text, from, end))
  return cells
}

function cut(text: string, from: number, to: number): RawCell {
  const raw = text.slice(from, Math.max(from, to))
  const lead = raw.length - raw.trimStart().length
  return { text: raw.trim(), column: from + lead + 1 }
}

function readCell(cell: RawCell, line: number): Cell {
  const text = cell.text.replace(/\\\|/g, '|').replaceAll('\0', '\uFFFD')
  const inline = readCellInline(text, line, cell.column)
  return { inline, text: inline.text.trim(), line, column: cell.column }
}
