import { expect, test } from 'vitest'
import { decodePage, encodeWide, type WideEncoding } from './decode-page.ts'

const check = (bytes: number[], expected: string) => {
  const decoded = decodePage(Uint8Array.from(bytes))
  const place = decoded.ok || !decoded.span ? '' : ` ${decoded.span.line}:${decoded.span.column}`
  expect(decoded.ok ? decoded.text : `${decoded.code}${place}`).toBe(expected)
}

test('plain text', () => check([0x61, 0xc3, 0xa9], 'aé'))
test('an empty file is an empty page', () => check([], ''))
test('a byte order mark is dropped', () => check([0xef, 0xbb, 0xbf, 0x61], 'a'))
test('latin-1 is refused where it stops being UTF-8', () => check([0x61, 0x0a, 0x62, 0xe9, 0x20], 'RB001 2:2'))
test('a sequence cut off at the end', () => check([0x61, 0xe2, 0x82], 'RB001 1:2'))
test('an overlong form and a surrogate are not UTF-8', () => {
  check([0xc0, 0xaf], 'RB001 1:1')
  check([0xed, 0xa0, 0x80], 'RB001 1:1')
})
test('NUL means binary', () => check([0x61, 0x0a, 0x00], 'RB003 2:1'))
const wide = (text: string, encoding: WideEncoding) => [...encodeWide(text, encoding)]

test('UTF-16 with a byte order mark is read, and named', () => {
  for (const encoding of ['UTF-16 (little endian)', 'UTF-16 (big endian)'] as const) {
    check(wide('# Caf\u00e9\r\n\ud83d\ude80\n', encoding), '# Caf\u00e9\r\n\ud83d\ude80\n')
    check(wide('', encoding), '')
    expect(decodePage(Uint8Array.from(wide('a', encoding)))).toEqual({ ok: true, text: 'a', wide: encoding })
  }
  check([0xff, 0xfe, 0x61, 0x00], 'a')
  check([0xfe, 0xff, 0x00, 0x61], 'a')
})
test('UTF-16 that is not whole is refused, with its line', () => {
  check([...wide('a\nb', 'UTF-16 (little endian)'), 0x61], 'RB001 2:2')
  check(wide('a\nb\ud83d c', 'UTF-16 (big endian)'), 'RB001 2:2')
  check(wide('\ude80', 'UTF-16 (little endian)'), 'RB001 1:1')
  check(wide('a\n\0', 'UTF-16 (little endian)'), 'RB003 2:1')
})
test('UTF-16 without a mark is taken for binary, UTF-32 is refused', () => {
  check([0x61, 0x00], 'RB003 1:2')
  check([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0], 'RB001')
  check([0, 0, 0xfe, 0xff, 0, 0, 0, 0x61], 'RB001')
})
