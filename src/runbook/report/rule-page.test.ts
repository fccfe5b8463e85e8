import { expect, test } from 'vitest'
import { rules } from '../book/lint/rules.ts'
import { codeIndex, codePages } from './rule-page.ts'

const problems = { RB091: { name: 'config-yaml', summary: 'It is not YAML.', hint: 'Mend it' } }
const pages = codePages(rules, problems)

test('every code has one page', () => {
  expect(new Set(pages.map(({ id }) => id)).size).toBe(pages.length)
  for (const { id } of rules) expect(pages.some((page) => page.id === id)).toBe(true)
})
test('a page says what, why, and how to accept it', () => {
  for (const { id } of rules) {
    const text = pages.find((page) => page.id === id)!.markdown
    expect(text).toContain(`# ${id} `)
    expect(text).toContain('## Why')
    expect(text).toContain(`ops-disable-next-line ${id} -- `)
  }
})
test('the index links every page', () => {
  for (const { id } of pages) expect(codeIndex(pages)).toContain(`[${id}](${id}.md)`)
})
