import type { Expectation } from '../../book/page.ts'
import type { RegexMatcher } from '../../plan/regex-matcher.ts'
import { comparableText } from './comparable-text.ts'
import { decideHttpStatus } from './decide-http.ts'
import { decideJson } from './decide-json.ts'
import { decideKeyValue } from './decide-key-value.ts'
import { decideNumber } from './decide-number.ts'
import { decideShape } from './decide-shape.ts'
import { decideContains, decideEmpty, decideExact, decideList, decideOneOf, decideSequence } from './decide-text.ts'
import { decideWildcard } from './decide-wildcard.ts'
import type { Dialect } from './dialect.ts'
import { type Observed, passed, quoted, unverified, type Verdict } from './verdict.ts'

export interface DecideOptions {
  /** How recorded output spells its wildcards; pages understand all spellings. */
  dialect?: Dialect
  /** JSON keys or dotted paths that differ each time and are only compared by type. */
  volatile?: readonly string[]
  /** A test asked for it: samples are asserted like everything else. By default they fail nothing. */
  assertSamples?: boolean
  /** Needed for `(re)` patterns only; without it they stay unverified. */
  matches?: RegexMatcher
}

/**
 * Compares what a step printed with what its author said it would print.
 *
 * The text as written is compared literally before anything else. A verdict is `passed` or `failed` only where there is
 * no other reading; what a person has to judge is `unverified`. Terminal sequences, line ends and trailing blank lines
 * do not count; a sample that differs is `unverified` unless a test asserts it; at most 1 MiB of each stream is compared. Pure, deterministic, never throws, linear in the output.
 *
 * @param expectation as `readExpectation` gives it
 * @param observed output of the command, or of all commands of the step, and its exit status
 */
export function decide(expectation: Expectation, observed: Observed, options: DecideOptions = {}): Verdict {
  const stdout = comparableText(observed.stdout)
  const stderr = comparableText(observed.stderr)
  const seen: Observed = { ...observed, stdout: stdout.text, stderr: stderr.text }
  if ((!expectation.decidable && !expectation.sample) || expectation.kind === 'prose') {
    return unverified(`a person has to judge: ${quoted(expectation.text)}`)
  }
  const literal = expectation.text.trim()
  if (literal !== '' && seen.stdout.trim() === comparableText(literal).text) {
    return passed(`the output is ${quoted(literal)}`)
  }
  const verdict = decideByKind(expectation, seen, options)
  if (verdict.verdict === 'failed' && expectation.sample && !options.assertSamples) {
    return unverified(`the page shows a sample, which this output need not repeat: ${verdict.reason}`)
  }
  if (verdict.verdict === 'failed' && (stdout.cut || stderr.cut)) {
    return unverified(`${verdict.reason}; only the first MiB of the output was compared`)
  }
  return verdict
}

function decideByKind(expectation: Expectation, seen: Observed, options: DecideOptions): Verdict {
  const { values = [expectation.text] } = expectation
  const volatile = options.volatile ?? []
  switch (hasWildcards(expectation) ? 'wildcard' : expectation.kind) {
    case 'empty':
      return decideNothing(seen)
    case 'wildcard':
      return decideWildcard(expectation, seen, { dialect: options.dialect ?? 'page', matches: options.matches })
    case 'shape':
      return onShown(seen, (text) => decideShape(expectation, text, volatile))
    case 'json':
      return onShown(seen, (text) => decideJson(expectation, text, volatile))
    case 'number':
      return onShown(seen, (text) => decideNumber(expectation, text))
    case 'key-value':
      return onShown(seen, (text) => decideKeyValue(values, text))
    case 'exact':
      return onShown(seen, (text) => decideExact(values, text))
    case 'one-of':
      return onShown(seen, (text) => decideOneOf(values, text))
    case 'http-status':
      return onEither(seen, (text) => decideHttpStatus(expectation, text))
    case 'contains':
      return onEither(seen, (text) => decideContains(values, text))
    case 'list':
      return onEither(seen, (text) => decideList(values, text))
    case 'sequence':
      return onEither(seen, (text) => decideSequence(values, text))
    default:
      return unverified(`a person has to judge: ${quoted(expectation.text)}`)
  }
}

/** A sample of output that names what differs (`pod <name> deleted`, `took [..]`) is a pattern, whatever else it looks like. */
const hasWildcards = ({ kind, form, text, values = [] }: Expectation): boolean =>
  (kind === 'exact' || kind === 'contains' || kind === 'list') &&
  (form === 'block' || form === 'transcript') &&
  [text, ...values].some((each) =>
    /<(?:\.\.\.|\p{L}[\p{L}\p{N} _-]{0,60})>|\[\.\.\]| \((?:re|glob|esc|no-eol)[?*+]?\)$/mu.test(each),
  )

/** A search that finds nothing says so by its status 1; that is then what the author expects. */
function decideNothing(seen: Observed): Verdict {
  const verdict = decideEmpty(seen.stdout, seen.stderr)
  return verdict.verdict === 'passed' && seen.exitCode === 1 ? { ...verdict, explainsExit: true } : verdict
}

/** Some programs (`nginx -t`, `java -version`) answer on stderr only; a terminal shows no difference. */
function onShown(seen: Observed, judge: (text: string) => Verdict): Verdict {
  if (seen.stdout.trim() !== '' || seen.stderr.trim() === '') return judge(seen.stdout)
  const verdict = judge(seen.stderr)
  return { ...verdict, reason: `${verdict.reason} (on stderr)` }
}

/** What has to occur somewhere may occur on either stream. */
function onEither(seen: Observed, judge: (text: string) => Verdict): Verdict {
  const first = onShown(seen, judge)
  if (first.verdict === 'passed' || seen.stdout.trim() === '' || seen.stderr.trim() === '') return first
  const second = judge(seen.stderr)
  return second.verdict === 'passed' ? { ...second, reason: `${second.reason} (on stderr)` } : first
}
