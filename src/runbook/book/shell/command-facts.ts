import type { Effect, Risk, Trait } from '../page.ts'
import type { Invocation } from './judge-script.ts'
import { judgeScript } from './judge-script.ts'
import { reasonsOf } from './judgement.ts'
import { parseShell } from './parse-shell.ts'
import { remember } from './remember.ts'
import type { VariableUse } from './variables.ts'
import { collectVariables } from './variables.ts'

/** A place in the text that was read, from line 1 and column 1. */
interface TextPlace {
  line: number
  column: number
}

type PlacedVariable = Omit<VariableUse, 'pos'> & TextPlace

/** One program call; see {@link Invocation}. Offsets of its words hold for calls that are not nested. */
type PlacedInvocation = Omit<Invocation, 'pos'> & TextPlace

/** What is known of a shell command without running it. */
export interface CommandFacts {
  effect: Effect
  traits: readonly Trait[]
  risk: Risk
  /** Sentences, the worst first. */
  reasons: readonly string[]
  /** Programs whose name the text fixes, `sudo` and the like together with what they run, each once, in order. */
  programs: readonly string[]
  /** Every call, in the order of the text. */
  invocations: readonly PlacedInvocation[]
  variables: {
    read: readonly PlacedVariable[]
    assigned: readonly PlacedVariable[]
    /** True when a sourced file or evaluated output may set any variable. */
    mayAssignAny: boolean
  }
  /** Files that redirections write, as written. */
  writes: readonly ({ target: string; append: boolean } & TextPlace)[]
  hereDocuments: readonly ({ delimiter: string; quoted: boolean } & TextPlace)[]
  /** Set when the text is not complete, valid shell; everything else is then a best effort. */
  problem?: { message: string } & TextPlace
}

/**
 * Reads a shell command (or several, or a whole script) and says what it would do. Works on the syntax tree: quoted
 * text is never taken for a command, `<placeholder>` never for a redirection.
 *
 * @param text shell text, lines joined by `\n`
 */
export const commandFacts: (text: string) => CommandFacts = remember((text) => readFacts(text))

function readFacts(text: string): CommandFacts {
  const tree = parseShell(text)
  const { judgement, invocations, written, documents } = judgeScript(tree.script, tree.text)
  const variables = collectVariables(tree.script, tree.text)
  const place = placer(text)
  const traits = TRAITS.filter((trait) => judgement.traits.has(trait))
  const effect = tree.problem && judgement.effect === 'read-only' ? 'unknown' : judgement.effect
  const reasons = reasonsOf(judgement)
  return {
    effect,
    traits,
    risk: riskOf(effect, traits),
    reasons: tree.problem ? [...reasons, `the text is not valid shell: ${tree.problem.message}`] : reasons,
    programs: [...new Set(invocations.flatMap(({ program }) => (program === undefined ? [] : [program])))],
    invocations: invocations.map(({ pos, ...call }) => ({ ...call, ...place(pos) })),
    variables: {
      read: variables.read.map(({ pos, ...use }) => ({ ...use, ...place(pos) })),
      assigned: variables.assigned.map(({ pos, ...use }) => ({ ...use, ...place(pos) })),
      mayAssignAny: variables.mayAssignAny,
    },
    writes: written.map(({ pos, target, append }) => ({
      target: text.slice(pos, pos + target.length),
      append,
      ...place(pos),
    })),
    hereDocuments: documents.map(({ pos, ...document }) => ({ ...document, ...place(pos) })),
    ...(tree.problem ? { problem: { message: tree.problem.message, ...place(tree.problem.pos) } } : {}),
  }
}

/** In the order in which they decide the risk of a command that only reads. */
const TRAITS: readonly Trait[] = ['interactive', 'never-ending', 'privileged']

/**
 * One word for a command: what it does, or may do, comes first; only for a command that reads, what makes it unfit to
 * run unattended.
 */
export const riskOf = (effect: Effect, traits: readonly Trait[]): Risk =>
  effect === 'read-only' ? (TRAITS.find((trait) => traits.includes(trait)) ?? effect) : effect

/** Offsets to lines and columns; the lines are counted once. */
function placer(text: string): (offset: number) => TextPlace {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] as number) <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - (starts[low] as number) + 1 }
  }
}
