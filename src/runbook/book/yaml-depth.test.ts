import { expect, test } from 'vitest'
import { tooDeepForYaml } from './yaml-depth.ts'

const check = (text: string, offset: number | undefined) =>
  expect({ text: text.slice(0, 40), offset: tooDeepForYaml(text) }).toEqual({ text: text.slice(0, 40), offset })

test('what people write may be parsed', () => {
  check('', undefined)
  check('groups:\n- name: shop\n  rules:\n  - alert: Down\n    expr: up{job="shop"} == 0\n', undefined)
  check(Array.from({ length: 200 }, (_, line) => `key${line}: [a, {b: c}]`).join('\n'), undefined)
})

test('brackets in strings, comments and blocks are text', () => {
  check(`a: "${'['.repeat(500)}"`, undefined)
  check(`# ${'['.repeat(500)}\na: b`, undefined)
  check(`a: |\n  ${'['.repeat(500)}\nb: c`, undefined)
  check(Array.from({ length: 100 }, (_, line) => `expr${line}: rate(x{a="["}[5m])`).join('\n'), undefined)
})

test('brackets that hide their closer are counted all the same', () => check('["]", '.repeat(500), 64 * 6))

test('levels of every kind are counted', () => {
  check('['.repeat(500), 64)
  // The key before the brackets or dashes is a level of its own.
  check(`a: ${'{a: '.repeat(500)}`, 3 + 63 * 4)
  check('- '.repeat(500), 64 * 2)
  check('? '.repeat(500), 64 * 2)
  check(`a: ${'- '.repeat(500)}`, 3 + 63 * 2)
  check('[\n'.repeat(500), 64 * 2)
  const stairs = Array.from({ length: 100 }, (_, level) => `${' '.repeat(level)}a:\n`)
  check(stairs.join(''), stairs.slice(0, 64).join('').length + 64)
})

test('levels that are closed again do not add up', () => {
  check('a: [[[[x]]]]\n'.repeat(100), undefined)
  check(`${'  '.repeat(40)}- a\n- b\n`.repeat(100), undefined)
})

test('time is linear', () => {
  const began = performance.now()
  tooDeepForYaml('- [a, {b: "c"}]\n'.repeat(20_000))
  expect(performance.now() - began).toBeLessThan(3000)
})
