import { expect, test } from 'vitest'
import type { Table } from '../document.ts'
import { cellText, findColumns } from './columns.ts'
import { readDocument } from './read-document.ts'

const table = (header: string, row: string) => {
  const rule = header.replace(/[^|]+/g, '---')
  return readDocument('page.md', `${header}\n${rule}\n${row}\n`).blocks[0] as Table
}

test('header words are compared without case, markup and parentheses', () => {
  const found = findColumns(table('| **Component** | Recovery time objective (RTO) |', '| A | 1 h |'), {
    name: ['component'],
    rto: ['rto', 'recovery time objective'],
  })
  expect(found).toEqual({ name: 0, rto: 1 })
})

test('the most telling word wins, and a column has one meaning', () => {
  const words = { cause: ['likely cause', 'reason'], action: ['fix', 'reason'] }
  expect(findColumns(table('| Reason | Likely Cause |', '| a | b |'), words)).toEqual({ cause: 1, action: 0 })
  expect(findColumns(table('| Reason |', '| a |'), words)).toEqual({ cause: 0 })
})

test('cells without text', () => {
  const { rows } = table('| A | B | C |', '| - | \\[[#x|Link]\\] | N/A |')
  expect([0, 1, 2, undefined].map((column) => cellText(rows[0]!, column))).toEqual(['', 'Link', 'N/A', ''])
})
