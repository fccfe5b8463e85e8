import { RE2JS } from 're2js'
import {
  COMPARISONS,
  type Comparison,
  type Expression,
  type ExpressionReading,
  FUNCTIONS,
  type FunctionName,
  type Literal,
  type PathStep,
  type Test,
} from './expression.ts'
import { type Token, tokensOf } from './tokens.ts'

const LONGEST = 2000
const MOST_PARTS = 200
const DEEPEST = 32
const LONGEST_PATTERN = 200

class Refused extends Error {
  readonly column: number

  constructor(column: number, message: string) {
    super(message)
    this.column = column
  }
}

/** An expression from its text, or what is wrong with it and where. */
export function readExpression(text: string): ExpressionReading {
  if (text.length > LONGEST) return problem(LONGEST, `an expression has at most ${LONGEST} characters`)
  const tokens = tokensOf(text)
  if ('message' in tokens) return { ok: false, problem: tokens }
  try {
    const reader = new Reader(tokens)
    const expression = reader.expression(0)
    reader.expectEnd()
    return { ok: true, expression }
  } catch (error) {
    if (error instanceof Refused) return problem(error.column, error.message)
    throw error
  }
}

const problem = (column: number, message: string): ExpressionReading => ({ ok: false, problem: { column, message } })

/** A parser by recursive descent; it counts what it builds, so that no text makes it build much. */
class Reader {
  readonly #tokens: readonly Token[]
  #at = 0
  #parts = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  expression(depth: number): Expression {
    this.#count(depth)
    if (this.#takeWord('when')) {
      const when = this.#test(depth + 1)
      this.#needWord('then')
      const then = this.expression(depth + 1)
      this.#needWord('else')
      return { when, then, otherwise: this.expression(depth + 1) }
    }
    const alternatives = [this.#value(depth + 1)]
    while (this.#takeSign('??')) alternatives.push(this.#value(depth + 1))
    return alternatives.length === 1 ? alternatives[0]! : { firstOf: alternatives }
  }

  expectEnd(): void {
    const { kind, value, column } = this.#next
    if (kind !== 'end') throw new Refused(column, `"${value}" is one too many: the expression has ended before it`)
  }

  #test(depth: number): Test {
    let test = this.#comparison(depth)
    for (;;) {
      if (this.#takeWord('and')) test = { both: [test, this.#comparison(depth)] }
      else if (this.#takeWord('or')) test = { either: [test, this.#comparison(depth)] }
      else return test
    }
  }

  #comparison(depth: number): Test {
    this.#count(depth)
    const left = this.#value(depth + 1)
    if (this.#takeWord('matches')) return { matches: this.#pattern(), left }
    const { value, column } = this.#next
    if (!COMPARISONS.some((each) => each === value))
      throw new Refused(column, `a comparison is missing here: ${COMPARISONS.join(' ')} or matches`)
    this.#at++
    return { compare: value as Comparison, left, right: this.#literal() }
  }

  #value(depth: number): Expression {
    this.#count(depth)
    const token = this.#next
    if (this.#takeSign('(')) {
      const inner = this.expression(depth + 1)
      this.#needSign(')')
      return inner
    }
    if (token.kind === 'sign' && (token.value === '$' || token.value === '@')) {
      this.#at++
      return { path: this.#path(), from: token.value }
    }
    const call = token.kind === 'word' ? FUNCTIONS.find((name) => name === token.value) : undefined
    if (call) {
      this.#at++
      return this.#call(call, depth + 1)
    }
    return { literal: this.#literal() }
  }

  #call(name: FunctionName, depth: number): Expression {
    this.#needSign('(')
    const made = this.#arguments(name, depth)
    this.#needSign(')')
    return made
  }

  #arguments(name: FunctionName, depth: number): Expression {
    if (name === 'join') {
      const separator = this.#text('a text that goes between')
      const of: Expression[] = []
      while (this.#takeSign(',')) of.push(this.expression(depth))
      return { call: name, separator, of }
    }
    const of = this.expression(depth)
    if (name !== 'match') return { call: name, of }
    this.#needSign(',')
    const pattern = this.#pattern()
    if (!this.#takeSign(',')) return { call: name, of, pattern, group: pattern.groupCount() > 0 ? 1 : 0 }
    const { kind, value, column } = this.#next
    if (kind !== 'number' || !Number.isInteger(value) || value < 0 || value > pattern.groupCount())
      throw new Refused(column, `the pattern has the groups 0 to ${pattern.groupCount()}`)
    this.#at++
    return { call: name, of, pattern, group: value }
  }

  #path(): readonly PathStep[] {
    const steps: PathStep[] = []
    for (;;) {
      this.#count(0)
      if (this.#takeSign('.')) steps.push({ name: this.#name() })
      else if (this.#takeSign('[')) {
        steps.push(this.#bracket())
        this.#needSign(']')
      } else return steps
    }
  }

  #bracket(): PathStep {
    const { kind, value, column } = this.#next
    this.#at++
    if (kind === 'sign' && value === '*') return { all: true }
    if (kind === 'text') return { name: value }
    if (kind === 'number' && Number.isSafeInteger(value)) return { index: value }
    throw new Refused(column, 'between brackets stands a number, a name in quotes, or *')
  }

  #name(): string {
    const { kind, value, column } = this.#next
    if (kind !== 'word')
      throw new Refused(column, 'a name is missing here; others than plain ones are written ["like this"]')
    this.#at++
    return value
  }

  #literal(): Literal {
    const { kind, value, column } = this.#next
    this.#at++
    if (kind === 'text' || kind === 'number') return value
    if (kind === 'word' && Object.hasOwn(CONSTANTS, value)) return CONSTANTS[value] as Literal
    const what = kind === 'end' ? 'the expression ends here' : `"${value}" is no value`
    throw new Refused(
      column,
      `${what}: a path ($.a), a text in quotes, a number or ${FUNCTIONS.join('(), ')}() can stand here`,
    )
  }

  #text(what: string): string {
    const { kind, value, column } = this.#next
    if (kind !== 'text') throw new Refused(column, `${what} must stand here, in quotes`)
    this.#at++
    return value
  }

  #pattern(): RE2JS {
    const { column } = this.#next
    const written = this.#text('a pattern')
    if (written.length > LONGEST_PATTERN)
      throw new Refused(column, `a pattern has at most ${LONGEST_PATTERN} characters`)
    try {
      return RE2JS.compile(written)
    } catch (error) {
      throw new Refused(column, `the pattern cannot be used: ${(error as Error).message}`)
    }
  }

  #count(depth: number): void {
    if (++this.#parts > MOST_PARTS)
      throw new Refused(this.#next.column, `an expression has at most ${MOST_PARTS} parts`)
    if (depth > DEEPEST) throw new Refused(this.#next.column, 'this is nested too deeply')
  }

  get #next(): Token {
    return this.#tokens[Math.min(this.#at, this.#tokens.length - 1)]!
  }

  #take(kind: Token['kind'], value: string): boolean {
    const taken = this.#next.kind === kind && this.#next.value === value
    if (taken) this.#at++
    return taken
  }

  #takeWord = (value: string) => this.#take('word', value)
  #takeSign = (value: string) => this.#take('sign', value)

  #needWord(value: string): void {
    if (!this.#takeWord(value)) throw new Refused(this.#next.column, `"${value}" is missing here`)
  }

  #needSign(value: string): void {
    if (!this.#takeSign(value)) throw new Refused(this.#next.column, `"${value}" is missing here`)
  }
}

const CONSTANTS: Readonly<Record<string, Literal>> = { true: true, false: false, null: null }
