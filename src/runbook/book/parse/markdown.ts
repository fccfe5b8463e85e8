/**
 * markdown-it as this reader needs it: the same tokens for a fraction of the time. The published build defines every
 * field of every token by `Object.defineProperty` and walks through text character by character, and a check makes
 * hundreds of thousands of tokens. Inline text is taken apart only where it is asked for, so no table cell twice.
 */
import MarkdownIt, { type Delimiter, type Env, type StateInline, type Token } from 'markdown-it'

const markdown = new MarkdownIt('default', { html: true, linkify: false, typographer: false })
// Links are data here, not hrefs: what is unsafe to click is still a target worth checking.
markdown.validateLink = () => true
markdown.core.ruler.enableOnly(['normalize', 'block', 'strip_references'])
markdown.inline.ruler.disable('linkify')
markdown.inline.ruler.at('text', takeText)

/** The blocks of a page; the text of its `inline` tokens is for `inlineTokens`, with the same `env`. */
export const blockTokens = (text: string, env: Env): Token[] => markdown.parse(text, env)

/** The tokens of the text of a paragraph, a heading or a table cell. */
export function inlineTokens(text: string, env: Env): Token[] {
  const tokens: Token[] = []
  markdown.inline.parse(text, markdown, env, tokens)
  return joinTexts(tokens)
}

/** True for text that stands for itself: no sign in it means anything to Markdown, and its lines need no trimming. */
export const isPlain = (text: string): boolean => !/[\\`~*_[<&]|[ \t]\n|\n[ \t]/.test(text)

/** Escaped characters and entities are text like any other; neighbouring pieces become one. */
function joinTexts(tokens: Token[]): Token[] {
  for (const token of tokens) if (token.type === 'text_special') token.type = 'text'
  return tokens.filter((token, index) => {
    const next = tokens[index + 1]
    if (token.type !== 'text' || next?.type !== 'text') return true
    next.content = token.content + next.content
    return false
  })
}

/** Signs that a rule of inline text looks at; the original stops at all punctuation. */
const SIGN = /[\n!&*<[\\\]_`~]/g

function takeText(state: StateInline, silent: boolean): boolean {
  SIGN.lastIndex = state.pos
  const match = SIGN.exec(state.src)
  const end = match && match.index < state.posMax ? match.index : state.posMax
  if (end === state.pos) return false
  if (!silent) state.pending += state.src.slice(state.pos, end)
  state.pos = end
  return true
}

/** Fields are declared, not defined: assigning them once is what makes it lean. */
class LeanToken implements Token {
  declare type: string
  declare tag: string
  declare attrs: Token['attrs']
  declare map: Token['map']
  declare nesting: Token['nesting']
  declare level: number
  declare children: Token[] | null
  declare content: string
  declare markup: string
  declare info: string
  declare meta: Token['meta']
  declare block: boolean
  declare hidden: boolean
  // Methods of the original, which need no more than `attrs`.
  declare attrIndex: Token['attrIndex']
  declare attrPush: Token['attrPush']
  declare attrSet: Token['attrSet']
  declare attrGet: Token['attrGet']
  declare attrJoin: Token['attrJoin']

  constructor(type: string, tag: string, nesting: Token['nesting']) {
    this.type = type
    this.tag = tag
    this.attrs = null
    this.map = null
    this.nesting = nesting
    this.level = 0
    this.children = null
    this.content = ''
    this.markup = ''
    this.info = ''
    this.meta = null
    this.block = false
    this.hidden = false
  }
}
borrow(LeanToken, MarkdownIt.Token, ['attrIndex', 'attrPush', 'attrSet', 'attrGet', 'attrJoin'])

class BlockState extends MarkdownIt.StateBlock {
  override push(type: string, tag: string, nesting: Token['nesting']): Token {
    const token = new LeanToken(type, tag, nesting)
    token.block = true
    if (nesting < 0) this.level--
    token.level = this.level
    if (nesting > 0) this.level++
    this.tokens.push(token)
    return token
  }
}

class InlineState implements StateInline {
  declare src: string
  declare md: StateInline['md']
  declare env: Env
  declare tokens: Token[]
  declare tokens_meta: StateInline['tokens_meta']
  declare pos: number
  declare posMax: number
  declare level: number
  declare pending: string
  declare pendingLevel: number
  declare cache: StateInline['cache']
  declare backticks: StateInline['backticks']
  declare backticksScanned: boolean
  declare skipHtmlSpecial: boolean
  declare linkLevel: number
  declare delimiters: Delimiter[]
  declare _prev_delimiters: Delimiter[][]
  declare Token: StateInline['Token']
  declare scanDelims: StateInline['scanDelims']

  constructor(src: string, md: StateInline['md'], env: Env, tokens: Token[]) {
    this.src = src
    this.md = md
    this.env = env
    this.tokens = tokens
    this.tokens_meta = new Array(tokens.length)
    this.pos = 0
    this.posMax = src.length
    this.level = 0
    this.pending = ''
    this.pendingLevel = 0
    this.cache = {}
    this.backticks = {}
    this.backticksScanned = false
    this.skipHtmlSpecial = false
    this.linkLevel = 0
    this.delimiters = []
    this._prev_delimiters = []
    this.Token = LeanToken
  }

  pushPending(): Token {
    const token = new LeanToken('text', '', 0)
    token.content = this.pending
    token.level = this.pendingLevel
    this.tokens.push(token)
    this.pending = ''
    return token
  }

  push(type: string, tag: string, nesting: Token['nesting']): Token {
    if (this.pending) this.pushPending()
    const token = new LeanToken(type, tag, nesting)
    let meta: { delimiters: Delimiter[] } | undefined
    if (nesting < 0) {
      this.level--
      this.delimiters = this._prev_delimiters.pop()!
    }
    token.level = this.level
    if (nesting > 0) {
      this.level++
      this._prev_delimiters.push(this.delimiters)
      this.delimiters = []
      meta = { delimiters: this.delimiters }
    }
    this.pendingLevel = this.level
    this.tokens.push(token)
    this.tokens_meta.push(meta)
    return token
  }
}
borrow(InlineState, MarkdownIt.StateInline, ['scanDelims'])
markdown.block.State = BlockState
markdown.inline.State = InlineState

function borrow(to: { prototype: object }, from: { prototype: object }, methods: readonly string[]): void {
  for (const method of methods) {
    Object.defineProperty(to.prototype, method, Object.getOwnPropertyDescriptor(from.prototype, method)!)
  }
}
