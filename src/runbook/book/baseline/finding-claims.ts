/** Claims that stand or fall with what the rules found. */
import type { BaselineInput, Claim, Evidence } from '../baseline.ts'
import { commandGrammar } from '../lint/command-grammar.ts'
import { pathMissing } from '../lint/path-missing.ts'
import { shellSyntax } from '../lint/shell-syntax.ts'
import { judgedPages } from './evidence.ts'

/** Rules that a command breaks which cannot work as written. */
const BROKEN_COMMAND = [shellSyntax.id, commandGrammar.id, pathMissing.id]

function brokenBy({ findings }: BaselineInput, rules: readonly string[]): Evidence[] {
  return findings.flatMap(({ repository, findings }) =>
    findings
      .filter(({ rule }) => rules.includes(rule))
      .map(({ rule, file, span, message }) => ({ repository, file, line: span.line, text: `${rule} ${message}` })),
  )
}

/** No finding of the given rules. */
export function findingsClaim(
  input: BaselineInput,
  about: { id: string; claim: string; rules: readonly string[]; none: string },
): Claim {
  const broken = brokenBy(input, about.rules)
  const passed = broken.length === 0
  const summary = passed
    ? about.none
    : `${broken.length} ${broken.length === 1 ? 'place contradicts' : 'places contradict'} it`
  return { id: about.id, claim: about.claim, passed, summary, measured: broken.length, required: 0, proof: [], broken }
}

/** All commands work, as far as that can be known without running them: they parse, and what they name exists. */
export function commandsClaim(input: BaselineInput): Claim {
  const broken = brokenBy(input, BROKEN_COMMAND)
  const commands = judgedPages(input.book).flatMap((placed) =>
    placed.page.procedures.flatMap(({ steps, verification, rollback }) =>
      [...steps, ...verification, ...rollback].flatMap((step) => step.commands),
    ),
  )
  const passed = broken.length === 0 && commands.length > 0
  const checked = `${commands.length} commands of procedures parse, and the scripts and files they name exist; whether they work only a run can tell`
  return {
    id: 'commands',
    claim: 'All commands work',
    passed,
    summary:
      commands.length === 0
        ? 'there is no command in any procedure'
        : passed
          ? checked
          : `${broken.length} of what the pages tell to run cannot work as written`,
    measured: broken.length,
    required: 0,
    proof: [],
    broken,
  }
}
