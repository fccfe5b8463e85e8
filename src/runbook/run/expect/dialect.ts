import type { InlineNotation } from './inline-pattern.ts'

/**
 * Who wrote a piece of expected output. `page` is what operations documents do and the only one that reads `<name>` and
 * `...` within a line as wildcards together with all the other notations; the rest are test tools, read as they define
 * themselves: cram 0.7, scrut, trycmd, mdx, byexample, clitest 0.4.
 */
export type Dialect = 'page' | 'cram' | 'scrut' | 'trycmd' | 'mdx' | 'byexample' | 'clitest'

/** What a dialect writes at the end of a line or in the place of one. */
export interface DialectRules {
  /** ` (re)`, ` (glob)`, ` (esc)`, ` (no-eol)` behind a line. */
  suffixes: boolean
  /** scrut: a quantifier inside the suffix, ` (glob*)`, and its long names. */
  quantifiers: boolean
  /** A line `...` stands for any number of lines. */
  anyLines: boolean
  /** `...` at the end of a line stands for the rest of it. */
  openEnd: boolean
  /** Wildcards within a line. */
  within: 'none' | InlineNotation
  /** `[1]` on the last line is the exit status. */
  bracketStatus: boolean
  /** `? failed` on the first line is the exit status. */
  questionStatus: boolean
}

const NONE: DialectRules = {
  suffixes: false,
  quantifiers: false,
  anyLines: false,
  openEnd: false,
  within: 'none',
  bracketStatus: false,
  questionStatus: false,
}

export const DIALECTS: Readonly<Record<Dialect, DialectRules>> = {
  page: {
    suffixes: true,
    quantifiers: true,
    anyLines: true,
    openEnd: true,
    within: 'page',
    bracketStatus: true,
    questionStatus: true,
  },
  cram: { ...NONE, suffixes: true, bracketStatus: true },
  scrut: { ...NONE, suffixes: true, quantifiers: true, bracketStatus: true },
  trycmd: { ...NONE, anyLines: true, within: 'trycmd', questionStatus: true },
  mdx: { ...NONE, anyLines: true, openEnd: true, bracketStatus: true },
  byexample: { ...NONE, within: 'byexample' },
  clitest: NONE,
}

/**
 * The dialect of a test document by its file name or the info string of a fence, then by what only one of them writes.
 * Undefined where nothing tells: such text is a page.
 */
export function detectDialect(text: string, at: { file?: string; info?: string }): Dialect | undefined {
  const info = (at.info ?? '').trim().toLowerCase()
  if (/^scrut\b/.test(info) || /\.scrut$/.test(at.file ?? '')) return 'scrut'
  if (/^trycmd\b/.test(info) || /\.trycmd$/.test(at.file ?? '')) return 'trycmd'
  if (/^cram\b/.test(info) || /\.t$/.test(at.file ?? '')) return 'cram'
  if (/<!--\s*\$MDX\b/.test(text)) return 'mdx'
  if (/#\s?byexample:/.test(text)) return 'byexample'
  if (/\s#=>/.test(text)) return 'clitest'
  if (/^\? (?:\d{1,3}|success|failed|interrupted|skipped)$/m.test(text)) return 'trycmd'
  return undefined
}
