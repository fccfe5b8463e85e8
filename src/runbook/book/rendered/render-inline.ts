import type { Env, Token } from 'markdown-it'
import { visibleLines } from '../../../kit/visible.ts'
import { inlineTokens, isPlain } from '../parse/markdown.ts'
import type { RenderedInline } from './rendered.ts'
import { linkTarget } from './safe-link.ts'

export interface InlinePlace {
  /** Link definitions of the page. */
  readonly env: Env
  /** Path of the page. */
  readonly file: string
  readonly pages: ReadonlySet<string>
}

type Writable = RenderedInline[]
type Wrap = (of: readonly RenderedInline[]) => readonly RenderedInline[]

/** The text of a paragraph, heading or cell as a tree. */
export function renderInline(raw: string, place: InlinePlace): readonly RenderedInline[] {
  if (isPlain(raw)) return texts(raw)
  const open: { of: Writable; wrap: Wrap }[] = [{ of: [], wrap: (of) => of }]
  for (const token of inlineTokens(raw, place.env)) {
    const inner = open.at(-1)!
    const wrap = opening(token, place)
    if (wrap) open.push({ of: [], wrap })
    else if (token.nesting < 0 && open.length > 1) {
      open.pop()
      open.at(-1)!.of.push(...inner.wrap(inner.of))
    } else inner.of.push(...leaf(token, place))
  }
  let inside: readonly RenderedInline[] = []
  for (const { of, wrap } of open.reverse()) inside = wrap([...of, ...inside])
  return inside
}

const texts = (text: string): readonly RenderedInline[] => (text === '' ? [] : [visibleLines(text)])

function opening(token: Token, place: InlinePlace): Wrap | undefined {
  switch (token.type) {
    case 'em_open':
      return (of) => [{ kind: 'emphasis', of }]
    case 'strong_open':
      return (of) => [{ kind: 'strong', of }]
    case 's_open':
      return (of) => [{ kind: 'deleted', of }]
    case 'link_open':
      return linkTo(String(token.attrGet('href') ?? ''), place)
    default:
      return undefined
  }
}

/** What leads nowhere safe stays as its text. */
function linkTo(href: string, { file, pages }: InlinePlace): Wrap {
  const target = linkTarget(href, file, pages)
  if (!target) return (of) => of
  if (target.kind === 'outside') return (of) => [{ kind: 'link', to: target.to, of }]
  const { page, anchor } = target
  return (of) => [{ kind: 'reference', page, anchor, of }]
}

function leaf(token: Token, place: InlinePlace): readonly RenderedInline[] {
  switch (token.type) {
    case 'code_inline':
      return [{ kind: 'code', text: visibleLines(token.content) }]
    case 'softbreak':
      return [' ']
    case 'hardbreak':
      return [{ kind: 'break' }]
    case 'html_inline':
      return /^<br\s*\/?>$/i.test(token.content) ? [{ kind: 'break' }] : []
    case 'image': {
      const target = linkTarget(String(token.attrGet('src') ?? ''), place.file, place.pages)
      const text = visibleLines(token.content)
      return [{ kind: 'image', text, to: target?.kind === 'outside' ? target.to : undefined }]
    }
    default:
      return texts(token.content)
  }
}
