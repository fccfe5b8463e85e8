import type {
  ArithmeticExpression,
  DoubleQuotedChild,
  ParameterExpansionPart,
  SyntaxNode,
  TestExpression,
  Word,
  WordPart,
} from 'unbash'
import { forEachChild } from 'unbash'
import { OPEN } from '../book/parse/placeholders.ts'
import { type Around, forbidden, type GapLedger, OUTSIDE } from './gap-ledger.ts'
import { ANY_VALUE, stricter, type ValueRule } from './value-rule.ts'

/** What the visitors of words and of commands share. */
export interface Walk {
  ledger: GapLedger
  /** The text with its placeholders masked; offsets of the tree index it. */
  masked: string
  /** Visits a command, or any other node outside words. */
  visit: (node: SyntaxNode, around: Around) => void
}

const PLAIN: ValueRule = { ...ANY_VALUE, signs: 'plain' }
const INTEGER: ValueRule = { ...ANY_VALUE, signs: 'integer' }

/** Finds the places of the gaps in a word. */
export function visitWord(walk: Walk, word: Word, around: Around): void {
  if (!walk.ledger.touches(word)) return
  const written = walk.masked.slice(word.pos, word.end)
  const ranges = written.includes(OPEN) && /\{[^{}]*\.\.[^{}]*\}/.test(written)
  const inner = ranges
    ? forbidden(around, 'stands in a brace range, which is expanded before variables', 'Use seq instead of {a..b}.')
    : around
  for (const part of word.parts ?? []) visitPart(walk, part, inner)
  walk.ledger.placeAll(word, inner)
}

/** Finds the places of the gaps in one part of a word or of a here-document. */
export function visitPart(walk: Walk, part: WordPart | DoubleQuotedChild, around: Around): void {
  const { ledger } = walk
  if (!ledger.touches(part)) return
  switch (part.type) {
    case 'SingleQuoted':
      ledger.placeAll(part, { ...around, quoting: 'single' }, 'placeholder')
      break
    case 'AnsiCQuoted':
      ledger.placeAll(part, { ...around, quoting: 'ansi' }, 'placeholder')
      break
    case 'DoubleQuoted':
    case 'LocaleString':
      for (const child of part.parts) visitPart(walk, child, { ...around, quoting: 'double', splits: false })
      ledger.placeAll(part, { ...around, quoting: 'double', splits: false })
      break
    case 'CommandExpansion':
    case 'ProcessSubstitution':
      visitSubstitution(walk, part, around)
      break
    case 'ArithmeticExpansion':
      if (part.expression) visitArithmetic(walk, part.expression, around)
      break
    case 'ParameterExpansion':
      visitExpansion(walk, part, around)
      break
    case 'Glob':
    case 'ExtendedGlob':
    case 'BraceExpansion':
      for (const inner of part.parts ?? []) visitPart(walk, inner, around)
      ledger.placeAll(part, around)
      break
    default:
      ledger.placeAll(part, around)
  }
}

function visitSubstitution(
  walk: Walk,
  part: Extract<WordPart, { type: 'CommandExpansion' | 'ProcessSubstitution' }>,
  around: Around,
): void {
  const { script } = part
  if (!script || script.source !== undefined) {
    walk.ledger.placeAll(
      part,
      forbidden(around, 'stands in nested backticks', 'Write $(…) instead of backticks.'),
      'placeholder',
    )
    return
  }
  // What the inner command prints becomes part of the outer word, and is read by whoever reads that.
  const reread = around.refusal || around.rule.signs === 'plain' || around.rule.signs === 'integer'
  const rule: ValueRule = reread ? { ...PLAIN, noDash: true } : ANY_VALUE
  for (const command of script.commands) walk.visit(command, { ...OUTSIDE, rule })
}

function visitExpansion(walk: Walk, part: ParameterExpansionPart, around: Around): void {
  const { ledger } = walk
  const unsplit = { ...around, splits: false }
  if (part.index) visitWord(walk, part.index, { ...unsplit, rule: stricter(around.rule, PLAIN) })
  visitOperation(walk, part, unsplit)
  for (const gap of ledger.open(part)) {
    if (gap.kind === 'placeholder') ledger.place(gap, forbidden(around, 'stands inside an expansion of the shell'))
    // `${#NAME}` and `${!NAME}` are not the value itself.
    else ledger.place(gap, part.prefix === undefined ? around : unsplit)
  }
}

function visitOperation(walk: Walk, { operation }: ParameterExpansionPart, around: Around): void {
  const pattern: Around = { ...around, quoting: 'bare', rule: { ...around.rule, noDash: false } }
  switch (operation?.type) {
    case 'Default': {
      // What `:=` assigns is split afterwards, quoted or not.
      const assigns = operation.operator.endsWith('=') && around.quoting !== 'double'
      visitWord(walk, operation.operand, { ...around, rule: assigns ? stricter(around.rule, PLAIN) : around.rule })
      break
    }
    case 'Remove':
      visitWord(walk, operation.operand, pattern)
      break
    case 'Replace':
      visitWord(walk, operation.pattern, pattern)
      visitWord(walk, operation.replacement, pattern)
      break
    case 'Slice': {
      const number: Around = { ...around, quoting: 'arithmetic', rule: stricter(around.rule, INTEGER) }
      visitWord(walk, operation.offset, number)
      if (operation.length) visitWord(walk, operation.length, number)
      break
    }
  }
}

/** Operands of arithmetic; a value there must be a number, because the shell evaluates it. */
export function visitArithmetic(walk: Walk, node: ArithmeticExpression, around: Around): void {
  const rule = stricter({ ...around.rule, noDash: false }, INTEGER)
  const inside: Around = { ...around, quoting: 'arithmetic', rule, splits: false }
  if (node.type !== 'ArithmeticWord') {
    forEachChild(node, (child) => {
      if (child.type.startsWith('Arithmetic')) visitArithmetic(walk, child as ArithmeticExpression, around)
      else walk.visit(child, inside)
    })
    return
  }
  for (const part of node.parts ?? []) visitPart(walk, part, inside)
  for (const gap of walk.ledger.open(node)) {
    const glued = gap.kind === 'placeholder' && isGlued(walk.masked, gap)
    walk.ledger.place(gap, glued ? forbidden(inside, 'is only a part of a number') : inside)
  }
}

/** True where letters or digits touch a placeholder: in arithmetic both would be one number or name. */
const isGlued = (masked: string, { start, end }: { start: number; end: number }): boolean =>
  /[\w.#$\uFFFC]/.test(masked[start - 1] ?? '') || /[\w.#$\uFFFC]/.test(masked[end] ?? '')

/** Operands inside `[[ … ]]`: nothing is split there, and `-eq` and its like evaluate arithmetic. */
export function visitTest(walk: Walk, node: TestExpression, around: Around): void {
  if (node.type === 'TestUnary' || node.type === 'TestBinary') {
    const rule = /^-(?:eq|ne|lt|le|gt|ge)$/.test(node.operator)
      ? INTEGER
      : /^-[vR]$/.test(node.operator)
        ? PLAIN
        : ANY_VALUE
    const inside: Around = { ...around, rule: stricter(around.rule, rule), splits: false }
    const operands = node.type === 'TestUnary' ? [node.operand] : [node.left, node.right]
    for (const operand of operands) visitWord(walk, operand, inside)
    return
  }
  forEachChild(node, (child) => {
    if (child.type.startsWith('Test')) visitTest(walk, child as TestExpression, around)
    else walk.visit(child, around)
  })
}
