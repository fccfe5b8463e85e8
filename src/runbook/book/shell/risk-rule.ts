/** The shape of the tables that say what a program does. The tables are data: `risk/*.ts`. */
import type { Effect, Trait } from '../page.ts'
import type { ShellWord } from './shell-word.ts'

/** What a program, one of its sub-commands or one of its options does. */
export interface Verdict {
  effect: Effect
  traits?: readonly Trait[]
  /** Predicate that follows the command as written: `removes files`. */
  reason: string
}

/** Languages a program takes as an argument or on its standard input. */
type InnerLanguage = 'shell' | 'sql' | 'mongo' | 'redis' | 'code'

export interface OptionRule extends Verdict {
  /** Names, blank-separated: `-f --force`. `--force=x` and the cluster `-rf` count as well. */
  option: string
  /** Only where it stands behind one of these sub-commands: `rm|prune`. */
  verb?: string
  /** Only with such a value. */
  value?: RegExp
  /**
   * The verdict takes the place of what the program does by itself: `iptables -L`. What other options do still counts;
   * with `all` nothing else does: `--dry-run`.
   */
  replaces?: true | 'all'
  /** Traits the option takes away: `top -b`. */
  drops?: readonly Trait[]
}

/** Where a program carries another command; the first entry that fits counts. */
export interface Runs {
  /** Only behind this sub-command: `exec`. */
  verb?: string
  /** Operands before the inner command, the sub-command included. */
  skip?: number
  /** The inner command starts behind `--` when there is one, else where `skip` says. */
  dashes?: true
  /** The words of the inner command are joined and read as shell text: `ssh host 'a | b'`. */
  shell?: true
  /** The inner command is the value of one of these options, read as shell text: `bash -c '…'`. */
  option?: string
  /** The value of this option and the operands are the inner command: `python -m module …`. */
  module?: string
  /** The inner command stands between one of these options and `;` or `+`: `find -exec`. */
  until?: string
  /** The first word is a file, never the program of that name: `bash status`. */
  script?: true
  /** More words come from the input: `xargs`. */
  appends?: true
  /** Every `name=text` carries shell text: `alias`. */
  assigned?: true
}

/** Text in another language that a program takes: `psql -c`, `bq query`, the second operand of `sqlite3`. */
interface Query {
  language: InnerLanguage
  option?: string
  verb?: string
  operand?: number
  /** The operands behind that one are texts as well. */
  more?: true
}

/** A command with its options told apart from its operands. */
export interface Call {
  /** Base name of the program. */
  program: string
  words: readonly ShellWord[]
  flags: readonly Flag[]
  /** Every operand, those of an inner command included. */
  operands: readonly ShellWord[]
  /** True when something is piped or redirected into it. */
  hasInput: boolean
}

export interface Flag {
  name: string
  value?: ShellWord
  /** Operands that stand before it: `docker compose -f x logs` is not `docker compose logs -f`. */
  behind: number
}

export interface ProgramRule {
  /** What it does when no sub-command and no option says otherwise. */
  verdict: Verdict
  /** Options that take the next word as their value. */
  valued?: string
  /** `-name` is one option with a long name, not a cluster of letters. */
  longDash?: true
  /** Leading `NAME=value` words belong to the program: `env`, `sudo`. */
  assignments?: true
  /** Sub-commands: `get|describe`, `rollout undo`, `list_*`; the longest that fits decides. */
  verbs?: Readonly<Record<string, Verdict>>
  /** The sub-command may stand behind other words: `gcloud compute instances list`. */
  anyPosition?: true
  /** The sub-command stands behind so many words: `service nginx restart`. */
  verbAt?: number
  /** Sub-commands are the same in capital letters: `redis-cli FLUSHALL`. */
  anyCase?: true
  options?: readonly OptionRule[]
  /** Takes the place of the verdict when there is no operand, no input and no option that counts. */
  bare?: Verdict
  runs?: readonly Runs[]
  query?: Query
  /** What it reads from its input when no argument says what to do. */
  input?: InnerLanguage
  /** The operand with this index names what is run and is judged by its name: `make deploy`. */
  named?: number
  /** Takes away what the inner command would do for ever: `timeout`. */
  bounds?: true
  /** What no table can say: the method of `curl`, the mode of `tar`. Added to the rest, the worst counts. */
  judge?: (call: Call) => Verdict | undefined
}

/** Programs by name; `a|b` stands for both. */
export type RiskTable = Readonly<Record<string, ProgramRule | Verdict>>

export const reads: Verdict = { effect: 'read-only', reason: 'only reads' }
export const readsAs = (reason: string, ...traits: Trait[]): Verdict => ({ effect: 'read-only', traits, reason })
export const changes = (reason: string, ...traits: Trait[]): Verdict => ({ effect: 'changing', traits, reason })
export const destroys = (reason: string, ...traits: Trait[]): Verdict => ({ effect: 'destructive', traits, reason })
export const unsure = (reason: string, ...traits: Trait[]): Verdict => ({ effect: 'unknown', traits, reason })
/** A program whose sub-command is missing from the table. */
export const unlisted = unsure('has a sub-command whose effect is not known')
export const screen = readsAs('takes over the terminal', 'interactive')
export const endless = readsAs('runs until it is interrupted', 'never-ending')
/** An option that only shows what would be done. */
export const dryRun = (option: string, verb?: string): OptionRule => ({
  option,
  ...(verb === undefined ? {} : { verb }),
  effect: 'read-only',
  reason: 'only shows what it would do',
  replaces: 'all',
})

const SEVERITY: Readonly<Record<Effect, number>> = { destructive: 3, changing: 2, unknown: 1, 'read-only': 0 }

/** True when the first effect is worse than the second. */
export const isWorse = (effect: Effect, than: Effect): boolean => SEVERITY[effect] > SEVERITY[than]
