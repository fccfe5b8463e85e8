import type { ArgumentRule } from './argument-rule.ts'
import type { PlanRefusalCode } from './plan-refusal.ts'
import { badNeighbour, type Gap, type Quoting, referenceTo, type ShellPlace, type TextEdit } from './shell-place.ts'
import { ANY_VALUE, stricter, type ValueRule } from './value-rule.ts'

/** What surrounds a node of the syntax tree, as far as it matters for a value in it. */
export interface Around {
  quoting: Quoting
  rule: ValueRule
  /** Set where no value may stand at all. */
  refusal?: { code: PlanRefusalCode; reason: string; hint?: string; relaxed?: ValueRule }
  /** True where the shell splits what an unquoted variable holds. */
  splits: boolean
  /** True in lists that are meant to be split: `for x in $NAMES`. */
  list?: boolean
  /** Language that the output of a command is piped into. */
  flowsInto?: string
}

export const OUTSIDE: Around = { quoting: 'bare', rule: ANY_VALUE, splits: true }

/** The same place under the rule of an argument. */
export function within(around: Around, argument: ArgumentRule): Around {
  if ('rule' in argument) return { ...around, rule: stricter(around.rule, argument.rule) }
  const { refusal: reason, hint, relaxed } = argument
  return { ...around, refusal: { code: 'plan/in-program', reason, hint, ...(relaxed ? { relaxed } : {}) } }
}

/** The same place, where no value may stand. */
export const forbidden = (around: Around, reason: string, hint?: string): Around => ({
  ...around,
  refusal: { code: 'plan/no-place', reason, ...(hint === undefined ? {} : { hint }) },
})

interface Stretch {
  readonly pos: number
  readonly end: number
}

/** Keeps which gaps of a text have found their place. */
export class GapLedger {
  readonly places: ShellPlace[] = []
  private readonly text: string
  private readonly gaps: readonly Gap[]
  private readonly hasHereDocuments: boolean
  /** How far the gaps up to each one reach. */
  private readonly furthestEnd: readonly number[]
  private readonly settled = new Set<Gap>()

  /** @param gaps in the order of their starts */
  constructor(text: string, gaps: readonly Gap[]) {
    this.text = text
    this.gaps = gaps
    this.hasHereDocuments = text.includes('<<')
    let furthest = 0
    this.furthestEnd = gaps.map(({ end }) => {
      furthest = Math.max(furthest, end)
      return furthest
    })
  }

  /** True when some gap may lie in a node. The body of a here-document lies behind the command it belongs to. */
  touches(node: Stretch): boolean {
    if (this.hasHereDocuments) return true
    const first = this.firstFrom(node.pos)
    return (
      (this.gaps[first]?.start ?? Number.POSITIVE_INFINITY) < node.end || (this.furthestEnd[first - 1] ?? 0) > node.pos
    )
  }

  /** Gaps inside a node that have no place yet. */
  open(node: Stretch, kind?: Gap['kind']): readonly Gap[] {
    const found: Gap[] = []
    for (let at = this.firstFrom(node.pos); at < this.gaps.length; at++) {
      const gap = this.gaps[at]!
      if (gap.start >= node.end) break
      if (gap.end <= node.end && !this.settled.has(gap) && (kind ?? gap.kind) === gap.kind) found.push(gap)
    }
    return found
  }

  /** Index of the first gap that starts at an offset or behind it. */
  private firstFrom(offset: number): number {
    let low = 0
    let high = this.gaps.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.gaps[middle]!.start < offset) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Gives every open gap of a node its place. */
  placeAll(node: Stretch, around: Around, kind?: Gap['kind']): void {
    for (const gap of this.open(node, kind)) this.place(gap, around)
  }

  refuseAll(node: Stretch, reason: string): void {
    this.placeAll(node, forbidden(OUTSIDE, reason))
  }

  place(gap: Gap, around: Around): void {
    const { rule, quoting, refusal } = around
    if (refusal && (gap.kind === 'placeholder' || !refusal.relaxed)) this.settle({ gap, rule, problem: refusal })
    else if (refusal?.relaxed) this.settle({ gap, rule: stricter(rule, refusal.relaxed) })
    else if (gap.kind !== 'placeholder') this.placeVariable(gap, around)
    else {
      const reason = badNeighbour(this.text, gap.start, quoting)
      if (reason) this.settle({ gap, rule, problem: { code: 'plan/no-place', reason } })
      else {
        const edit = { start: gap.start, end: gap.end, text: referenceTo(gap.variable, quoting) }
        this.settle({ gap, rule: around.list ? { ...rule, noDash: false } : rule, edit })
      }
    }
  }

  /** A variable stays; one that a parameter fills is put in quotes where the shell would split its value. */
  private placeVariable(gap: Gap, { rule, quoting, splits, list }: Around): void {
    const split = quoting === 'bare' && (splits || list === true)
    if (!split) this.settle({ gap, rule })
    else if (list) this.settle({ gap, rule: stricter({ ...rule, noDash: false }, { ...ANY_VALUE, signs: 'words' }) })
    else if (gap.kind === 'held') this.settle({ gap, rule: stricter(rule, { ...ANY_VALUE, signs: 'word' }) })
    else {
      this.settle({ gap, rule, edit: { start: gap.start, end: gap.start, text: '"' } })
      this.addEdit(gap, rule, { start: gap.end, end: gap.end, text: '"' })
    }
  }

  settle(place: ShellPlace): void {
    this.settled.add(place.gap)
    this.places.push(place)
  }

  /** A further edit that a gap's place needs. */
  addEdit(gap: Gap, rule: ValueRule, edit: TextEdit): void {
    this.places.push({ gap, rule, edit })
  }
}
