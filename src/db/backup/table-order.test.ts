import { expect, test } from 'vitest'
import { tableOrder } from './table-order.ts'

test('what is referred to comes first; a table may refer to itself', () => {
  const references = [
    { table: 'rows', to: 'heads' },
    { table: 'notes', to: 'rows' },
    { table: 'heads', to: 'heads' },
  ]
  expect(tableOrder(['notes', 'rows', 'heads', 'alone'], references)).toEqual(['alone', 'heads', 'rows', 'notes'])
})

test('a circle is refused', () => {
  const circle = [
    { table: 'a', to: 'b' },
    { table: 'b', to: 'a' },
  ]
  expect(() => tableOrder(['a', 'b'], circle)).toThrow('in a circle: a, b')
})
