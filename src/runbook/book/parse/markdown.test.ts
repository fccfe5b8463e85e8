import fc from 'fast-check'
import MarkdownIt, { type Token } from 'markdown-it'
import { expect, test } from 'vitest'
import { blockTokens, inlineTokens, isPlain } from './markdown.ts'
import { readDocument } from './read-document.ts'

const original = new MarkdownIt('default', { html: true, linkify: false, typographer: false })
original.validateLink = () => true

const read = ({ type, tag, content, markup, info, map, attrs }: Token) => ({
  type,
  tag,
  content,
  markup,
  info,
  map,
  attrs,
})

/** What the original makes of a text, and what the lean one makes of it. */
function both(text: string) {
  const env = {}
  const lean = blockTokens(text, env).flatMap((token) => [
    read(token),
    ...(token.type === 'inline' ? inlineTokens(token.content, env).map(read) : []),
  ])
  const full = original.parse(text, {}).flatMap((token) => [read(token), ...(token.children ?? []).map(read)])
  return { lean, full }
}

test.each([
  'Restart *the* **pool** and `check` it: see [the page](./a%20b.md "now"), ![map](m.png) or <https://x.example/>.',
  'Wait.  \nThen   \n  go on\\\nto the next',
  'Not a \\*star\\*, not a &lt;tag&gt;, a ~~wrong~~ word, snake_case_name and a * alone',
  '[one][id] and [id] and [none]\n\n[id]: https://x.example "title"',
  '| a | b |\n| - | - |\n| `x\\|y` | **c** [d](e) |',
  '[a ![b [c](d)](e) f](g) ]] [[h|i]] ](',
  '**a [b** c](d) `e **f` g**',
  '1. one\n\n   ```sh\n   run\n   ```\n2. two\n   > quoted _text_\n',
  'a 👍 [🙂](x) *🙂*\u00a0**é**à',
])('reads the same tokens as the original: %j', (text) => {
  const { lean, full } = both(text)
  expect(lean).toEqual(full)
})

const piece = fc.constantFrom(
  ...['*', '**', '_', '`', '``', '[', ']', '(', ')', '![', '](x)', '<', '>', '&amp;', '\\', '~~', '\n', '\n\n', '  \n'],
  ...['- ', '> ', '# ', '| ', ':', '=', '#', '{', '$', '%', '\t', ' ', 'word', 'x_y', '[a]: b\n', '<b>', '<!-- c -->'],
)

test('reads the same tokens as the original, whatever the text', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const { lean, full } = both(pieces.join(''))
      expect(lean).toEqual(full)
    }),
  )
})

test('plain text is one that the original leaves as it is', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      for (const { inline } of readDocument('a.md', pieces.join('')).blocks.filter(
        (block) => block.kind === 'paragraph',
      )) {
        if (!isPlain(inline.raw)) continue
        const text = inlineTokens(inline.raw, {}).map((token) => (token.type === 'softbreak' ? '\n' : token.content))
        expect(text.join('')).toBe(inline.raw)
      }
    }),
  )
})
