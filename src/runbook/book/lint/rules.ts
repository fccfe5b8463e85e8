import { alternativesInScript } from './alternatives-in-script.ts'
import { commandGrammar } from './command-grammar.ts'
import { deprecatedCommand } from './deprecated-command.ts'
import { destructiveCommand } from './destructive-command.ts'
import { destructiveUnguarded } from './destructive-unguarded.ts'
import { disableUnknownRule } from './disable-unknown-rule.ts'
import { disableWithoutReason } from './disable-without-reason.ts'
import { expectedOutputCoverage } from './expected-output-coverage.ts'
import { fenceIntegrity } from './fence-integrity.ts'
import { fenceLanguage } from './fence-language.ts'
import { fenceLanguageWrong } from './fence-language-wrong.ts'
import { hardCodedInstance } from './hard-coded-instance.ts'
import { insecureFlag } from './insecure-flag.ts'
import { interactive } from './interactive.ts'
import { invisibleCharacters } from './invisible-characters.ts'
import { kubeContext } from './kube-context.ts'
import { lifecycleMarker } from './lifecycle-marker.ts'
import { noVerify } from './no-verify.ts'
import { orderOfEvidence } from './order-of-evidence.ts'
import { personalPath } from './personal-path.ts'
import { placeholderUndeclared } from './placeholder-undeclared.ts'
import { promptNoise } from './prompt-noise.ts'
import type { Rule } from './rule.ts'
import { shellSyntax } from './shell-syntax.ts'
import { stepListRestart } from './step-list-restart.ts'
import { stepListSplit } from './step-list-split.ts'
import { stepWithoutCommand } from './step-without-command.ts'
import { titleCommandMismatch } from './title-command-mismatch.ts'
import { unboundedWait } from './unbounded-wait.ts'
import { unguardedExpansion } from './unguarded-expansion.ts'
import { unusedDisable } from './unused-disable.ts'
import { vagueStep } from './vague-step.ts'
import { varUndefined } from './var-undefined.ts'

/** Every rule, sorted by its code. A new rule is one file and one line here. */
export const rules: readonly Rule[] = [
  fenceIntegrity, // RB101
  stepListSplit, // RB102
  stepListRestart, // RB103
  fenceLanguage, // RB105
  fenceLanguageWrong, // RB106
  shellSyntax, // RB107
  promptNoise, // RB108
  lifecycleMarker, // RB110
  varUndefined, // RB201
  placeholderUndeclared, // RB202
  interactive, // RB203
  kubeContext, // RB204
  commandGrammar, // RB205
  deprecatedCommand, // RB206
  insecureFlag, // RB207
  invisibleCharacters, // RB208
  hardCodedInstance, // RB209
  personalPath, // RB210
  unguardedExpansion, // RB212
  destructiveUnguarded, // RB301
  destructiveCommand, // RB302
  noVerify, // RB304
  expectedOutputCoverage, // RB305
  vagueStep, // RB306
  unboundedWait, // RB307
  stepWithoutCommand, // RB606
  orderOfEvidence, // RB607
  titleCommandMismatch, // RB608
  alternativesInScript, // RB609
  unusedDisable, // RB901
  disableWithoutReason, // RB902
  disableUnknownRule, // RB903
]
