// biome-ignore-all lint/suspicious/noTemplateCurlyInString: `${…}` in this file is shell, not a template.
import { expect, test } from 'vitest'
import { shellContexts } from './shell-context.ts'

const LETTER = { code: 'c', string: 's', document: 'd', comment: '#' } as const

/** The second text has one letter for each character of the first. */
const check = (text: string, expected: string) =>
  expect(
    `${text}\n${shellContexts(text)
      .map((context) => LETTER[context])
      .join('')}`,
  ).toBe(`${text}\n${expected}`)

test('plain words are code', () => check('ls -l /tmp', 'cccccccccc'))
test('quotations are strings, their marks included', () => {
  check(`a "b" 'c'`, 'ccssscsss')
  check(`a "b\\"c" d`, 'ccsssssscc')
  check(`a 'b\\' c`, 'ccsssscc')
  check(`a $'b\\'c' d`, 'ccssssssscc')
  check('a \\" b', 'cccccc')
})
test('a substitution inside of a string is code', () => {
  check('a "b $(c "d") e"', 'ccsssccccssscsss')
  check('a "`b`"', 'ccscccs')
})
test('what begins a comment is a sign behind a space', () => {
  check('a # "b', 'cc####')
  check('a#b "c"', 'ccccsss')
  check('$(a # b\n)', 'cccc###cc')
})
test('the body of a here-document ends with its word', () => {
  check('cat <<EOF\na "b\nEOF\nls', 'c'.repeat(10) + 'd'.repeat(5) + 'c'.repeat(6))
  check("cat <<-'E' > f\n\ta\n\tE\nls", 'c'.repeat(15) + 'd'.repeat(3) + 'c'.repeat(5))
  check('cat <<A <<B\na\nA\nb\nB\nls', `${'c'.repeat(12)}ddccddcccc`)
  check('cat <<EOF\nno end', 'c'.repeat(10) + 'd'.repeat(6))
  check('cat <<< "a"', 'ccccccccsss')
})
test('what is never closed is a string to its end', () => check(`it's a`, 'ccssss'))
test('time is linear', () => {
  const began = performance.now()
  for (const text of ['<<'.repeat(50_000), '(`"'.repeat(50_000), '# '.repeat(50_000), `${'cat <<A\n'.repeat(20_000)}A`])
    expect(shellContexts(text)).toHaveLength(text.length)
  expect(performance.now() - began).toBeLessThan(3000)
})
